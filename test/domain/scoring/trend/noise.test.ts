import { describe, expect, it } from 'vitest';
import { NOISES, whiten, whitening } from '../../../../lambdas/domain/scoring/trend/noise.ts';
import { dot } from '../../../../lambdas/domain/scoring/trend/vector.ts';

const HOURS = Float64Array.of(Infinity, 3, 3, 9, 3);

describe('the noises that are weighed', () => {
  it('are white, wander for hours to days, or both, and each is possible', () => {
    for (const { wanderHours, wanderShare, prior } of NOISES) {
      expect(wanderHours).toBeGreaterThan(0);
      expect(wanderShare).toBeGreaterThanOrEqual(0);
      expect(wanderShare).toBeLessThanOrEqual(1);
      expect(prior).toBeGreaterThan(0);
    }
    const shares = new Set(NOISES.map(({ wanderShare }) => wanderShare));
    expect([...shares].toSorted()).toEqual([0, 0.5, 1]);
    expect(new Set(NOISES.map(({ wanderHours, wanderShare }) => `${wanderHours} ${wanderShare}`)).size).toBe(
      NOISES.length,
    );
  });
});

describe('whitening', () => {
  it("is Prais and Winsten's where all of the noise wanders", () => {
    const filter = whitening({ wanderHours: 6, wanderShare: 1 }, Float64Array.of(Infinity, 3, 3));
    const phi = Math.exp(-0.5);
    const white = whiten(filter, Float64Array.of(2, 5, -1));
    expect(white[0]).toBeCloseTo(2, 12);
    expect(white[1]).toBeCloseTo((5 - phi * 2) / Math.sqrt(1 - phi ** 2), 12);
    expect(white[2]).toBeCloseTo((-1 - phi * 5) / Math.sqrt(1 - phi ** 2), 12);
    expect(filter.logDeterminant).toBeCloseTo(2 * Math.log(1 - phi ** 2), 12);
  });

  it('leaves white noise as it is', () => {
    const filter = whitening({ wanderHours: 6, wanderShare: 0 }, HOURS);
    expect([...whiten(filter, Float64Array.of(1, 2, 3, 4, 5))]).toEqual([1, 2, 3, 4, 5]);
  });

  it('turns the covariance of wander, white noise and gaps into the identity', () => {
    const noise = { wanderHours: 20, wanderShare: 0.7 };
    const filter = whitening(noise, HOURS);
    const times = [0, 3, 6, 15, 18];
    const unit = (row: number) => Float64Array.from(times, (_, index) => (index === row ? 1 : 0));
    const columns = times.map((_, row) => whiten(filter, unit(row)));
    const rowOf = (row: number) => Float64Array.from(columns, (column) => column[row] ?? 0);
    const covariance = (a: number, b: number) =>
      noise.wanderShare * Math.exp(-Math.abs((times[a] ?? 0) - (times[b] ?? 0)) / noise.wanderHours) +
      (a === b ? 1 - noise.wanderShare : 0);
    for (const a of times.keys()) {
      const spread = Float64Array.from(times, (_, k) =>
        dot(
          rowOf(a),
          Float64Array.from(times, (_, l) => covariance(l, k)),
        ),
      );
      for (const b of times.keys()) expect(dot(spread, rowOf(b))).toBeCloseTo(a === b ? 1 : 0, 10);
    }
  });

  it('begins anew with a block', () => {
    const filter = whitening({ wanderHours: 20, wanderShare: 0.7 }, Float64Array.of(Infinity, 3, Infinity));
    expect(whiten(filter, Float64Array.of(7, 7, 1))[2]).toBeCloseTo(1, 12);
  });
});
