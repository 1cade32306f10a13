import type { Process } from '../../../../lambdas/domain/records/sample.ts';
import { between } from './by-hour.ts';
import { IDLE_DESCRIPTORS, maxOpenFilesOf, roomForConnections } from './capacity.ts';
import { socketsOf } from './holdings.ts';
import type { Boot, Worker } from './lifecycle.ts';
import { hashGauss } from './random.ts';
import { type SocketStates, socketStates } from './socket-states.ts';
import type { Trajectory } from './trajectory.ts';
import type { WorkerFigures } from './worker-figures.ts';
import { memoryKilobytes } from './worker-memory.ts';
import { cpuSeconds, type Runtime, runtimeOf } from './worker-runtime.ts';
import { type Streams, streamsOf } from './worker-streams.ts';

/** One worker as the probe sees it; `null` where it may not ask. */
export interface WorkerState {
  readonly pid: number | null;
  readonly running: boolean;
  readonly version: string | null;
  readonly packaged: string | null;
  /** How often the configuration had changed when it started. */
  readonly configuration: number;
  readonly startedAtSeconds: number;
  /** Not printed: no clock and no rounding moves it. */
  readonly startedAfterBootSeconds: number;
  readonly uptimeSeconds: number;
  readonly openFiles: number;
  readonly maxOpenFiles: number;
  readonly residentKilobytes: number;
  readonly swapKilobytes: number;
  readonly memoryLimitKilobytes: number | null;
  readonly cpuSeconds: number;
  /** Of an old worker, since it was told to stop. */
  readonly stoppingSeconds: number | null;
  readonly deadSockets: number;
  readonly socketStates: SocketStates;
  readonly udpSockets: number;
  readonly runtime: Runtime | null;
  /** As a sample says it. */
  readonly scan: Process['streams']['scan'];
  readonly streams: Streams | null;
  /** Sockets that it holds, dead ones included; not printed. */
  readonly sockets: number;
  readonly count: number;
}

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
  const load =
    Math.round(figures.short * Math.max(0, chance)) + Math.round(figures.long) + Math.round(figures.untimed);
  const { held } = figures;
  const alive = Math.min(load, roomForConnections(trajectory.scenario, held, figures.leakedStreams));
  const current = alive + figures.leakedStreams + held.connections;
  const loadSockets = Math.round(alive * (1 + connections.backShare));
  const sockets = loadSockets + 2 * figures.leakedStreams + socketsOf(held);
  const kilobytes = memoryKilobytes(trajectory.scenario, current, figures);
  const swapKilobytes = Math.round(
    kilobytes * (trajectory.swappedShare === null ? 0 : between(trajectory.swappedShare, instant.hours)),
  );
  const startedAfterBoot = Math.round((worker.startedHours - instant.boot.bootedHours) * 3600);
  const streams = streamsOf(
    trajectory,
    worker,
    figures,
    current - held.connections + held.streams,
    instant.hours,
  );
  const scan =
    haproxy.answers === 'no-socket' ? 'skipped: no socket' : streams === null ? unscanned(trajectory) : 'all';
  return {
    pid: worker.pid,
    running: figures.running,
    version: haproxy.answers === 'no-socket' ? null : worker.version,
    packaged: haproxy.packaged ? `haproxy ${worker.version}` : null,
    configuration: worker.configuration,
    startedAtSeconds: instant.bootSeconds + startedAfterBoot,
    startedAfterBootSeconds: startedAfterBoot,
    uptimeSeconds: Math.max(0, instant.uptimeSeconds - startedAfterBoot),
    openFiles: IDLE_DESCRIPTORS + sockets + held.udpSockets + held.files,
    maxOpenFiles: maxOpenFilesOf(trajectory.scenario),
    residentKilobytes: kilobytes - swapKilobytes,
    swapKilobytes,
    memoryLimitKilobytes: kilobytesOf(trajectory.scenario.machine.memoryLimitBytes),
    cpuSeconds: cpuSeconds(trajectory, worker, instant.hours),
    stoppingSeconds: figures.running ? null : Math.floor((instant.hours - worker.stoppingHours) * 3600),
    deadSockets: figures.leakedDeadSockets + held.deadSockets,
    socketStates: socketStates(trajectory.scenario, figures, loadSockets, {
      seed: trajectory.seed,
      seconds: instant.seconds,
      pid: worker.pid,
    }),
    udpSockets: held.udpSockets,
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

const kilobytesOf = (bytes: number | undefined): number | null =>
  bytes === undefined ? null : Math.floor(bytes / 1024);
