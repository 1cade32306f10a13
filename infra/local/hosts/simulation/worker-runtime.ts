import { between } from './by-hour.ts';
import { maxConnectionsOf } from './capacity.ts';
import type { Worker } from './lifecycle.ts';
import type { Trajectory } from './trajectory.ts';
import type { WorkerFigures } from './worker-figures.ts';
import { poolOverhead, poolUsedBytes } from './worker-memory.ts';

/** What `show info` and `show pools` say. */
export interface Runtime {
  readonly current: number;
  readonly max: number;
  readonly currentTls: number;
  readonly cumulative: number;
  readonly requestsCumulative: number;
  /** `null` beyond 15 digits: probe.sh prints no longer number. */
  readonly bytesOutCumulative: number | null;
  readonly poolAllocatedBytes: number;
  readonly poolUsedBytes: number;
}

const MAXIMUM_PRINTED = 1e15;
/** Of a request, and of a worker's own upkeep each second. */
const CPU_SECONDS = { request: 6e-5, second: 2e-3 };

export function runtimeOf(
  trajectory: Trajectory,
  worker: Worker,
  figures: WorkerFigures,
  current: number,
  hours: number,
): Runtime {
  const { connections } = trajectory.scenario;
  const until = Math.min(hours, worker.stoppingHours);
  const cumulative = Math.floor(flow(trajectory, trajectory.arrivals, worker, until)) + 1;
  const bytesOut = Math.floor(flow(trajectory, trajectory.bytesOut, worker, until));
  const usedBytes = poolUsedBytes(current, figures);
  return {
    current,
    max: maxConnectionsOf(trajectory.scenario),
    currentTls: Math.round((current - figures.leakedStreams) * connections.tlsShare),
    cumulative,
    requestsCumulative: Math.floor(cumulative * connections.requestsPerShort),
    bytesOutCumulative: bytesOut < MAXIMUM_PRINTED ? bytesOut : null,
    poolAllocatedBytes: Math.round(usedBytes * poolOverhead(trajectory.scenario)),
    poolUsedBytes: usedBytes,
  };
}

/** User and system, in whole seconds. */
export function cpuSeconds(trajectory: Trajectory, worker: Worker, hours: number): number {
  const until = Math.min(hours, worker.stoppingHours);
  const requests =
    flow(trajectory, trajectory.arrivals, worker, until) * trajectory.scenario.connections.requestsPerShort;
  const seconds = 3600 * Math.max(0, hours - worker.startedHours);
  return Math.floor(CPU_SECONDS.request * requests + CPU_SECONDS.second * seconds);
}

/** What flowed since the worker's start; before the scenario as in its first day. */
function flow(
  { workers }: Trajectory,
  byHour: Float64Array,
  { startedHours }: Worker,
  until: number,
): number {
  const perHour = between(byHour, 24) / Math.min(24, byHour.length - 1);
  const first = workers[0]?.startedHours ?? 0;
  const at = (hours: number) =>
    hours < 0 ? perHour * (hours - first) : between(byHour, hours) - perHour * Math.min(0, first);
  return Math.max(0, at(until) - at(startedHours));
}
