import { bytesPhrase, countPhrase } from '../../format.ts';
import type { Disbelief } from '../../records/evidence.ts';
import type { HostTrend } from '../host-trend.ts';
import type { Reading } from '../readings.ts';
import type { Growth } from '../trend/growth.ts';
import { movesFromOldWorkers, ofConnectionsInUse } from './alibis.ts';
import { growthCheck } from './check.ts';
import { isTold } from './log-ratio.ts';
import { pairsAtRandom } from './unsure.ts';

// Checks of what a leak makes of connections, streams and descriptors.

/** Do streams without any timer get more than arrivals explain? Tunnels that end by themselves are among them. */
export const untimedStreams = growthCheck({
  name: 'untimed-streams',
  kind: 'untimed-streams',
  reading: 'untimedStreams',
  label: 'streams without any timer',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'connections',
  drift: 0.006,
  fills: 0.03,
  steps: 0.02,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} streams without a timer`,
  alibi: movesFromOldWorkers,
});

/** Do connections get more than arrivals explain? */
export const connectionGrowth = growthCheck({
  name: 'connection-growth',
  kind: 'live-sockets',
  reading: 'connections',
  label: 'connections',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'connections',
  drift: 0.012,
  fills: 0.1,
  steps: 0.05,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} connections`,
  alibi: movesOrIsInUse,
});

/** Do connections without a stream get more? Load changes both alike, so that their difference is the quieter. */
export const streamlessConnections = growthCheck({
  name: 'streamless-connections',
  kind: 'live-sockets',
  reading: 'streamlessConnections',
  label: 'connections without a stream',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'connections',
  drift: 0.02,
  fills: 0.1,
  steps: 0.05,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} connections without a stream`,
  alibi: movesFromOldWorkers,
});

/** Do open files get more than arrivals explain? */
export const openFileGrowth = growthCheck({
  name: 'open-file-growth',
  kind: 'descriptors',
  reading: 'openFiles',
  label: 'open files',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'descriptors',
  drift: 0.012,
  fills: 0.1,
  steps: 0.05,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} open files`,
  alibi: movesOrIsInUse,
});

/** The same over all workers. */
export const allOpenFileGrowth = growthCheck({
  name: 'all-open-file-growth',
  kind: 'descriptors',
  reading: 'allOpenFiles',
  label: 'open files of all workers',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'descriptors',
  drift: 0.012,
  fills: 0.1,
  steps: 0.05,
  clumps: pairsAtRandom,
  subject: (level) => `${countPhrase(level)} open files of all workers`,
  alibi: ofConnectionsInUse,
});

/** Do descriptors get more that are no sockets? */
export const plainFileGrowth = growthCheck({
  name: 'plain-file-growth',
  kind: 'descriptors',
  reading: 'plainFiles',
  label: 'descriptors that are no sockets',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'descriptors',
  drift: 0.012,
  fills: 0.02,
  steps: 0.02,
  clumps: pairsAtRandom,
  subject: () => 'Descriptors that are no sockets',
  // Fewer sockets of other programs look the same: HAProxy's own descriptors must get more.
  alibi: (host) => (grows(host, 'openFiles') || grows(host, 'allOpenFiles') ? null : 'neighbour'),
});

/** What old workers hold. */
export const oldWorkerFiles = growthCheck({
  name: 'old-worker-files',
  kind: 'old-workers',
  reading: 'stoppingOpenFiles',
  label: 'open files of old workers',
  phrase: countPhrase,
  countsLeak: false,
  limit: 'descriptors',
  drift: 0.03,
  fills: 0.2,
  steps: 0.05,
  subject: (level) => `${countPhrase(level)} open files of old workers`,
});
export const oldWorkerMemory = growthCheck({
  name: 'old-worker-memory',
  kind: 'old-workers',
  reading: 'stoppingResidentBytes',
  label: 'memory of old workers',
  phrase: bytesPhrase,
  countsLeak: false,
  limit: 'memory',
  drift: 0.03,
  fills: 0.2,
  steps: 0.05,
  subject: (level) => `${bytesPhrase(level)} of memory in old workers`,
});

function movesOrIsInUse(host: HostTrend, growth: Growth, level: number): Disbelief | null {
  return movesFromOldWorkers(host, growth) ?? ofConnectionsInUse(host, growth, level);
}

function grows(host: HostTrend, reading: Reading): boolean {
  const growth = host.growth(reading);
  return growth !== null && isTold(growth);
}
