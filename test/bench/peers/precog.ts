import { BIN_HOURS } from '../../../lambdas/domain/records/time.ts';
import type { HostDetector } from '../detector.ts';
import { BINS_A_DAY, median, memorySeries, type Series } from '../series.ts';
import { fitLine } from './least-squares.ts';

/** Parameters of the publication: a trend is at least 6 h long with R2 over .8; change points are at least 6 h apart. */
const MINIMUM_HOURS = 6;
const MINIMUM_R2 = 0.8;
const CHANGE_SCORE = 3.5;
/** The publication trains on an earlier part without saying how long it must be: here all but the last week. */
const TRIAL_DAYS = 7;

export type PrecogOptions = {
  /** Time to the limit below which a trend is critical. */
  criticalDays: number;
  /** Share of the limit below which nothing is reported. */
  leastShare: number;
};

export const PRECOG: readonly HostDetector[] = [
  precog('Precog', { criticalDays: 7, leastShare: 0.4 }),
  precog('Precog, 180 d', { criticalDays: 180, leastShare: 0 }),
];

/**
 * Precog with maximum filtration (Jindal et al. 2021, arXiv 2101.09799 and 2106.08938). Trends between change points that
 * would have been critical but ended are learnt as normal; the line from a change point to the present is reported if
 * it is critical and steeper and longer than these, and the last stretch rises above the maximum learnt. The publication
 * samples each 5 minutes and smooths over an hour; medians of three hours are smoother than that. Its ten highest
 * samples, 50 minutes, are one bin.
 */
function precog(name: string, options: PrecogOptions): HostDetector {
  const rule = `R2 > ${MINIMUM_R2} since a change point, ${options.criticalDays} d to pressure, from ${options.leastShare * 100}% of it`;
  return {
    name,
    rule,
    judge(bins, pressureBytes) {
      const shares = interpolated(memorySeries(bins)).map((value) => value / (pressureBytes ?? Number.NaN));
      const trend = criticalTrend(shares, options);
      return { leaking: trend !== null, statistic: trend?.slope ?? null };
    },
  };
}

/** `slope` in shares of the limit a bin, `length` in bins. */
export type Trend = { slope: number; length: number };

/** The critical trend that lasts to the end of the series of shares of the limit, if there is one. */
export function criticalTrend(shares: readonly number[], options: PrecogOptions): Trend | null {
  const latest = shares.at(-1);
  const earlier = shares.slice(0, -TRIAL_DAYS * BINS_A_DAY);
  if (!(latest !== undefined && latest >= options.leastShare) || earlier.length === 0) return null;
  const normal = endedTrends(earlier, options);
  const steepest = Math.max(0, ...normal.map(({ slope }) => slope));
  const longest = Math.max(MINIMUM_HOURS / BIN_HOURS, ...normal.map(({ length }) => length));
  const starts = changePoints(shares).slice(0, -1).reverse();
  let found: Trend | null = null;
  for (const start of starts) {
    const trend = trendOf(shares.slice(start), options);
    if (trend === null) continue;
    const beyondAll = trend.slope >= steepest && trend.length >= longest;
    const beyondOne = normal.some(({ slope, length }) => trend.slope >= slope && trend.length >= length);
    const isWorse = found === null || (trend.slope >= found.slope && trend.length >= found.length);
    if (beyondAll || (beyondOne && isWorse)) found = trend;
  }
  const last = Math.max(...shares.slice(starts[0] ?? 0));
  return last >= Math.min(0.95, Math.max(...earlier)) ? found : null;
}

/** From each change point the best trend to a later one, if it was critical and didn't last to the end. */
function endedTrends(shares: readonly number[], options: PrecogOptions): Trend[] {
  const points = changePoints(shares);
  return points.flatMap((start, index) => {
    let best: (Trend & { r2: number; end: number }) | null = null;
    for (const end of points.slice(index + 1)) {
      const trend = trendOf(shares.slice(start, end + 1), {
        ...options,
        criticalDays: Number.POSITIVE_INFINITY,
      });
      if (trend === null) continue;
      const isBetter =
        best === null || (trend.r2 >= best.r2 && trend.length >= best.length && trend.slope >= best.slope);
      if (isBetter) best = { ...trend, end };
    }
    if (best === null || best.end >= shares.length - 1) return [];
    return daysLeft(shares[best.end] ?? Number.NaN, best.slope) <= options.criticalDays ? [best] : [];
  });
}

function trendOf(
  shares: readonly number[],
  { criticalDays }: PrecogOptions,
): (Trend & { r2: number }) | null {
  const length = shares.length - 1;
  const line = length < MINIMUM_HOURS / BIN_HOURS ? null : fitLine(shares.map((y, x) => ({ x, y })));
  if (line === null || line.slope <= 0 || line.r2 <= MINIMUM_R2) return null;
  return daysLeft(shares.at(-1) ?? Number.NaN, line.slope) <= criticalDays
    ? { slope: line.slope, length, r2: line.r2 }
    : null;
}

const daysLeft = (share: number, slope: number): number => (1 - share) / slope / BINS_A_DAY;

/**
 * First and last index, and those before a step whose size has a modified z-score over 3.5 among all steps, less those
 * that follow another within 6 h.
 */
export function changePoints(values: readonly number[]): number[] {
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  const usual = median(steps);
  const spread = median(steps.map((step) => Math.abs(step - usual)));
  const found = steps.flatMap((step, index) =>
    (0.6745 * Math.abs(step - usual)) / spread > CHANGE_SCORE ? [index] : [],
  );
  const points = [0];
  for (const index of found) {
    if (index - (points.at(-1) ?? 0) >= MINIMUM_HOURS / BIN_HOURS) points.push(index);
  }
  const last = values.length - 1;
  return points.at(-1) === last ? points : [...points, last];
}

/** Gaps bridged by straight lines; nothing is made up before the first reading or after the last. */
function interpolated(series: Series): number[] {
  const known = series.flatMap((y, x) => (y === null ? [] : [{ x, y }]));
  return known.flatMap(({ x, y }, index) => {
    const next = known[index + 1];
    if (next === undefined) return [y];
    return Array.from({ length: next.x - x }, (_, step) => y + ((next.y - y) * step) / (next.x - x));
  });
}
