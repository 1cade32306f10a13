import { describe, expect, it } from 'vitest';
import { fieller } from '../../../../lambdas/domain/scoring/trend/fieller.ts';
import { normals, randomNumbers } from '../../synthetic-bins.ts';

describe("Fieller's interval", () => {
  it.each([
    { numerator: { estimate: 10, variance: 1 }, denominator: { estimate: 4, variance: 0.5 }, covariance: 0 },
    {
      numerator: { estimate: 10, variance: 1 },
      denominator: { estimate: 4, variance: 0.5 },
      covariance: 0.4,
    },
    { numerator: { estimate: -3, variance: 2 }, denominator: { estimate: 4, variance: 0.1 }, covariance: 0 },
  ])('ends where the difference is at the limit of chance: %o', ({ numerator, denominator, covariance }) => {
    const { estimate, low, high } = fieller(numerator, denominator, covariance, 1.96);
    for (const end of [low ?? Number.NaN, high ?? Number.NaN]) {
      const difference = numerator.estimate - end * denominator.estimate;
      const variance = numerator.variance - 2 * end * covariance + end ** 2 * denominator.variance;
      expect(Math.abs(difference) / Math.sqrt(variance)).toBeCloseTo(1.96, 9);
    }
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
  });

  it('is the plain interval where the denominator is known', () => {
    const { low, high } = fieller({ estimate: 10, variance: 4 }, { estimate: 2, variance: 0 }, 0, 2);
    expect([low, high]).toEqual([3, 7]);
  });

  it('has no upper end where the denominator may be zero', () => {
    const { low, high } = fieller({ estimate: 10, variance: 1 }, { estimate: 1, variance: 1 }, 0, 1.96);
    expect(high).toBeNull();
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(10);
  });

  it('has no upper end either where the denominator lies a quantile from zero, and no end where both may be zero', () => {
    const at = fieller({ estimate: 10, variance: 0 }, { estimate: 2, variance: 1 }, 0, 2);
    expect(at).toEqual({ estimate: 5, low: 2.5, high: null });
    const none = fieller({ estimate: 1, variance: 4 }, { estimate: 1, variance: 4 }, 0, 2);
    expect(none).toEqual({ estimate: 1, low: null, high: null });
  });

  it('covers the true quotient as often as it says', () => {
    const normal = normals(randomNumbers(1));
    const covered = Array.from({ length: 4000 }, () => {
      const numerator = { estimate: 100 + 5 * normal(), variance: 25 };
      const { low, high } = fieller(numerator, { estimate: 10 + 2 * normal(), variance: 4 }, 0, 1.6449);
      return (low ?? 0) <= 10 && 10 <= (high ?? Infinity);
    }).filter(Boolean).length;
    expect(covered / 4000).toBeGreaterThan(0.885);
    expect(covered / 4000).toBeLessThan(0.915);
  });
});
