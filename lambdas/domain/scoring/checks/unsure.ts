import type { Growth } from '../trend/growth.ts';

// What is unsure of a reading beside its noise.

/** Growth with what a total may be off by, a standard deviation, in its error. */
export const widenedBy = (growth: Growth, total: number): Growth => ({
  ...growth,
  standardError: Math.hypot(growth.standardError, total / Math.max(growth.days, 0.5)),
});

/**
 * Growth of a total that may be off by so much at either end. An error with tails and one with an end are both at least as
 * wide as the true one: what is clearer holds, the growth with such an error (a uniform one's) or what is beyond it.
 */
export function besideReserve(growth: Growth, reserve: number): Growth {
  const widened = widenedBy(growth, reserve / Math.sqrt(3));
  const perDay = growth.perDay - (2 * reserve) / Math.max(growth.days, 0.5);
  return perDay * widened.standardError > widened.perDay * growth.standardError
    ? { ...growth, perDay }
    : widened;
}

/** Standard deviation of a total of things that come in pairs at random: Poisson's, doubled. */
export const pairsAtRandom = (growth: Growth): number =>
  2 * Math.sqrt(Math.max(1, Math.abs(growth.perDay * growth.days)));
