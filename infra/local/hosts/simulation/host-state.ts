import { between } from './by-hour.ts';
import type { HostScenario } from './host-scenario.ts';
import type { Boot, Worker } from './lifecycle.ts';
import { heldByNeighbours } from './neighbours.ts';
import type { Pressure } from './pressure.ts';
import { hash, hashGauss } from './random.ts';
import { chargedPages, type Limits, limitsAt, unlimitedBytes } from './tcp-memory.ts';
import type { Trajectory } from './trajectory.ts';
import { type WorkerFigures, workerFigures } from './worker-figures.ts';
import { type WorkerState, workerState } from './worker-state.ts';

/** All that a host would say of itself at an instant: whole numbers, `null` where it could not be read. */
export interface HostState {
  /** The host's own clock, in seconds of the epoch; `clockOffsetSeconds` is how far it is off. */
  readonly takenAtSeconds: number;
  readonly clockOffsetSeconds: number;
  readonly boot: Boot;
  readonly uptimeSeconds: number;
  readonly tcp: {
    readonly inUse: number;
    readonly orphan: number;
    readonly timeWait: number;
    readonly allocated: number;
    readonly inUse6: number;
    readonly memoryPages: number | null;
    readonly pressureEvents: number;
    readonly abortsOnMemory: number;
  };
  readonly udp: { readonly inUse: number; readonly memoryPages: number };
  readonly limits: Limits;
  readonly orphansMaximum: number;
  /** Oldest first; at most one of them runs. */
  readonly workers: readonly WorkerState[];
  readonly memoryAvailableKilobytes: number;
}

/** ip_local_port_range as Linux has it. */
export const LOCAL_PORTS = { first: 32_768, last: 60_999 } as const;
/** UDP sockets of the host's other programs, such as its clock's. */
const OTHER_UDP_SOCKETS = 5;

/** Sockets of the host that HAProxy has nothing to do with, and its listeners. */
const OTHER_SOCKETS = 14;

/** @param seconds of the epoch, by a clock that is right */
export function hostState(trajectory: Trajectory, pressure: Pressure, seconds: number): HostState | null {
  const { scenario, boots } = trajectory;
  const hours = (seconds - scenario.from.getTime() / 1000) / 3600;
  if (!answers(trajectory, hours)) return null;
  const boot = boots.findLast(({ bootedHours }) => bootedHours <= hours);
  if (boot === undefined) return null;
  const alive: Worker[] = [];
  for (const worker of trajectory.workers)
    if (worker.startedHours <= hours && worker.endedHours > hours) alive.push(worker);
  const figures = alive.map((worker) => workerFigures(trajectory, worker, hours));
  const uptimeSeconds = Math.floor((hours - boot.bootedHours) * 3600 + 1e-6);
  const clockOffsetSeconds = clockOffset(trajectory, hours);
  const slewed = scenario.machine.clockSlews && hash(trajectory.seed, seconds, 3) % 3 === 0 ? 1 : 0;
  const bootSeconds = seconds - uptimeSeconds + clockOffsetSeconds - slewed;
  const workers = alive.map((worker, place) =>
    workerState(trajectory, worker, figures[place], { seconds, hours, boot, bootSeconds, uptimeSeconds }),
  );
  const limits = limitsAt(scenario, hours);
  const instantNoise = hashGauss(trajectory.seed, seconds, 5);
  const unlimited = unlimitedBytes(trajectory, figures, hours, instantNoise);
  const atBoot = (counter: Float64Array) =>
    boot.bootedHours > 0 ? Math.floor(between(counter, boot.bootedHours)) : 0;
  const totalKilobytes = scenario.machine.memoryTotalBytes / 1024;
  return {
    takenAtSeconds: seconds + clockOffsetSeconds,
    clockOffsetSeconds,
    boot,
    uptimeSeconds,
    tcp: {
      ...sockets(trajectory, workers, hours, seconds),
      memoryPages: chargedPages(trajectory, unlimited, limits, seconds),
      pressureEvents: Math.floor(between(pressure.events, hours)) - atBoot(pressure.events),
      abortsOnMemory: Math.floor(between(pressure.aborts, hours)) - atBoot(pressure.aborts),
    },
    udp: udpOf(scenario, figures, workers),
    limits,
    orphansMaximum: orphansMaximum(scenario),
    workers,
    memoryAvailableKilobytes: Math.max(
      Math.round(0.02 * totalKilobytes),
      Math.round(
        0.8 * totalKilobytes - workers.reduce((sum, { residentKilobytes }) => sum + residentKilobytes, 0),
      ),
    ),
  };
}

/** tcp_max_orphans: half as many as the table of connections has places, one for each 128 KiB of memory (net/ipv4/tcp.c). */
const orphansMaximum = ({ machine }: HostScenario): number =>
  2 ** Math.min(18, Math.ceil(Math.log2(machine.memoryTotalBytes / 2 ** 18)));

function udpOf(
  { machine }: HostScenario,
  figures: readonly WorkerFigures[],
  workers: readonly WorkerState[],
): HostState['udp'] {
  const bytes = figures.reduce((sum, { held }) => sum + held.udpBytes, 0);
  return {
    inUse: workers.reduce((sum, { udpSockets }) => sum + udpSockets, OTHER_UDP_SOCKETS),
    memoryPages: 2 + Math.round(bytes / machine.pageBytes),
  };
}

function answers({ scenario }: Trajectory, hours: number): boolean {
  const day = hours / 24;
  if (day < Math.max(0, scenario.launchedDay) || day > scenario.days) return false;
  if (scenario.terminatedDay !== null && day >= scenario.terminatedDay) return false;
  return !scenario.gaps.some(({ fromDay, toDay }) => fromDay <= day && day < toDay);
}

function clockOffset({ scenario }: Trajectory, hours: number): number {
  let offset = 0;
  for (const event of scenario.events)
    if (event.type === 'clock-step' && event.atDay * 24 <= hours) offset += event.seconds;
  return offset;
}

/** Every allocated socket is in a table, dead, an orphan, or for an instant none of these. */
function sockets(trajectory: Trajectory, workers: readonly WorkerState[], hours: number, seconds: number) {
  const { connections } = trajectory.scenario;
  const others = heldByNeighbours(trajectory.neighbours, hours);
  let listed = OTHER_SOCKETS + others.listed;
  let dead = 0;
  for (const worker of workers) {
    listed += worker.sockets - worker.deadSockets;
    dead += worker.deadSockets;
  }
  const rate = between(trajectory.rates, hours);
  const swing = Math.max(0, 1 + 0.2 * hashGauss(trajectory.seed, seconds, 9));
  const inUse6 = Math.round(listed * connections.ipv6Share);
  const orphan = Math.round(0.03 * rate * swing);
  const inFlight = hash(trajectory.seed, seconds, 10) % 4;
  return {
    inUse: listed - inUse6,
    orphan,
    timeWait: Math.round(0.3 * 60 * rate * swing),
    allocated: listed + others.elsewhere + dead + orphan + inFlight,
    inUse6,
  };
}
