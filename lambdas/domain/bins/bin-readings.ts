import { mainWorker, sumOfKnown, tcpMemoryBytes } from '../audit/host-figures.ts';
import { median } from '../median.ts';
import type { Bin } from '../records/bin.ts';
import type { Process, SampledHost } from '../records/sample.ts';
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
  | 'connections'
  | 'openFiles'
  | 'poolUsedBytes'
  | 'residentBytes'
  | 'stoppingWorkers'
  | 'stoppingDeadSockets'
>;

/** Medians over the runs that know a reading; `null` where fewer than a third of them do. */
export function medianReadings(runs: readonly SampledRun[]): Medians {
  const hosts = runs.map(({ host }) => ({ host, running: runningWorkers(host), stopping: stopping(host) }));
  const medianOf = (read: (host: (typeof hosts)[number]) => number | null) => {
    const knownValues = hosts.map(read).filter((value) => value !== null);
    return knownValues.length * 3 < runs.length ? null : median(knownValues);
  };
  const medianSum = (read: (worker: Process) => number | null) =>
    medianOf(({ running }) => sumWithMain(running.map(read)));
  return {
    memoryBytes: medianOf(({ host }) => tcpMemoryBytes(host)),
    unlistedSockets: medianOf(({ host }) => unlistedSockets(host)),
    timeWaitSockets: medianOf(({ host }) => (host.notes.includes('other-netns') ? null : host.tcp.timeWait)),
    deadSockets: medianSum(({ deadSockets }) => deadSockets),
    stuckStreams: medianSum(({ streams }) => streams.stuck),
    oldStuckStreams: medianSum(({ streams }) => streams.stuckOlderThan['24h']),
    untimedStreams: medianSum(({ streams }) => streams.untimed),
    connections: medianSum(({ connections }) => connections.current),
    openFiles: medianSum(({ openFiles }) => openFiles),
    poolUsedBytes: medianSum(({ pools }) => pools.usedBytes),
    residentBytes: medianSum(({ residentBytes }) => residentBytes),
    stoppingWorkers: medianOf((host) => host.stopping.reduce((sum, { count }) => sum + count, 0)),
    stoppingDeadSockets: medianOf((host) =>
      host.stopping.length === 0 ? 0 : sumOfKnown(host.stopping.map(({ deadSockets }) => deadSockets)),
    ),
  };
}

/** The running workers, the main one first. */
export function runningWorkers(host: SampledHost): Process[] {
  const main = mainWorker(host);
  if (main === null) return [];
  return [main, ...host.processes.filter((worker) => worker.state === 'running' && worker !== main)];
}

/**
 * The sum of what is known of the running workers, the main one first. `null` where the main one's is not known: a
 * sum that loses its greatest part for a run would look like a fall.
 */
export const sumWithMain = (values: readonly (number | null)[]): number | null =>
  values[0] === null ? null : sumOfKnown(values);

const stopping = ({ processes }: SampledHost): Process[] =>
  processes.filter(({ state }) => state === 'stopping');

function unlistedSockets({ tcp: { allocated, inUse, inUse6 } }: SampledHost): number | null {
  return allocated === null || inUse === null || inUse6 === null ? null : allocated - inUse - inUse6;
}
