import type { HostScenario } from './host-scenario.ts';
import { leaks } from './leak-trajectory.ts';
import { FLEET_WANDER_TAU_HOURS } from './make-trajectory.ts';
import { expectedLoadBytes, limitsAt, unlimitedBytes } from './tcp-memory.ts';
import type { Trajectory } from './trajectory.ts';
import { workerFigures } from './worker-figures.ts';

/** What is so, decided by the scenario alone: what a verdict is measured on. */
export interface Truth {
  readonly kind: string;
  /** The worker that runs at the assessment leaks. */
  readonly leaking: boolean;
  /** Whether memory can be judged at all. */
  readonly observable: boolean;
  /** It leaks, was watched leaking for 7 days or more, and at this growth reaches pressure within 180 days. */
  readonly material: boolean;
  /** The leak's growth in a day while the process runs; 0 without a leak. */
  readonly slopeBytesPerDay: number;
  /** The slope over the standard deviation of the daily medians of what load doesn't explain. */
  readonly r: number;
  /** Until pressure without a further restart; `null` = never, 0 = it is there. */
  readonly daysToPressure: number | null;
  /** Days observed until the assessment, and of these with an affected worker. */
  readonly observedDays: number;
  readonly leakingDays: number;
  /** When the observed leak began: an affected release's start, or the observation's. */
  readonly onsetAt: Date | null;
  /** Releases at the start and at the assessment, and the growth under the first. */
  readonly versionBefore: string;
  readonly versionAfter: string;
  readonly slopeBytesPerDayBefore: number;
}

const MATERIAL_DAYS_TO_PRESSURE = 180;
const MATERIAL_LEAKING_DAYS = 7;

export function truthOf(trajectory: Trajectory, assessedAt: Date): Truth {
  const { scenario, workers } = trajectory;
  const { leak, haproxy, machine } = scenario;
  const end = Math.min((assessedAt.getTime() - scenario.from.getTime()) / 3_600_000, endHours(scenario));
  const begin = Math.max(0, scenario.launchedDay) * 24;
  const main = workers.findLast(({ startedHours }) => startedHours < end);
  const versionAfter = main?.version ?? haproxy.version;
  const slopeUnder = (version: string) => (leak !== null && leaks(leak, { version }) ? leak.bytesPerDay : 0);
  const slopeBytesPerDay = slopeUnder(versionAfter);
  const affected = workers.filter((worker) => slopeUnder(worker.version) > 0);
  const leakingHours = affected
    .map(({ startedHours, stoppingHours, endedHours }) =>
      Math.max(0, Math.min(stoppingHours, endedHours, end) - Math.max(startedHours, begin)),
    )
    .reduce((sum, hours) => sum + hours, 0);
  const daysToPressure = slopeBytesPerDay > 0 ? toPressure(trajectory, slopeBytesPerDay, end) : null;
  const leakingDays = leakingHours / 24;
  const [first] = affected;
  const onset = first === undefined || first.startedHours > end ? null : Math.max(first.startedHours, begin);
  return {
    kind: scenario.kind,
    leaking: slopeBytesPerDay > 0,
    observable: machine.accounting !== 'bypassed' && machine.accounting !== 'unreadable',
    material:
      daysToPressure !== null &&
      daysToPressure <= MATERIAL_DAYS_TO_PRESSURE &&
      leakingDays >= MATERIAL_LEAKING_DAYS,
    slopeBytesPerDay,
    r: slopeBytesPerDay / dailyNoiseBytes(scenario),
    daysToPressure,
    observedDays: Math.max(0, end - begin) / 24,
    leakingDays,
    onsetAt: onset === null ? null : new Date(scenario.from.getTime() + onset * 3_600_000),
    versionBefore: haproxy.version,
    versionAfter,
    slopeBytesPerDayBefore: slopeUnder(haproxy.version),
  };
}

const endHours = ({ days, terminatedDay }: HostScenario) => 24 * Math.min(days, terminatedDay ?? days);

/** Days until the memory of the last day, without noise, has grown to the pressure limit. */
function toPressure(trajectory: Trajectory, slopeBytesPerDay: number, end: number): number {
  const quiet = { ...trajectory, noise: new Float64Array(trajectory.noise.length) };
  const hours = Array.from({ length: 24 }, (_, ago) => end - ago - 0.01).filter((hour) => hour >= 0);
  const bytes = hours.map((hour) => {
    const alive = trajectory.workers.filter((w) => w.startedHours <= hour && w.endedHours > hour);
    return unlimitedBytes(
      quiet,
      alive.map((worker) => workerFigures(trajectory, worker, hour)),
      hour,
      0,
    );
  });
  const mean = bytes.reduce((sum, value) => sum + value, 0) / Math.max(1, bytes.length);
  const pressureBytes =
    limitsAt(trajectory.scenario, end).pressurePages * trajectory.scenario.machine.pageBytes;
  return Math.max(0, pressureBytes - mean) / slopeBytesPerDay;
}

/**
 * Standard deviation of the daily medians of memory that load doesn't explain, in bytes: of a day's mean of each
 * wandering part, and of the median of 24 independent readings of the rest.
 */
export function dailyNoiseBytes(scenario: HostScenario): number {
  const { noise, machine, traffic } = scenario;
  const load = expectedLoadBytes(scenario);
  const wandering =
    dayMeanVariance(noise.hourlySd, noise.hourlyTauHours) +
    dayMeanVariance(noise.wanderSd, noise.wanderTauHours) +
    dayMeanVariance(traffic.fleet?.memoryWanderSd ?? 0, FLEET_WANDER_TAU_HOURS);
  const reservePages = machine.accounting === 'per-cpu' ? 256 * Math.sqrt(machine.cpuCount / 3) : 0;
  const instant = (noise.instantSd * load) ** 2 + (reservePages * machine.pageBytes) ** 2;
  return Math.sqrt(load ** 2 * wandering + (Math.PI / 2 / 24) * instant);
}

/** Variance of the mean over 24 h of an Ornstein-Uhlenbeck process. */
function dayMeanVariance(sd: number, tauHours: number): number {
  const ratio = tauHours / 24;
  return 2 * sd ** 2 * ratio * (1 - ratio * (1 - Math.exp(-1 / ratio)));
}
