import type { HostDetector } from '../detector.ts';
import { BINS_A_DAY, medianOf, type Series } from '../series.ts';
import { mannKendall, pairSlopes, type RankTrend, rankTests, withZ } from './mann-kendall.ts';

export const SEASONAL_KENDALL: readonly HostDetector[] = rankTests(
  'Seasonal Kendall',
  (series) => seasonalKendall(series, BINS_A_DAY),
  (series) => seasonalSenSlope(series, BINS_A_DAY) / BINS_A_DAY,
);

/** Sum over the seasons, here the times of day, of Mann-Kendall within each (Hirsch, Slack and Smith 1982). */
export function seasonalKendall(series: Series, period: number): RankTrend {
  const trends = seasons(series, period).map(mannKendall);
  return withZ(
    trends.reduce((total, { score }) => total + score, 0),
    trends.reduce((total, { variance }) => total + variance, 0),
  );
}

/** Median of the slopes between all pairs of one season, a period. */
export function seasonalSenSlope(series: Series, period: number): number {
  const slopes = seasons(series, period).map(pairSlopes);
  const all = new Float64Array(slopes.reduce((total, { length }) => total + length, 0));
  let filled = 0;
  for (const part of slopes) {
    all.set(part, filled);
    filled += part.length;
  }
  return medianOf(all);
}

function seasons(series: Series, period: number): Series[] {
  return Array.from({ length: period }, (_, season) =>
    series.filter((_, index) => index % period === season),
  );
}
