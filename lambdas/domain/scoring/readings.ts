import type { Bin } from '../records/bin.ts';

/** Whether a reading is the running workers', and so starts anew with each of them, or the whole host's. */
export type Scope = 'workers' | 'host';

/** What a reading tells of, and how it is had from a bin. */
export interface ReadingOf {
  scope: Scope;
  /** How far it can't be known: a standard deviation, in its unit. */
  floor: number;
  /** Counts what only leaks: no time of day makes it, and a restart each night at the same hour would pass for one. */
  hasNoSeason?: true;
  of(bin: Bin): number | null;
}

const [THING, BYTES] = [0.5, 65_536];

const ofWorkers = (name: NumericReading, floor = THING): ReadingOf => ({
  scope: 'workers',
  floor,
  of: (bin) => bin[name],
});
const countOf = (reading: ReadingOf): ReadingOf => ({ ...reading, hasNoSeason: true });
const ofHost = (name: NumericReading, floor = THING): ReadingOf => ({
  ...ofWorkers(name, floor),
  scope: 'host',
});

/** The readings whose growth is asked for. */
export const READINGS = {
  memoryBytes: ofHost('memoryBytes', BYTES),
  unlistedSockets: ofHost('unlistedSockets'),
  deadSockets: countOf(ofWorkers('deadSockets')),
  stuckStreams: countOf(ofWorkers('stuckStreams')),
  oldStuckStreams: ofWorkers('oldStuckStreams'),
  untimedStreams: ofWorkers('untimedStreams'),
  connections: ofWorkers('connections'),
  openFiles: ofWorkers('openFiles'),
  poolUsedBytes: ofWorkers('poolUsedBytes', BYTES),
  residentBytes: ofWorkers('residentBytes', BYTES),
  /** Connections without a stream: idle, or kept by a multiplexer alone. */
  streamlessConnections: {
    ...ofWorkers('connections'),
    of: ({ connections, streams }) => less(connections, streams),
  },
  /** Memory of the process that its pools don't account for. */
  heapBytes: {
    ...ofWorkers('residentBytes', BYTES),
    of: ({ residentBytes, poolUsedBytes }) => less(residentBytes, poolUsedBytes),
  },
  /** Descriptors of all workers that are no sockets, or fewer where other programs hold sockets too. */
  plainFiles: {
    ...ofHost('allOpenFiles'),
    of: ({ allOpenFiles, allSockets, allDeadSockets, allocatedSockets }) =>
      allSockets === null || allDeadSockets === null
        ? less(allOpenFiles, allocatedSockets)
        : less(less(allOpenFiles, allSockets), allDeadSockets),
  },
  /** TCP sockets of other programs, less HAProxy's descriptors that are none. */
  otherSockets: {
    ...ofHost('allocatedSockets'),
    of: ({ allocatedSockets, allOpenFiles }) => less(allocatedSockets, allOpenFiles),
  },
  allCloseWaitSockets: ofHost('allCloseWaitSockets'),
  allOpenFiles: ofHost('allOpenFiles'),
  allDeadSockets: countOf(ofHost('allDeadSockets')),
  allResidentBytes: ofHost('allResidentBytes', BYTES),
  stoppingWorkers: ofHost('stoppingWorkers'),
  stoppingOpenFiles: ofHost('stoppingOpenFiles'),
  stoppingResidentBytes: ofHost('stoppingResidentBytes', BYTES),
  orphans: ofHost('orphans'),
  timeWaitSockets: ofHost('timeWaitSockets'),
  /** Local ports in use if HAProxy has a connection to one server, and no other, for each of a client. */
  localPorts: {
    ...ofWorkers('connections'),
    of: ({ connections, timeWaitSockets }) => sum(connections, timeWaitSockets),
  },
} satisfies Record<string, ReadingOf>;
export type Reading = keyof typeof READINGS;

type NumericReading = {
  [Name in keyof Bin]: Bin[Name] extends number | null ? Name : never;
}[keyof Bin];

const less = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);
const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
