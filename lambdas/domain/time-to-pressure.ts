import type { HostTrend } from './host-trend.ts';
import { studentQuantile } from './trend/distributions.ts';
import { fieller } from './trend/fieller.ts';

/** Until the kernel's TCP memory pressure; `high` is `null` where it may be never. */
export interface TimeToPressure {
  estimate: number;
  low: number;
  high: number | null;
}

const DAY_SECONDS = 86_400;
/** Errors of a count's growth beyond which it tells how evenly the leak comes. */
const CLEAR = 3;

/**
 * Seconds until pressure if memory goes on as it grew, load taken out, with Fieller's interval.
 * @param confidence of the interval, two-sided, 0-1
 * @returns `null` for a host that doesn't grow, or whose memory or limit isn't known
 */
export function timeToPressure(host: HostTrend, confidence = 0.95): TimeToPressure | null {
  const growth = host.growth('memoryBytes');
  const level = host.level('memoryBytes');
  const pressure = host.usable.at(-1)?.pressureBytes;
  if (!growth || level === null || !pressure || growth.perDay <= 0) return null;
  const room = pressure - level;
  if (room <= 0) return { estimate: 0, low: 0, high: 0 };
  const { estimate, low, high } = fieller(
    // The median of a day: its bins hang together, so that they are worth two.
    { estimate: room, variance: growth.noise ** 2 / 2 },
    {
      estimate: growth.perDay,
      variance: growth.standardError ** 2 + (growth.perDay * unevenness(host)) ** 2,
    },
    0,
    studentQuantile((1 + confidence) / 2, growth.degreesOfFreedom),
  );
  return {
    estimate: estimate * DAY_SECONDS,
    low: Math.max(0, low ?? 0) * DAY_SECONDS,
    high: high === null ? null : high * DAY_SECONDS,
  };
}

/**
 * How far, as a part of itself, what leaked so far may be off from what leaks in the long run, because it comes at
 * random and perhaps in bursts: by the counts of what leaks, where they are known.
 */
function unevenness(host: HostTrend): number {
  for (const response of ['stuckStreams', 'deadSockets'] as const) {
    const growth = host.growth(response);
    if (!growth || growth.perDay < CLEAR * growth.standardError) continue;
    const each = response === 'deadSockets' ? 2 : 1;
    const atRandom = Math.sqrt((each * growth.perDay) / Math.max(growth.days, 1));
    return Math.hypot(growth.standardError, atRandom) / growth.perDay;
  }
  return 0;
}
