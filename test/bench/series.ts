import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { BIN_HOURS } from '../../lambdas/domain/records/time.ts';

export const BINS_A_DAY = 24 / BIN_HOURS;
export const BIN_MILLISECONDS = BIN_HOURS * 3_600_000;
export const DAY_MILLISECONDS = 86_400_000;

/** One value for each three hours from the first bin to the last; `null` where nothing usable was read. */
export type Series = readonly (number | null)[];

/** A reading of the host on an even grid: bins that are missing or not usable are `null`. */
export function seriesOf(bins: readonly Bin[], read: (bin: Bin) => number | null): Series {
  const [first] = bins;
  if (first === undefined) return [];
  const startsAt = Date.parse(first.binAt);
  const placed = bins.map((bin) => ({
    slot: Math.round((Date.parse(bin.binAt) - startsAt) / BIN_MILLISECONDS),
    value: bin.usable ? read(bin) : null,
  }));
  const series = new Array<number | null>((placed.at(-1)?.slot ?? 0) + 1).fill(null);
  for (const { slot, value } of placed) series[slot] = value;
  return series;
}

export const memorySeries = (bins: readonly Bin[]): Series => seriesOf(bins, (bin) => bin.memoryBytes);

/** Medians of each 8 bins, counted back from the newest; a day needs 3 readings. In the order of time. */
export function dailyMedians(series: Series): Series {
  const days: (number | null)[] = [];
  for (let end = series.length; end > 0; end -= BINS_A_DAY) {
    const read = present(series.slice(Math.max(0, end - BINS_A_DAY), end));
    days.push(read.length >= 3 ? median(read) : null);
  }
  return days.reverse();
}

export const present = (series: Series): number[] => series.filter((value) => value !== null);

export const median = (values: readonly number[]): number => medianOf(Float64Array.from(values));

/** The median by Hoare's selection; reorders `values`. NaN if there is none. */
export function medianOf(values: Float64Array): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  const middle = length >> 1;
  const upper = select(values, middle);
  if (length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (const value of values.subarray(0, middle)) if (value > lower) lower = value;
  return (lower + upper) / 2;
}

function select(values: Float64Array, rank: number): number {
  const at = (index: number): number => values[index] as number;
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = at((left + right) >> 1);
    let i = left;
    let j = right;
    while (i <= j) {
      while (at(i) < pivot) i++;
      while (at(j) > pivot) j--;
      if (i <= j) {
        const held = at(i);
        values[i++] = at(j);
        values[j--] = held;
      }
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return at(rank);
}

/** Days until a level that grows by `slopeADay` reaches `limit`; infinite if it doesn't grow. */
export function daysToReach(limit: number, level: number, slopeADay: number): number {
  if (level >= limit) return 0;
  return slopeADay > 0 ? (limit - level) / slopeADay : Number.POSITIVE_INFINITY;
}

/** Where the series stands: the median of its last day. NaN if nothing was read in it. */
export const currentLevel = (series: Series): number => median(present(series.slice(-BINS_A_DAY)));
