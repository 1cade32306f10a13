import { mainWorker, sumOfKnown, tcpMemoryBytes } from '../audit/host-figures.ts';
import { median } from '../median.ts';
import type { Bin } from '../records/bin.ts';
import { isRunning, type Process, type SampledHost } from '../records/sample.ts';
import { OLD_WORKERS_UNSEEN } from '../records/sample-notes.ts';
import { excessCloseWait, excessFiles } from './excess.ts';
import type { SampledRun } from './host-runs.ts';

export type Medians = Pick<
  Bin,
  | 'memoryBytes'
  | 'unlistedSockets'
  | 'timeWaitSockets'
  | 'deadSockets'
  | 'stuckStreams'
  | 'oldStuckStreams'
  | 'untimedStreams'
  | 'streams'
  | 'ownSockets'
  | 'closeWaitSockets'
  | 'udpSockets'
  | 'allocatedSockets'
  | 'orphans'
  | 'udpMemoryBytes'
  | 'stoppingOpenFiles'
  | 'stoppingResidentBytes'
  | 'oldestStoppingSeconds'
  | 'allOpenFiles'
  | 'allDeadSockets'
  | 'allSockets'
  | 'allCloseWaitSockets'
  | 'allResidentBytes'
  | 'connections'
  | 'openFiles'
  | 'poolUsedBytes'
  | 'residentBytes'
  | 'excessCloseWaitSockets'
  | 'excessOpenFiles'
  | 'stoppingWorkers'
  | 'stoppingDeadSockets'
>;

/** Medians over the runs that know a reading; `null` where fewer than a third of them do. */
export function medianReadings(runs: readonly SampledRun[]): Medians {
  const hosts = runs.map(({ host }) => ({
    host,
    running: runningWorkers(host),
    stopping: stopping(host),
    // Where old workers are not seen, nothing is known of them, nor of all workers together.
    isSeen: !host.notes.includes(OLD_WORKERS_UNSEEN),
  }));
  const medianOf = (read: (host: (typeof hosts)[number]) => number | null) => {
    const knownValues: number[] = [];
    for (const host of hosts) {
      const value = read(host);
      if (value !== null) knownValues.push(value);
    }
    return knownValues.length * 3 < runs.length ? null : median(knownValues);
  };
  const medianSum = (read: (worker: Process) => number | null) =>
    medianOf(({ running }) => sumOf(running, read));
  const medianOfSeen = (read: (host: (typeof hosts)[number]) => number | null) =>
    medianOf((host) => (host.isSeen ? read(host) : null));
  const medianOfAll = (read: (worker: Process) => number | null) =>
    medianOfSeen(({ running, stopping }) =>
      stopping.length === 0 ? sumOf(running, read) : sumWithMain([...running, ...stopping].map(read)),
    );
  const medianOfStopping = (read: (worker: Process) => number | null) =>
    medianOfSeen(({ stopping }) => (stopping.length === 0 ? 0 : sumOfKnown(stopping.map(read))));
  return {
    memoryBytes: medianOf(({ host }) => tcpMemoryBytes(host)),
    unlistedSockets: medianOf(({ host }) => unlistedSockets(host)),
    allocatedSockets: medianOf(({ host }) => host.tcp.allocated),
    orphans: medianOf(({ host }) => host.tcp.orphan),
    udpMemoryBytes: medianOf(({ host: { udp, kernel } }) =>
      udp.memoryPages === null || kernel.pageBytes === null ? null : udp.memoryPages * kernel.pageBytes,
    ),
    timeWaitSockets: medianOf(({ host }) => (host.notes.includes('other-netns') ? null : host.tcp.timeWait)),
    deadSockets: medianSum(({ deadSockets }) => deadSockets),
    stuckStreams: medianSum(({ streams }) => streams.stuck),
    oldStuckStreams: medianSum(({ streams }) => streams.stuckOlderThan['24h']),
    untimedStreams: medianSum(({ streams }) => streams.untimed),
    streams: medianSum(({ streams }) => streams.total),
    connections: medianSum(({ connections }) => connections.current),
    ownSockets: medianSum(openSockets),
    closeWaitSockets: medianSum(({ sockets }) => sockets.closeWait),
    udpSockets: medianSum(({ udpSockets }) => udpSockets),
    openFiles: medianSum(({ openFiles }) => openFiles),
    poolUsedBytes: medianSum(({ pools }) => pools.usedBytes),
    residentBytes: medianSum(({ residentBytes }) => residentBytes),
    excessCloseWaitSockets: medianOf(({ running }) => excessOf(running, excessCloseWait)),
    excessOpenFiles: medianOf(({ running }) => excessOf(running, excessFiles)),
    stoppingWorkers: medianOfSeen((host) => host.stopping.reduce((sum, { count }) => sum + count, 0)),
    stoppingDeadSockets: medianOfStopping(({ deadSockets }) => deadSockets),
    stoppingOpenFiles: medianOfStopping(({ openFiles }) => openFiles),
    stoppingResidentBytes: medianOfStopping(memoryOf),
    oldestStoppingSeconds: medianOfSeen(({ stopping }) => oldestSeconds(stopping)),
    allOpenFiles: medianOfAll(({ openFiles }) => openFiles),
    allDeadSockets: medianOfAll(({ deadSockets }) => deadSockets),
    allSockets: medianOfAll(openSockets),
    allCloseWaitSockets: medianOfAll(({ sockets }) => sockets.closeWait),
    allResidentBytes: medianOfAll(memoryOf),
  };
}

/** The running workers, the main one first. */
export function runningWorkers(host: SampledHost): Process[] {
  const main = mainWorker(host);
  if (main === null) return [];
  return [main, ...host.processes.filter((worker) => isRunning(worker) && worker !== main)];
}

/**
 * The sum of what is known of the running workers, the main one first. `null` where the main one's is not known: a
 * sum that loses its greatest part for a run would look like a fall.
 */
export const sumWithMain = (values: readonly (number | null)[]): number | null =>
  values[0] === null ? null : sumOfKnown(values);

/** As {@link sumWithMain}. Nearly every host has one running worker: then the sum is its own figure. */
export function sumOf<Worker>(
  workers: readonly Worker[],
  read: (worker: Worker) => number | null,
): number | null {
  const [only] = workers;
  return workers.length === 1 && only ? read(only) : sumWithMain(workers.map(read));
}

/** Of each worker by itself; of several in one entry some figures may be of fewer than others. */
const excessOf = (workers: readonly Process[], read: (worker: Process) => number | null): number | null =>
  sumOfKnown(workers.map((worker) => (worker.count === 1 ? read(worker) : null)));

const stopping = ({ processes }: SampledHost): Process[] =>
  processes.filter(({ state }) => state === 'stopping');

const memoryOf = ({ residentBytes, swapBytes }: Process): number | null =>
  residentBytes === null ? null : residentBytes + (swapBytes ?? 0);

function openSockets({ sockets }: Process): number | null {
  const { established, connecting, closing, closeWait, finWait } = sockets;
  return established === null ? null : sumOfKnown([established, connecting, closing, closeWait, finWait]);
}

/** The longest that a worker has been told to stop; 0 where none drains. */
function oldestSeconds(stopping: readonly Process[]): number | null {
  const seconds = stopping.map(({ stoppingSeconds }) => stoppingSeconds).filter((value) => value !== null);
  if (stopping.length > 0 && seconds.length === 0) return null;
  return Math.max(0, ...seconds);
}

function unlistedSockets({ tcp: { allocated, inUse, inUse6 } }: SampledHost): number | null {
  return allocated === null || inUse === null || inUse6 === null ? null : allocated - inUse - inUse6;
}
