import type { Bin } from '../../lambdas/domain/records/bin.ts';

type Reading = {
  [Key in keyof Bin]: null extends Bin[Key] ? (number extends NonNullable<Bin[Key]> ? Key : never) : never;
}[keyof Bin];

const STUCK: readonly Reading[] = ['stuckStreams', 'oldStuckStreams'];
const UNTIMED: readonly Reading[] = ['untimedStreams'];
const DEAD: readonly Reading[] = ['deadSockets', 'stoppingDeadSockets', 'allDeadSockets'];
const UNLISTED: readonly Reading[] = ['unlistedSockets'];
const FLOWS: readonly Reading[] = [
  'connectionsPerSecond',
  'requestsPerSecond',
  'bytesOutPerSecond',
  'timeWaitSockets',
];
const STOCKS: readonly Reading[] = [
  'streams',
  'connections',
  'ownSockets',
  'closeWaitSockets',
  'udpSockets',
  'openFiles',
  'poolUsedBytes',
  'residentBytes',
  'excessCloseWaitSockets',
  'excessOpenFiles',
  'stoppingOpenFiles',
  'stoppingResidentBytes',
  'allOpenFiles',
  'allSockets',
  'allCloseWaitSockets',
  'allResidentBytes',
];

/** Sets of signals that a detector may be left with, by what the tables call them: the readings that are taken away. */
export const SIGNALS = {
  all: [],
  'without stuck streams': STUCK,
  'without untimed streams': UNTIMED,
  'without stuck and untimed streams': [...STUCK, ...UNTIMED],
  'without dead sockets': DEAD,
  'without unlisted sockets': UNLISTED,
  'without flows': FLOWS,
  'without connections, files, pools, RSS': STOCKS,
  'without stuck, untimed and dead': [...STUCK, ...UNTIMED, ...DEAD],
  'memory and load only': [
    ...STUCK,
    ...UNTIMED,
    ...DEAD,
    ...UNLISTED,
    ...STOCKS,
    'allocatedSockets',
    'orphans',
    'udpMemoryBytes',
    'pressureEvents',
    'stoppingWorkers',
    'oldestStoppingSeconds',
  ],
} as const satisfies Record<string, readonly Reading[]>;

export type Signals = keyof typeof SIGNALS;

/** The bins as they would be if the signals could not be read. */
export function leftWith(signals: Signals, bins: readonly Bin[]): readonly Bin[] {
  const withheld = SIGNALS[signals];
  if (withheld.length === 0) return bins;
  const unread = Object.fromEntries(withheld.map((reading) => [reading, null]));
  return bins.map((bin) => ({ ...bin, ...unread }));
}
