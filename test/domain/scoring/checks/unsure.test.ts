import { describe, expect, it } from 'vitest';
import { besideReserve, pairsAtRandom, widenedBy } from '../../../../lambdas/domain/scoring/checks/unsure.ts';
import type { Growth } from '../../../../lambdas/domain/scoring/trend/growth.ts';

const growth = (perDay: number, standardError: number, days = 10): Growth => ({
  perDay,
  standardError,
  degreesOfFreedom: 90,
  shape: 0,
  step: 0,
  noise: 1,
  days,
});

describe('what is unsure of a growth', () => {
  it('is wider by what a total may be off by, spread over its days', () => {
    expect(widenedBy(growth(50, 3), 40)).toEqual({ ...growth(50, 3), standardError: 5 });
    expect(widenedBy(growth(50, 3), 0)).toEqual(growth(50, 3));
    expect(widenedBy(growth(50, 0, 0.1), 40).standardError).toBe(80);
  });

  it('is a reserve as a uniform error of both ends, or what is beyond it, whichever leaves the growth clearer', () => {
    // Much growth: what is beyond twice the reserve is as sure as before.
    expect(besideReserve(growth(100, 1), 50)).toEqual({ ...growth(100, 1), perDay: 90 });
    // Little of it: nothing would be left.
    const widened = besideReserve(growth(9, 1), 50);
    expect(widened.perDay).toBe(9);
    expect(widened.standardError).toBeCloseTo(Math.hypot(1, 50 / Math.sqrt(3) / 10), 12);
    expect(besideReserve(growth(100, 1, 0.1), 10).perDay).toBe(60);
    // What falls is no flat one: it falls, less surely.
    const falling = besideReserve(growth(-100, 1), 50);
    expect(falling).toEqual({ ...growth(-100, 1), standardError: widened.standardError });
    // Equally clear either way, no reserve changes anything.
    expect(besideReserve(growth(9, 1), 0)).toEqual(growth(9, 1));
  });

  it('is the root of what came in pairs, twice', () => {
    expect(pairsAtRandom(growth(40, 1))).toBe(2 * Math.sqrt(400));
    expect(pairsAtRandom(growth(-40, 1))).toBe(2 * Math.sqrt(400));
    expect(pairsAtRandom(growth(0, 1))).toBe(2);
  });
});
