import type { LeakKind } from '../../../../lambdas/domain/records/leak-kind.ts';
import { processLimits } from './capacity.ts';
import type { HostScenario } from './host-scenario.ts';
import { leakKindOf, leakRates } from './leak-rates.ts';
import { FLEET_WANDER_TAU_HOURS } from './make-trajectory.ts';
import { daysToLimits, type LimitName } from './nearest-limit.ts';
import { expectedLoadBytes } from './tcp-memory.ts';
import type { Trajectory } from './trajectory.ts';

/** What is so, decided by the scenario alone: what a verdict is measured on. */
export interface Truth {
  readonly kind: string;
  /** The worker that runs at the assessment leaks. */
  readonly leaking: boolean;
  /** What leaks, and the limit that it meets first without a further restart; `null` = no leak. */
  readonly leakKind: LeakKind | null;
  readonly nearestLimit: LimitName | null;
  readonly daysToLimit: number | null;
  /** Whether the leak can be seen at all. */
  readonly observable: boolean;
  /**
   * It leaks, was watched leaking for 7 days or more, and at this growth reaches the nearest limit (pressure, where the
   * scenario sets no limits of the process) within 180 days.
   */
  readonly material: boolean;
  /** Growth of TCP memory in a day while the process runs; 0 without a leak, or with one of other things. */
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

const MATERIAL_DAYS_TO_LIMIT = 180;
const MATERIAL_LEAKING_DAYS = 7;

export function truthOf(trajectory: Trajectory, assessedAt: Date): Truth {
  const { scenario, workers } = trajectory;
  const { haproxy, machine, resourceLeak } = scenario;
  const end = Math.min((assessedAt.getTime() - scenario.from.getTime()) / 3_600_000, endHours(scenario));
  const begin = Math.max(0, scenario.launchedDay) * 24;
  const main = workers.findLast(({ startedHours }) => startedHours < end);
  const versionAfter = main?.version ?? haproxy.version;
  const rates = leakRates(scenario, versionAfter);
  const isLeaky = (version: string) => Object.values(leakRates(scenario, version)).some((rate) => rate > 0);
  const slopeBytesPerDay = rates.tcpBytes;
  const affected = workers.filter(({ version }) => isLeaky(version));
  const leakingHours = affected
    .map(({ startedHours, stoppingHours, endedHours }) =>
      Math.max(0, Math.min(stoppingHours, endedHours, end) - Math.max(startedHours, begin)),
    )
    .reduce((sum, hours) => sum + hours, 0);
  const limits = daysToLimits(trajectory, rates, end).sort((a, b) => a.days - b.days);
  const daysToPressure = limits.find(({ limit }) => limit === 'tcp-memory')?.days ?? null;
  const [nearest] = limits;
  // Without limits of the process the founding leak is measured by what it was found by: TCP memory.
  const materialDays = processLimits(scenario) === null ? daysToPressure : (nearest?.days ?? null);
  const isTcpMemoryReadable = machine.accounting !== 'bypassed' && machine.accounting !== 'unreadable';
  const leakingDays = leakingHours / 24;
  const [first] = affected;
  const onset = first === undefined || first.startedHours > end ? null : Math.max(first.startedHours, begin);
  return {
    kind: scenario.kind,
    leaking: isLeaky(versionAfter),
    leakKind: isLeaky(versionAfter) ? leakKindOf(scenario) : null,
    nearestLimit: nearest?.limit ?? null,
    daysToLimit: nearest?.days ?? null,
    observable: isTcpMemoryReadable || (resourceLeak !== undefined && resourceLeak.kind !== 'tcp-memory'),
    material:
      materialDays !== null && materialDays <= MATERIAL_DAYS_TO_LIMIT && leakingDays >= MATERIAL_LEAKING_DAYS,
    slopeBytesPerDay,
    r: slopeBytesPerDay / dailyNoiseBytes(scenario),
    daysToPressure,
    observedDays: Math.max(0, end - begin) / 24,
    leakingDays,
    onsetAt: onset === null ? null : new Date(scenario.from.getTime() + onset * 3_600_000),
    versionBefore: haproxy.version,
    versionAfter,
    slopeBytesPerDayBefore: leakRates(scenario, haproxy.version).tcpBytes,
  };
}

const endHours = ({ days, terminatedDay }: HostScenario) => 24 * Math.min(days, terminatedDay ?? days);

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
