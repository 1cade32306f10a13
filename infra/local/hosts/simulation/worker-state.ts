import type { Process } from '../../../../lambdas/domain/records/sample.ts';
import { between } from './by-hour.ts';
import type { Boot, Worker } from './lifecycle.ts';
import { hashGauss } from './random.ts';
import type { Trajectory } from './trajectory.ts';
import { leakedOlderThan, oldestLeakHours, untimedStreams, type WorkerFigures } from './worker-figures.ts';

/** One worker as the probe sees it; `null` where it may not ask. */
export interface WorkerState {
  readonly pid: number | null;
  readonly running: boolean;
  readonly version: string | null;
  readonly packaged: string | null;
  /** How often the configuration had changed when it started. */
  readonly configuration: number;
  readonly startedAtSeconds: number;
  readonly uptimeSeconds: number;
  readonly openFiles: number;
  readonly maxOpenFiles: number;
  readonly residentKilobytes: number;
  readonly deadSockets: number;
  readonly runtime: Runtime | null;
  /** As a sample says it. */
  readonly scan: Process['streams']['scan'];
  readonly streams: Streams | null;
  /** Sockets that it holds, dead ones included; not printed. */
  readonly sockets: number;
  readonly count: number;
}

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

export interface Streams {
  readonly total: number;
  readonly untimed: number;
  readonly stuck: number;
  readonly hour: number;
  readonly sixHours: number;
  readonly day: number;
  readonly week: number;
  readonly oldestSeconds: number;
}

/** Above it the probe doesn't list streams. */
const MAXIMUM_STREAMS = 20_000;
const MAX_CONNECTIONS = 100_000;
const MAXIMUM_PRINTED = 1e15;
const BUFFERS_OF_STUCK_BYTES = 3 * 16_384;

interface Instant {
  readonly seconds: number;
  readonly hours: number;
  readonly boot: Boot;
  readonly bootSeconds: number;
  readonly uptimeSeconds: number;
}

export function workerState(
  trajectory: Trajectory,
  worker: Worker,
  figures: WorkerFigures | undefined,
  instant: Instant,
): WorkerState {
  if (figures === undefined) throw new Error('a worker without figures');
  const { connections, haproxy } = trajectory.scenario;
  const chance = 1 + hashGauss(trajectory.seed, instant.seconds, worker.pid) / Math.sqrt(figures.short + 1);
  const alive =
    Math.round(figures.short * Math.max(0, chance)) + Math.round(figures.long) + Math.round(figures.untimed);
  const current = alive + figures.leakedStreams;
  const sockets = Math.round(alive * (1 + connections.backShare)) + 2 * figures.leakedStreams;
  const startedAfterBoot = Math.round((worker.startedHours - instant.boot.bootedHours) * 3600);
  const streams = streamsOf(trajectory, worker, figures, current, instant.hours);
  const scan =
    haproxy.answers === 'no-socket' ? 'skipped: no socket' : streams === null ? unscanned(trajectory) : 'all';
  return {
    pid: worker.pid,
    running: figures.running,
    version: haproxy.answers === 'no-socket' ? null : worker.version,
    packaged: haproxy.packaged ? `haproxy ${worker.version}` : null,
    configuration: worker.configuration,
    startedAtSeconds: instant.bootSeconds + startedAfterBoot,
    uptimeSeconds: Math.max(0, instant.uptimeSeconds - startedAfterBoot),
    openFiles: 22 + sockets,
    maxOpenFiles: 2 * MAX_CONNECTIONS + 50,
    residentKilobytes: Math.round((30e6 + 35e3 * current + 1e5 * figures.leakedStreams) / 1024),
    deadSockets: figures.leakedDeadSockets,
    runtime:
      haproxy.answers === 'no-socket' ? null : runtimeOf(trajectory, worker, figures, current, instant.hours),
    scan,
    streams,
    sockets,
    count: 1,
  };
}

const unscanned = ({ scenario }: Trajectory) =>
  scenario.haproxy.answers === 'no-streams' ? 'skipped: permission' : 'skipped: too many streams';

function runtimeOf(
  trajectory: Trajectory,
  worker: Worker,
  figures: WorkerFigures,
  current: number,
  hours: number,
): Runtime {
  const { connections, haproxy } = trajectory.scenario;
  const until = Math.min(hours, worker.stoppingHours);
  const cumulative = Math.floor(flow(trajectory, trajectory.arrivals, worker, until)) + 1;
  const bytesOut = Math.floor(flow(trajectory, trajectory.bytesOut, worker, until));
  const poolUsedBytes = 1_000_000 + 3500 * current + BUFFERS_OF_STUCK_BYTES * figures.leakedStreams;
  return {
    current,
    max: MAX_CONNECTIONS,
    currentTls: Math.round((current - figures.leakedStreams) * connections.tlsShare),
    cumulative,
    requestsCumulative: Math.floor(cumulative * connections.requestsPerShort),
    bytesOutCumulative: bytesOut < MAXIMUM_PRINTED ? bytesOut : null,
    poolAllocatedBytes: Math.round(poolUsedBytes * (haproxy.packaged ? 1.15 : 1.3)),
    poolUsedBytes,
  };
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

function streamsOf(
  trajectory: Trajectory,
  worker: Worker,
  figures: WorkerFigures,
  total: number,
  hours: number,
): Streams | null {
  const { haproxy, connections, leak } = trajectory.scenario;
  if (haproxy.answers !== 'all' || total > MAXIMUM_STREAMS) return null;
  const isStuck = leak?.mechanism === 'stuck-streams' && figures.leakedStreams > 0;
  const { halfClosedShare, steady, hours: untimedHours } = connections.untimed;
  const olderThan = (age: number) =>
    (isStuck ? leakedOlderThan(trajectory, worker, hours, age) : 0) +
    (halfClosedShare > 0 ? Math.round(halfClosedShare * untimedStreams(trajectory, worker, hours, age)) : 0);
  const hour = olderThan(1);
  const halfClosed = halfClosedShare * steady;
  const oldestHalfClosed = halfClosed > 0.5 ? untimedHours * Math.log(halfClosed / 0.5) : 0;
  const age = hours - worker.startedHours;
  const oldest = Math.max(
    isStuck ? oldestLeakHours(trajectory, worker, hours) : 0,
    Math.min(age, oldestHalfClosed),
  );
  return {
    total,
    untimed: Math.round(figures.untimed) + (isStuck ? figures.leakedStreams : 0),
    stuck: hour,
    hour,
    sixHours: olderThan(6),
    day: olderThan(24),
    week: olderThan(168),
    oldestSeconds: hour > 0 ? Math.max(3600, Math.floor(oldest * 3600)) : 0,
  };
}
