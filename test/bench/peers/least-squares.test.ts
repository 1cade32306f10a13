import { describe, expect, it } from 'vitest';
import { fitLine, fitWithCovariate } from './least-squares.ts';

const SERIES = [12, 15, 14, 18, 17, 17, 21, 20, 24, 22, 25, 23, 23, 28];
const COVARIATE = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7];

describe('fitLine', () => {
  // scipy 1.17.1, stats.linregress(range(14), SERIES).
  it('agrees with linregress', () => {
    const line = fitLine(SERIES.map((y, x) => ({ x, y })));
    expect(line?.slope).toBeCloseTo(1.035164835164835, 12);
    expect(line?.intercept).toBeCloseTo(13.2, 12);
    expect(line?.r2).toBeCloseTo(0.886707836201211, 12);
  });

  it('keeps its digits far from the origin', () => {
    const line = fitLine(SERIES.map((y, x) => ({ x: x + 1e9, y: y + 1e12 })));
    expect(line?.slope).toBeCloseTo(1.035164835164835, 9);
  });

  it.each([
    { name: 'one point', points: [{ x: 0, y: 1 }] },
    {
      name: 'no spread in x',
      points: [
        { x: 2, y: 1 },
        { x: 2, y: 5 },
      ],
    },
  ])('has no line for $name', ({ points }) => {
    expect(fitLine(points)).toBeNull();
  });

  it('is flat and explains nothing for a constant', () => {
    expect(fitLine([0.1, 0.1, 0.1].map((y, x) => ({ x, y })))).toEqual({ slope: 0, intercept: 0.1, r2: 0 });
  });
});

describe('fitWithCovariate', () => {
  // numpy 2.4.6: linalg.lstsq on [1, time, covariate], standard error from the inverse of X'X with n - 3 degrees of freedom.
  it('agrees with ordinary least squares', () => {
    const fit = fitWithCovariate(SERIES.map((y, time) => ({ y, time, covariate: COVARIATE[time] ?? 0 })));
    expect(fit?.slope).toBeCloseTo(1.2364772207831778, 10);
    expect(fit?.t).toBeCloseTo(11.594857912485478, 9);
  });

  it('has no answer where the covariate is time itself', () => {
    expect(fitWithCovariate(SERIES.map((y, time) => ({ y, time, covariate: 3 * time + 1 })))).toBeNull();
  });
});
