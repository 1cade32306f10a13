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

// Each function names its own properties: one for all names would take several times as long to find them.
const ofWorkers = (of: ReadingOf['of'], floor = THING): ReadingOf => ({ scope: 'workers', floor, of });
const ofHost = (of: ReadingOf['of'], floor = THING): ReadingOf => ({ scope: 'host', floor, of });
const countOf = (reading: ReadingOf): ReadingOf => ({ ...reading, hasNoSeason: true });

/** The readings whose growth is asked for. */
export const READINGS = {
  memoryBytes: ofHost(({ memoryBytes }) => memoryBytes, BYTES),
  unlistedSockets: ofHost(({ unlistedSockets }) => unlistedSockets),
  deadSockets: countOf(ofWorkers(({ deadSockets }) => deadSockets)),
  stuckStreams: countOf(ofWorkers(({ stuckStreams }) => stuckStreams)),
  oldStuckStreams: ofWorkers(({ oldStuckStreams }) => oldStuckStreams),
  untimedStreams: ofWorkers(({ untimedStreams }) => untimedStreams),
  connections: ofWorkers(({ connections }) => connections),
  openFiles: ofWorkers(({ openFiles }) => openFiles),
  poolUsedBytes: ofWorkers(({ poolUsedBytes }) => poolUsedBytes, BYTES),
  residentBytes: ofWorkers(({ residentBytes }) => residentBytes, BYTES),
  excessCloseWaitSockets: ofWorkers(({ excessCloseWaitSockets }) => excessCloseWaitSockets),
  excessOpenFiles: ofWorkers(({ excessOpenFiles }) => excessOpenFiles),
  /** Connections without a stream: idle, or kept by a multiplexer alone. */
  streamlessConnections: ofWorkers(({ connections, streams }) => less(connections, streams)),
  /** Memory of the process that its pools don't account for. */
  heapBytes: ofWorkers(({ residentBytes, poolUsedBytes }) => less(residentBytes, poolUsedBytes), BYTES),
  /** Descriptors of all workers that are no sockets, or fewer where other programs hold sockets too. */
  plainFiles: ofHost(({ allOpenFiles, allSockets, allDeadSockets, allocatedSockets }) =>
    allSockets === null || allDeadSockets === null
      ? less(allOpenFiles, allocatedSockets)
      : less(less(allOpenFiles, allSockets), allDeadSockets),
  ),
  /** TCP sockets of other programs, less HAProxy's descriptors that are none. */
  otherSockets: ofHost(({ allocatedSockets, allOpenFiles }) => less(allocatedSockets, allOpenFiles)),
  allCloseWaitSockets: ofHost(({ allCloseWaitSockets }) => allCloseWaitSockets),
  allOpenFiles: ofHost(({ allOpenFiles }) => allOpenFiles),
  allDeadSockets: countOf(ofHost(({ allDeadSockets }) => allDeadSockets)),
  allResidentBytes: ofHost(({ allResidentBytes }) => allResidentBytes, BYTES),
  stoppingWorkers: ofHost(({ stoppingWorkers }) => stoppingWorkers),
  stoppingOpenFiles: ofHost(({ stoppingOpenFiles }) => stoppingOpenFiles),
  stoppingResidentBytes: ofHost(({ stoppingResidentBytes }) => stoppingResidentBytes, BYTES),
  orphans: ofHost(({ orphans }) => orphans),
  timeWaitSockets: ofHost(({ timeWaitSockets }) => timeWaitSockets),
  /** Local ports in use if HAProxy has a connection to one server, and no other, for each of a client. */
  localPorts: ofWorkers(({ connections, timeWaitSockets }) => sum(connections, timeWaitSockets)),
} satisfies Record<string, ReadingOf>;
export type Reading = keyof typeof READINGS;

const less = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);
const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
