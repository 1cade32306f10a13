import { describe, expect, it } from 'vitest';
import { growthLogRatio, type Rivals } from '../../../../lambdas/domain/scoring/checks/log-ratio.ts';

const RIVALS: Rivals = { drift: 1, slowest: 1, fastest: 500, fills: 0.02, steps: 0.02 };
/** A line that neither filling nor a step explains as well. */
const LINE = { shape: 30, step: 30 };

const logRatio = (perDay: number, standardError: number, changed: Partial<typeof LINE> = {}) =>
  growthLogRatio({ perDay, standardError, ...LINE, ...changed }, RIVALS);

const STEEPER = Array.from({ length: 60 }, (_, index) => 10 ** (index / 20 - 1.5));

describe('the log of the ratio of leak to sound', () => {
  it.each([0.1, 1, 10, 100])(
    'never falls as growth gets steeper up to the fastest leak, at an error of %d',
    (error) => {
      const ratios = STEEPER.filter((perDay) => perDay <= RIVALS.fastest).map(
        (perDay) => logRatio(perDay, error).logRatio,
      );
      for (const [index, ratio] of ratios.entries())
        expect(ratio).toBeGreaterThanOrEqual((ratios[index - 1] ?? -Infinity) - 1e-9);
    },
  );

  it.each([
    { perDay: 50, error: 5 },
    { perDay: 0, error: 1 },
    { perDay: -50, error: 1 },
    { perDay: 10, error: 100 },
    { perDay: 200, error: 50 },
  ])(
    'is the mean over rates that lie evenly by their logarithm, at $perDay a day and an error of $error',
    ({ perDay, error }) => {
      const { slowest, fastest } = RIVALS;
      const density = (x: number) => (1 + x ** 2 / 3) ** -2;
      const scale = Math.hypot(error, RIVALS.drift);
      const rates = Array.from(
        { length: 20_000 },
        (_, index) => slowest * (fastest / slowest) ** (index / 20_000),
      );
      const mean = rates.reduce((sum, rate) => sum + density((perDay - rate) / scale) / rates.length, 0);
      const expected = Math.log(mean / density(perDay / scale));
      const untold = growthLogRatio(
        { perDay, standardError: error, shape: Infinity, step: Infinity },
        RIVALS,
      );
      expect(untold.logRatio).toBeCloseTo(perDay < 2 * error ? Math.min(0, expected) : expected, 3);
    },
  );

  it('is no smaller of growth that fills the room in hours', () => {
    expect(logRatio(5000, 1).logRatio).toBe(logRatio(RIVALS.fastest, 1).logRatio);
  });

  it.each([0.1, 1, 10, 100])('is never above 0 with zero within two errors of %d', (error) => {
    for (const errors of [-30, -2, -1, 0, 0.5, 1, 1.9, 1.99])
      expect(logRatio(errors * error, error).logRatio).toBeLessThanOrEqual(0);
  });

  it('is at most 6.9, however clear the growth', () => {
    expect(logRatio(400, 1e-6).logRatio).toBeLessThanOrEqual(6.9);
    expect(
      growthLogRatio(
        { perDay: 400, standardError: 1e-6, shape: Infinity, step: Infinity },
        { ...RIVALS, drift: 1e-6 },
      ).logRatio,
    ).toBe(6.9);
  });

  it.each([
    { rival: 'levels-off', changed: { shape: -20 } },
    { rival: 'step', changed: { step: -20 } },
  ])('does not believe in growth that another form explains, and says $rival', ({ rival, changed }) => {
    expect(logRatio(50, 1).because).toBeNull();
    expect(logRatio(50, 1).logRatio).toBeGreaterThan(2);
    expect(logRatio(50, 1, changed)).toEqual({ logRatio: expect.any(Number), because: rival });
    expect(logRatio(50, 1, changed).logRatio).toBeLessThan(0.5);
  });

  it('leaves a form that cannot be told its share, and none where nothing can fill', () => {
    const untold = logRatio(50, 1, { shape: 0 }).logRatio;
    expect(untold).toBeLessThan(-Math.log(RIVALS.fills));
    expect(logRatio(50, 1, { shape: Infinity }).logRatio).toBeGreaterThan(untold);
  });

  it.each([500, 2000, 1e5])(
    'is about nothing where the error of %d is wider than leaks are fast',
    (error) => {
      for (const perDay of [0, error, 3 * error])
        expect(Math.abs(logRatio(perDay, error).logRatio)).toBeLessThan(1);
      expect(Math.abs(logRatio(0, 100 * error).logRatio)).toBeLessThan(0.01);
    },
  );

  it('says of growth in whose interval zero lies that it is not clear', () => {
    expect(logRatio(19, 10)).toEqual({ logRatio: 0, because: 'unclear' });
  });

  it('speaks against a leak the more, the surer nothing grows', () => {
    const ratios = [100, 10, 1].map((error) => logRatio(0, error).logRatio);
    expect(ratios).toEqual(ratios.toSorted((a, b) => b - a));
    expect(ratios.at(-1)).toBeLessThan(-1);
  });
});
