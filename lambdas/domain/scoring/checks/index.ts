import type { Check } from './check.ts';
import { connectionGrowth } from './connection-growth.ts';
import { deadSockets } from './dead-sockets.ts';
import { memoryGrowth } from './memory-growth.ts';
import { openFileGrowth } from './open-file-growth.ts';
import { poolGrowth } from './pool-growth.ts';
import { stuckStreams } from './stuck-streams.ts';
import { unlistedSockets } from './unlisted-sockets.ts';
import { untimedStreams } from './untimed-streams.ts';

/** Every question asked of a host, in the order in which evidence is shown. */
export const CHECKS: readonly Check[] = [
  stuckStreams,
  deadSockets,
  unlistedSockets,
  untimedStreams,
  memoryGrowth,
  connectionGrowth,
  openFileGrowth,
  poolGrowth,
];
