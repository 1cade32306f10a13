import type { SecondsToLimit } from '../records/limit.ts';
import type { Urgency } from '../records/recommendation.ts';
import { DAY_SECONDS, MINUTE, printInstant } from '../records/time.ts';

/** Days that each urgency leaves; an ordinary window comes once a quarter at the latest. */
const DAYS_LEFT: readonly (readonly [Urgency, number])[] = [
  ['next-window', 90],
  ['this-month', 30],
  ['this-week', 7],
];

/** Part of the time to the nearest limit that may pass: the rest is for what goes wrong. */
const USABLE_SHARE = 0.75;

/** Below it, it is likelier that a host doesn't leak than that it does. */
export const EVEN = 0.5;

/** Beyond a year nobody plans a restart. */
const MAXIMUM_DAYS_AHEAD = 365;

/**
 * How soon to act on a host that leaks, or may: the slowest urgency that ends within three quarters of the low end of
 * its time to the nearest limit; one step slower where a leak is less likely than not, and where the host's regular
 * restarts come before that limit.
 */
export function urgencyOf(
  probability: number,
  secondsToLimit: SecondsToLimit | null,
  isHeldOff: boolean,
): Urgency {
  const days = usableSeconds(secondsToLimit) / DAY_SECONDS;
  const urgency = DAYS_LEFT.find(([, minimum]) => days >= minimum)?.[0] ?? 'now';
  return probability >= EVEN && !isHeldOff ? urgency : slower(urgency);
}

/**
 * Latest instant for a restart, before the low end of the time to the nearest limit by a quarter of it.
 * @returns `null` where no limit is foreseen within a year
 */
export function restartInstant(secondsToLimit: SecondsToLimit | null, at: Date): string | null {
  const seconds = usableSeconds(secondsToLimit);
  if (seconds > MAXIMUM_DAYS_AHEAD * DAY_SECONDS) return null;
  const minute = Math.floor(at.getTime() / MINUTE + seconds / 60) * MINUTE;
  return printInstant(Math.max(minute, at.getTime()));
}

const usableSeconds = (left: SecondsToLimit | null): number => USABLE_SHARE * (left?.low ?? Infinity);

function slower(urgency: Urgency): Urgency {
  if (urgency === 'now') return 'this-week';
  return urgency === 'this-week' ? 'this-month' : 'next-window';
}
