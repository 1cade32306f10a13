import { excessCloseWait, excessFiles } from '../../../../lambdas/domain/bins/excess.ts';
import { median } from '../../../../lambdas/domain/median.ts';
import type { Run } from './bin-differences.ts';
import type { HostScenario } from './host-scenario.ts';
import type { SocketStates } from './socket-states.ts';
import type { WorkerState } from './worker-state.ts';

/** Medians over a bin's runs of what the host, its running worker and its old ones have. */
export function mediansOf({ machine, probe }: HostScenario, runs: readonly Run[]) {
  const main = runs.map(({ state }) => state.workers.findLast(({ running }) => running));
  const stopping = runs.map(({ state }) => state.workers.filter(({ running }) => !running));
  const tcp = runs.map(({ state }) => state.tcp);
  const newer = <Value>(value: Value) => (probe === 'older' ? null : value);
  const medianOfAll = (read: (worker: WorkerState) => number) =>
    medianOfKnown(runs.map(({ state }) => sum(state.workers, read)));
  const medianOfStopping = (read: (worker: WorkerState) => number) =>
    medianOfKnown(stopping.map((workers) => sum(workers, read)));
  return {
    memoryBytes: scaled(medianOfKnown(tcp.map(({ memoryPages }) => memoryPages)), machine.pageBytes),
    unlistedSockets: medianOfKnown(tcp.map(({ allocated, inUse, inUse6 }) => allocated - inUse - inUse6)),
    allocatedSockets: medianOfKnown(tcp.map(({ allocated }) => allocated)),
    orphans: medianOfKnown(tcp.map(({ orphan }) => orphan)),
    udpMemoryBytes: newer(
      scaled(medianOfKnown(runs.map(({ state }) => state.udp.memoryPages)), machine.pageBytes),
    ),
    timeWaitSockets: medianOfKnown(tcp.map(({ timeWait }) => timeWait)),
    deadSockets: medianOfKnown(main.map((worker) => worker?.deadSockets)),
    stuckStreams: medianOfKnown(main.map((worker) => worker?.streams?.stuck)),
    oldStuckStreams: medianOfKnown(main.map((worker) => worker?.streams?.day)),
    untimedStreams: medianOfKnown(main.map((worker) => worker?.streams?.untimed)),
    streams: medianOfKnown(main.map((worker) => worker?.streams?.total)),
    connections: medianOfKnown(main.map((worker) => worker?.runtime?.current)),
    ownSockets: newer(medianOfKnown(main.map((worker) => worker && openSockets(worker)))),
    closeWaitSockets: newer(medianOfKnown(main.map((worker) => worker?.socketStates.closeWait))),
    udpSockets: newer(medianOfKnown(main.map((worker) => worker?.udpSockets))),
    openFiles: medianOfKnown(main.map((worker) => worker?.openFiles)),
    poolUsedBytes: medianOfKnown(main.map((worker) => worker?.runtime?.poolUsedBytes)),
    residentBytes: scaled(medianOfKnown(main.map((worker) => worker?.residentKilobytes)), 1024),
    excessCloseWaitSockets: newer(
      medianOfKnown(main.map((worker) => worker && excessCloseWait(counts(worker)))),
    ),
    excessOpenFiles: newer(medianOfKnown(main.map((worker) => worker && excessFiles(counts(worker))))),
    stoppingWorkers: medianOfKnown(stopping.map(({ length }) => length)),
    stoppingDeadSockets: medianOfStopping(({ deadSockets }) => deadSockets),
    stoppingOpenFiles: medianOfStopping(({ openFiles }) => openFiles),
    stoppingResidentBytes: scaled(medianOfStopping(memoryOf(probe)), 1024),
    oldestStoppingSeconds: medianOfKnown(
      stopping.map((workers) =>
        probe === 'older' && workers.length > 0
          ? null
          : workers.reduce((longest, { stoppingSeconds }) => Math.max(longest, stoppingSeconds ?? 0), 0),
      ),
    ),
    allOpenFiles: medianOfAll(({ openFiles }) => openFiles),
    allDeadSockets: medianOfAll(({ deadSockets }) => deadSockets),
    allSockets: newer(medianOfAll(openSockets)),
    allCloseWaitSockets: newer(medianOfAll(({ socketStates }) => socketStates.closeWait)),
    allResidentBytes: scaled(medianOfAll(memoryOf(probe)), 1024),
  };
}

/** What tells whether a worker holds too much, as a sample has it. */
const counts = ({ openFiles, maxOpenFiles, udpSockets, socketStates, runtime, streams }: WorkerState) => ({
  openFiles,
  maxOpenFiles,
  udpSockets,
  sockets: socketStates,
  connections: { current: runtime?.current ?? null, max: runtime?.max ?? null },
  streams: { total: streams?.total ?? null },
});

/** Resident and, where the probe reads it, swapped out. */
const memoryOf =
  (probe: HostScenario['probe']) =>
  ({ residentKilobytes, swapKilobytes }: WorkerState): number =>
    residentKilobytes + (probe === 'older' ? 0 : swapKilobytes);

/** All but those that listen. */
const openSockets = ({ socketStates }: { readonly socketStates: SocketStates }): number =>
  socketStates.established +
  socketStates.connecting +
  socketStates.closing +
  socketStates.closeWait +
  socketStates.finWait;

const sum = (workers: readonly WorkerState[], read: (worker: WorkerState) => number): number =>
  workers.reduce((total, worker) => total + read(worker), 0);

const scaled = (value: number | null, factor: number) => (value === null ? null : value * factor);

/** `null` where fewer than a third are known. */
function medianOfKnown(values: readonly (number | null | undefined)[]): number | null {
  const knownValues: number[] = [];
  for (const value of values) if (value !== null && value !== undefined) knownValues.push(value);
  if (knownValues.length === 0 || knownValues.length * 3 < values.length) return null;
  return median(knownValues);
}
