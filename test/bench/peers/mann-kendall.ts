import type { HostDetector } from '../detector.ts';
import { BINS_A_DAY, currentLevel, daysToReach, medianOf, memorySeries, type Series } from '../series.ts';

/** Two-sided 5%. */
export const CRITICAL_Z = 1.959963984540054;

export type RankTrend = { score: number; variance: number; z: number };

export const MANN_KENDALL: readonly HostDetector[] = rankTests('Mann-Kendall', mannKendall, senSlope);

/**
 * A rank test as it is used: leaking if it finds a trend at 5% (two-sided) that rises; and, with Sen's slope, only if the
 * slope leads from the present level to pressure within 180 days.
 */
export function rankTests(
  name: string,
  test: (series: Series) => RankTrend,
  slope: (series: Series) => number,
): readonly HostDetector[] {
  return [
    {
      name,
      rule: 'p < .05, rising',
      judge(bins) {
        const { z } = test(memorySeries(bins));
        return { leaking: z > CRITICAL_Z, statistic: z };
      },
    },
    {
      name: `${name} + Sen, 180 d`,
      rule: "p < .05, rising, and Sen's slope reaches pressure within 180 d",
      judge(bins, pressureBytes) {
        const series = memorySeries(bins);
        const { z } = test(series);
        const leaking =
          z > CRITICAL_Z &&
          pressureBytes !== null &&
          daysToReach(pressureBytes, currentLevel(series), slope(series) * BINS_A_DAY) <= 180;
        return { leaking, statistic: z };
      },
    },
  ];
}

/** Mann's test (1945) with Kendall's variance for ties (1975) and the continuity correction; gaps are skipped. */
export function mannKendall(series: Series): RankTrend {
  const values = Float64Array.from(series.filter((value) => value !== null));
  return withZ(rankScore(values), tiedVariance(values));
}

/** Median of the slopes between all pairs, a bin (Sen 1968); gaps keep their place. NaN if there is no pair. */
export function senSlope(series: Series): number {
  return medianOf(pairSlopes(series));
}

/** A trend needs a variance; the correction for autocorrelation can leave none. */
export function withZ(score: number, variance: number): RankTrend {
  const z = score === 0 || !(variance > 0) ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
  return { score, variance, z };
}

export function rankScore(values: Float64Array): number {
  let score = 0;
  for (let later = 1; later < values.length; later++) {
    const value = values[later] as number;
    for (let earlier = 0; earlier < later; earlier++) {
      const other = values[earlier] as number;
      score += value > other ? 1 : value < other ? -1 : 0;
    }
  }
  return score;
}

export function tiedVariance(values: Float64Array): number {
  const term = (count: number): number => count * (count - 1) * (2 * count + 5);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let variance = term(values.length);
  for (const count of ties.values()) variance -= term(count);
  return variance / 18;
}

export function pairSlopes(series: Series): Float64Array {
  const points = series.flatMap((y, x) => (y === null ? [] : [{ x, y }]));
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let filled = 0;
  points.forEach((from, index) => {
    for (let later = index + 1; later < points.length; later++) {
      const to = points[later];
      if (to !== undefined) slopes[filled++] = (to.y - from.y) / (to.x - from.x);
    }
  });
  return slopes;
}
