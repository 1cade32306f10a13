import type { Check, Weights } from './check.ts';
import { connectionGrowth } from './connection-growth.ts';
import { deadSockets } from './dead-sockets.ts';
import { memoryGrowth } from './memory-growth.ts';
import { openFileGrowth } from './open-file-growth.ts';
import { poolGrowth } from './pool-growth.ts';
import { stuckStreams } from './stuck-streams.ts';
import { unlistedSockets } from './unlisted-sockets.ts';
import { untimedStreams } from './untimed-streams.ts';

/** Every question asked of a host, in the order in which evidence is shown. */
export const CHECKS = [
  stuckStreams,
  deadSockets,
  unlistedSockets,
  untimedStreams,
  memoryGrowth,
  connectionGrowth,
  openFileGrowth,
  poolGrowth,
] as const satisfies readonly Check[];
export type CheckName = (typeof CHECKS)[number]['name'];

/** Weights of each check in place of its own, as a fit without some of the hosts gives; a check without any adds nothing. */
export type CheckWeights = Readonly<Partial<Record<CheckName, Weights>>>;

/** The checks that count the leak itself. */
export const LEAK_COUNTS = CHECKS.filter(({ countsLeak }) => countsLeak);

/** Of these, the ones that count in the running workers, and so begin at nothing in each. */
export const WORKER_LEAK_COUNTS = LEAK_COUNTS.filter(({ scope }) => scope === 'workers');

const LEAK_COUNT_NAMES: ReadonlySet<string> = new Set(LEAK_COUNTS.map(({ name }) => name));

/** Whether archived evidence is of a check that counts the leak itself. */
export const countsLeak = ({ check }: { check: string }): boolean => LEAK_COUNT_NAMES.has(check);
