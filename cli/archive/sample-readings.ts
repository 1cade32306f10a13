import { mainWorker, tcpMemoryBytes } from '../../lambdas/domain/audit/host-figures.ts';
import type { Process, SampledHost } from '../../lambdas/domain/records/sample.ts';

/** A reading that samples may know, and what can't be told without it. */
export interface Reading {
  /** For people, as the subject of a sentence. */
  readonly name: string;
  readonly without: string;
  isKnown(host: SampledHost): boolean;
}

const ofMain = (read: (worker: Process) => unknown) => (host: SampledHost) => {
  const worker = mainWorker(host);
  return worker !== null && (read(worker) ?? null) !== null;
};

/** What a fleet is judged by, the more telling first. */
export const READINGS: readonly Reading[] = [
  {
    name: 'TCP memory',
    without: 'growth of TCP memory is not seen',
    isKnown: (host) => tcpMemoryBytes(host) !== null,
  },
  {
    name: 'TCP memory limits',
    without: 'the time until memory pressure is not told',
    isKnown: ({ tcp }) => tcp.memoryPressurePages !== null,
  },
  {
    name: 'sockets of the host',
    without: 'sockets in no table, and those of other programs, are not seen',
    isKnown: ({ tcp }) => tcp.allocated !== null && tcp.inUse !== null,
  },
  {
    name: 'HAProxy release',
    without: 'known bugs are not looked up, and hosts of one release are not compared',
    isKnown: ofMain(({ version }) => version),
  },
  {
    name: 'start of the process',
    without: 'a restart is not told from a leak that ended',
    isKnown: ofMain(({ startedAt, uptimeSeconds }) => startedAt ?? uptimeSeconds),
  },
  {
    name: 'arrivals',
    without: 'growth is not told from growth of the traffic',
    isKnown: ofMain(({ connections, requestsCumulative }) => connections.cumulative ?? requestsCumulative),
  },
  {
    name: 'connections',
    without: 'connections that are never closed, and their limit, are not seen',
    isKnown: ofMain(({ connections }) => connections.current),
  },
  {
    name: 'dead sockets',
    without: 'a leak of sockets is told by statistics alone',
    isKnown: ofMain(({ deadSockets }) => deadSockets),
  },
  {
    name: 'stuck streams',
    without: 'a leak of streams is told by statistics alone',
    isKnown: ofMain(({ streams }) => streams.stuck),
  },
  {
    name: 'sockets by state',
    without: 'sockets in CLOSE_WAIT are not counted',
    isKnown: ofMain(({ sockets }) => sockets.closeWait),
  },
  {
    name: 'descriptors',
    without: 'a leak of descriptors, and their limit, are not seen',
    isKnown: ofMain(({ openFiles }) => openFiles),
  },
  {
    name: 'resident memory',
    without: "growth of HAProxy's memory is not seen",
    isKnown: ofMain(({ residentBytes }) => residentBytes),
  },
  {
    name: 'pools',
    without: "growth of HAProxy's pools is not seen",
    isKnown: ofMain(({ pools }) => pools.usedBytes),
  },
  {
    name: 'configuration',
    without: 'timeouts are not advised on, and a change of them is not seen',
    isKnown: ofMain(({ config }) => config?.hash),
  },
];

/** How much of some samples knows a reading. */
export interface ReadingCoverage {
  readonly reading: Reading;
  /** Sampled hosts and runs that know it, 0-1; `null` without any. */
  readonly share: number | null;
}

/** Counts sample by sample which readings are known, in the order of {@link READINGS}. */
export function countReadings(): {
  add(host: SampledHost): void;
  counts(): number[];
  coverage(): ReadingCoverage[];
} {
  const known = READINGS.map(() => 0);
  let samples = 0;
  return {
    add: (host) => {
      samples += 1;
      for (const [index, reading] of READINGS.entries())
        if (reading.isKnown(host)) known[index] = (known[index] ?? 0) + 1;
    },
    counts: () => [...known],
    coverage: () => coverageOf(known, samples),
  };
}

/** @param known samples that know each of {@link READINGS}, of so many */
export const coverageOf = (known: readonly number[], samples: number): ReadingCoverage[] =>
  READINGS.map((reading, index) => ({
    reading,
    share: samples === 0 ? null : (known[index] ?? 0) / samples,
  }));
