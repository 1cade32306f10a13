import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { Reading } from '../../lambdas/domain/scoring/readings.ts';

const OTHERS = 8_000;
/** Readings that are differences, with what makes them so. */
const DIFFERENCES: Partial<Record<Reading, (value: number) => Partial<Bin>>> = {
  streamlessConnections: (value) => ({ connections: OTHERS + value, streams: OTHERS }),
  heapBytes: (value) => ({ residentBytes: 2e8 + value, poolUsedBytes: 2e8 }),
  plainFiles: (value) => ({ allOpenFiles: OTHERS + value, allSockets: OTHERS, allDeadSockets: 0 }),
  otherSockets: (value) => ({ allocatedSockets: OTHERS + value, allOpenFiles: OTHERS }),
  // Asked only where dead sockets are not known.
  unlistedSockets: (value) => ({ unlistedSockets: value, deadSockets: null, allDeadSockets: null }),
};

/** What a bin must hold so that a reading has a value. */
export const readAs = (reading: Reading, value: number): Partial<Bin> =>
  DIFFERENCES[reading]?.(value) ?? { [reading]: value };

/** The bins with a reading of their own making. */
export const withReading = (
  bins: readonly Bin[],
  reading: Reading,
  valueAt: (index: number, bin: Bin) => number,
): Bin[] => bins.map((bin, index) => ({ ...bin, ...readAs(reading, Math.round(valueAt(index, bin))) }));

/** Everything that says how much traffic there is. */
export const LOAD_UNREAD = { connectionsPerSecond: null, requestsPerSecond: null, timeWaitSockets: null };
