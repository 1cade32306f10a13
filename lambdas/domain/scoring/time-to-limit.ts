import type { Bin } from '../records/bin.ts';
import type { SecondsToPressure } from '../records/evidence.ts';
import type { SecondsToLimit } from '../records/limit.ts';
import { BINS_A_DAY, DAY_SECONDS } from '../records/time.ts';
import { WORKER_LEAK_COUNTS } from './checks/index.ts';
import type { HostTrend } from './host-trend.ts';
import { READINGS, type Reading } from './readings.ts';
import { studentQuantile } from './trend/distributions.ts';
import { fieller } from './trend/fieller.ts';
import { type Growth, interval, reachOf } from './trend/growth.ts';
import { timesOf } from './trend/smoothed-load.ts';
import { at } from './trend/vector.ts';

/** Errors of a count's growth beyond which it tells how evenly the leak comes. */
const CLEAR = 3;
/** A line's slope through what gains at random scatters so much more than the mean gain does, in variance. */
const OF_A_LINE = 6 / 5;

/**
 * How far, as a part of itself, growth that was measured well is off all the same, since no model is right: on simulated
 * leaks a twentieth, once chance is less than that.
 */
const OF_THE_MODEL = 0.05;

/** Of intervals, where nothing else is asked for; `reachOf` is of it. */
export const CONFIDENCE = 0.95;

/** Part of a limit from which on it counts as reached: HAProxy and kernel free and refuse by turns there. */
export const REACHED = 0.99;

/**
 * Seconds until pressure if memory goes on as it grew, load taken out, with Fieller's interval.
 * @param confidence of the interval, two-sided, 0-1
 * @returns `null` for a host that doesn't grow, or whose memory or limit isn't known
 */
export function timeToPressure(host: HostTrend, confidence = CONFIDENCE): SecondsToPressure | null {
  const growth = host.growth('memoryBytes');
  const level = host.level('memoryBytes');
  const pressure = host.usable.at(-1)?.pressureBytes;
  if (!growth || level === null || !pressure || growth.perDay <= 0) return null;
  return pressure <= level ? NOW : secondsToFill(host, growth, pressure - level, confidence);
}

/**
 * The same for any reading and its limit, and only where the reading surely grows.
 * @param growth of the reading; `null` where it isn't known
 * @returns 0 at the limit, whether it grows or not; `null` where zero lies in the growth's interval
 */
export function timeToLimit(
  host: HostTrend,
  growth: Growth | null,
  { level, limit }: { level: number; limit: number },
  confidence = CONFIDENCE,
): SecondsToLimit | null {
  if (level >= REACHED * limit) return NOW;
  if (!growth || interval(growth).low <= 0) return null;
  return secondsToFill(host, growth, limit - level, confidence);
}

const NOW = { estimate: 0, low: 0, high: 0 } as const;

function secondsToFill(host: HostTrend, growth: Growth, room: number, confidence: number): SecondsToLimit {
  const { estimate, low, high } = fieller(
    // The median of a day: its bins hang together, so that they are worth two.
    { estimate: room, variance: growth.noise ** 2 / 2 },
    {
      estimate: growth.perDay,
      variance: growth.standardError ** 2 + growth.perDay ** 2 * (OF_THE_MODEL ** 2 + unevenness(host) ** 2),
    },
    0,
    confidence === CONFIDENCE
      ? reachOf(growth.degreesOfFreedom)
      : studentQuantile((1 + confidence) / 2, growth.degreesOfFreedom),
  );
  return {
    estimate: estimate * DAY_SECONDS,
    low: Math.max(0, low ?? 0) * DAY_SECONDS,
    high: high === null ? null : high * DAY_SECONDS,
  };
}

/**
 * How far, as a part of itself, what leaked so far may be off from what leaks in the long run, because it comes at
 * random and perhaps in bursts: by how much the counts of what leaks gain from one day to the next.
 */
function unevenness(host: HostTrend): number {
  for (const { reading } of WORKER_LEAK_COUNTS) {
    const growth = host.growth(reading);
    if (!growth || growth.perDay < CLEAR * growth.standardError) continue;
    const gains = dailyGains(host.usable, reading);
    const total = gains.reduce((sum, gain) => sum + gain, 0);
    // No segment lasted a day: how evenly it comes isn't known.
    if (total <= 0) continue;
    const mean = total / gains.length;
    const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
    // Each gain is of a day, and each day is in as many gains as it has bins.
    return Math.min(1, Math.sqrt(OF_A_LINE * BINS_A_DAY * squares) / total);
  }
  return 0;
}

/** What a count gained within each 24 hours of one segment. */
function dailyGains(bins: readonly Bin[], reading: Reading): number[] {
  const times = timesOf(bins);
  const { of } = READINGS[reading];
  let first = 0;
  return bins.flatMap((bin, index) => {
    const dayBefore = at(times, index) - 1000 * DAY_SECONDS;
    while (at(times, first) < dayBefore) first += 1;
    const before = bins[first];
    if (!before || at(times, first) > dayBefore || before.segment !== bin.segment) return [];
    const [countBefore, count] = [of(before), of(bin)];
    return countBefore !== null && count !== null ? [count - countBefore] : [];
  });
}
