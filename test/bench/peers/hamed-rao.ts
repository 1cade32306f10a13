import type { HostDetector } from '../detector.ts';
import type { Series } from '../series.ts';
import { CRITICAL_Z, mannKendall, type RankTrend, rankTests, senSlope, withZ } from './mann-kendall.ts';

export const HAMED_RAO: readonly HostDetector[] = rankTests('Hamed-Rao', hamedRao, senSlope);

/**
 * Mann-Kendall with the variance corrected for autocorrelation (Hamed and Rao 1998): ranks of the series less Sen's line,
 * all lags whose autocorrelation differs from 0 at 5%.
 */
export function hamedRao(series: Series): RankTrend {
  const { score, variance } = mannKendall(series);
  // The correction divides by n (n - 1) (n - 2).
  if (series.filter((value) => value !== null).length < 3) return withZ(score, 0);
  const slope = senSlope(series);
  const ranks = averageRanks(series.flatMap((y, x) => (y === null ? [] : [y - slope * (x + 1)])));
  const count = ranks.length;
  const bound = CRITICAL_Z / Math.sqrt(count);
  const correlations = autocorrelations(ranks);
  let correction = 0;
  for (let lag = 1; lag < count; lag++) {
    const correlation = correlations[lag] ?? 0;
    if (Math.abs(correlation) > bound) {
      correction += (count - lag) * (count - lag - 1) * (count - lag - 2) * correlation;
    }
  }
  return withZ(score, variance * (1 + (2 * correction) / (count * (count - 1) * (count - 2))));
}

function autocorrelations(values: Float64Array): Float64Array {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const products = centred.map((_, lag) => {
    let product = 0;
    for (let index = lag; index < centred.length; index++) {
      product += (centred[index] as number) * (centred[index - lag] as number);
    }
    return product;
  });
  return products.map((product) => product / (products[0] as number));
}

/** Ranks from 1; equal values share the mean of theirs. */
export function averageRanks(values: readonly number[]): Float64Array {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end++;
    for (const { index } of order.slice(start, end)) ranks[index] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}
