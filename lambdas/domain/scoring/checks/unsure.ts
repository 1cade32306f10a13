import type { Growth } from '../trend/growth.ts';

// What is unsure of a reading beside its noise.

/** Growth with what a total may be off by, a standard deviation, in its error. */
export const widenedBy = (growth: Growth, total: number): Growth => ({
  ...growth,
  standardError: Math.hypot(growth.standardError, total / Math.max(growth.days, 0.5)),
});

/** Growth without an amount that a total may have changed by for nothing; none where that is all. */
export const beyond = (growth: Growth, total: number): Growth => ({
  ...growth,
  perDay: Math.max(0, growth.perDay - total / Math.max(growth.days, 0.5)),
});

/** An error with tails and one with an end are both at least as wide as the true one: the clearer growth holds. */
export const clearerOf = (a: Growth, b: Growth): Growth =>
  b.perDay * a.standardError > a.perDay * b.standardError ? b : a;

/** Standard deviation of a total of things that come in pairs at random: Poisson's, doubled. */
export const pairsAtRandom = (growth: Growth): number =>
  2 * Math.sqrt(Math.max(1, Math.abs(growth.perDay * growth.days)));
