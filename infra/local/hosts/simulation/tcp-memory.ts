import { between } from './by-hour.ts';
import type { HostScenario } from './host-scenario.ts';
import { heldByNeighbours } from './neighbours.ts';
import { hashGauss, hashUniform } from './random.ts';
import { batchMemoryFactor } from './traffic.ts';
import type { Trajectory } from './trajectory.ts';
import type { WorkerFigures } from './worker-figures.ts';

/** What an idle host's kernel keeps charged. */
const FLOOR_BYTES = 1_200_000;
/** The kernel's per-CPU reserve: so many pages to either side. */
const RESERVE_PAGES = 256;

export interface Limits {
  readonly lowPages: number;
  readonly pressurePages: number;
  readonly highPages: number;
}

/** tcp_mem as Linux sets it at boot (a sixteenth of memory, less a little), times what the host's events did to it. */
export function limitsAt({ machine, events }: HostScenario, hours: number): Limits {
  let pages = Math.floor((0.97 * machine.memoryTotalBytes) / 16 / machine.pageBytes);
  for (const event of events)
    if (event.type === 'limits-change' && event.atDay * 24 <= hours) pages = Math.floor(pages * event.factor);
  const lowPages = Math.floor((pages / 4) * 3);
  return { lowPages, pressurePages: pages, highPages: lowPages * 2 };
}

/**
 * Bytes that TCP would hold were there no limit: what load and the peers' slowness explain, what doesn't come from
 * load, and what leaked.
 *
 * @param instantNoise of this very instant, mean 0, standard deviation 1
 */
export function unlimitedBytes(
  { scenario, noise, workers, neighbours }: Trajectory,
  figures: readonly WorkerFigures[],
  hours: number,
  instantNoise: number,
): number {
  const { connections } = scenario;
  if (scenario.machine.accounting === 'bypassed') return FLOOR_BYTES;
  let load = 0;
  let steady = FLOOR_BYTES + heldByNeighbours(neighbours, hours).tcpBytes;
  for (const { short, long, untimed, leakedBytes, held } of figures) {
    load += short * connections.bytesPerShort + long * connections.bytesPerLong;
    steady += untimed * connections.untimed.bytesEach + leakedBytes + held.tcpBytes;
  }
  for (const step of scenario.memorySteps) if (step.atDay * 24 <= hours) load *= step.factor;
  load *= batchMemoryFactor(scenario.traffic, hours);
  load *= Math.exp(between(noise, hours)) * Math.max(0.2, 1 + scenario.noise.instantSd * instantNoise);
  if (connections.filling.share > 0) {
    const started = workers.findLast(({ startedHours }) => startedHours <= hours)?.startedHours ?? hours;
    const filled = 1 - Math.exp((started - hours) / connections.filling.hours);
    steady += expectedLoadBytes(scenario) * connections.filling.share * filled;
  }
  return load + steady;
}

/** Mean memory of the connections at the start's traffic, in bytes. */
export function expectedLoadBytes({
  traffic,
  connections,
}: Pick<HostScenario, 'traffic' | 'connections'>): number {
  const { shortSeconds, longShare, longHours, bytesPerShort, bytesPerLong } = connections;
  return (
    traffic.connectionsPerSecond *
    (shortSeconds * bytesPerShort + 3600 * longShare * longHours * bytesPerLong)
  );
}

/**
 * The figure of /proc/net/sockstat. Above the pressure limit windows shrink and queues are pruned, so that memory nears
 * the high limit and doesn't pass it; below it, the CPUs' reserves blur it.
 *
 * @param seconds the instant, for the chance of the reserves
 */
export function chargedPages(
  { scenario, seed }: Pick<Trajectory, 'scenario' | 'seed'>,
  bytes: number,
  { pressurePages, highPages }: Limits,
  seconds: number,
): number | null {
  const { machine } = scenario;
  if (machine.accounting === 'unreadable') return null;
  const room = highPages - pressurePages;
  const pages = bytes / machine.pageBytes;
  const above = pages - pressurePages;
  const charged = above > 0 ? pressurePages + room * (1 - Math.exp(-above / room)) : pages;
  const blurred =
    machine.accounting === 'exact' ? charged : charged + reserve(machine.cpuCount, seed, seconds);
  return Math.min(Math.max(Math.round(blurred), 0), highPages);
}

/** The sum of `cpuCount` even draws of up to 256 pages to either side. */
function reserve(cpuCount: number, seed: number, seconds: number): number {
  const maximum = RESERVE_PAGES * cpuCount;
  const sum =
    cpuCount > 3
      ? RESERVE_PAGES * Math.sqrt(cpuCount / 3) * hashGauss(seed, seconds, 7)
      : maximum * (2 * hashUniform(seed, seconds, 7) - 1);
  return Math.min(Math.max(sum, -maximum), maximum);
}
