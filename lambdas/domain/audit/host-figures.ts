import { isRunning, type Process, type SampledHost } from '../records/sample.ts';

/** The running worker with the most connections: its version is the host's. `null` where no worker runs. */
export function mainWorker(host: SampledHost): Process | null {
  let main: Process | null = null;
  for (const worker of host.processes) {
    if (isRunning(worker) && (main === null || connectionsOf(worker) > connectionsOf(main))) main = worker;
  }
  return main;
}

const connectionsOf = (worker: Process): number => worker.connections.current ?? -1;

/** Bytes of TCP memory of the whole host; `null` where the kernel doesn't say. */
export function tcpMemoryBytes({ kernel, tcp }: Pick<SampledHost, 'kernel' | 'tcp'>): number | null {
  return tcp.memoryPages === null || kernel.pageBytes === null ? null : tcp.memoryPages * kernel.pageBytes;
}

/** TCP memory as a percentage of the limit at which the kernel enters pressure. */
export function percentOfPressure({ tcp }: Pick<SampledHost, 'tcp'>): number | null {
  if (tcp.memoryPages === null || !tcp.memoryPressurePages) return null;
  return (100 * tcp.memoryPages) / tcp.memoryPressurePages;
}

/** Stuck streams of all workers whose streams were counted; `null` where none were. */
export const stuckStreams = (host: SampledHost): number | null =>
  sumOfKnown(host.processes.map(({ streams }) => streams.stuck));

/** Dead sockets of all workers whose descriptors were compared; `null` where none were. */
export const deadSockets = (host: SampledHost): number | null =>
  sumOfKnown(host.processes.map((worker) => worker.deadSockets));

/** The sum of what is known; `null`, and not 0, where nothing is. */
export function sumOfKnown(values: readonly (number | null)[]): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0) + value;
  return sum;
}
