import type { Bin } from '../bin.ts';
import { BIN_HOURS } from '../bin.ts';
import { at, type Vector } from './vector.ts';

type Flow = 'connectionsPerSecond' | 'requestsPerSecond' | 'bytesOutPerSecond';

/**
 * Load as what stands on a host when arrivals stay a given time (Little's law): a flow, smoothed over `hours`,
 * emptied where a process begins, in units of the flow's mean. Made of flows alone, because what leaks is itself
 * among the current connections.
 * @returns a value a bin, or `null` where the flow was never read
 */
export function loadStock(bins: readonly Bin[], flow: Flow, hours: number): Vector | null {
  const known = bins.flatMap((bin) => bin[flow] ?? []);
  const meanRate = known.reduce((sum, rate) => sum + rate, 0) / known.length;
  if (!(meanRate > 0)) return null;
  const stock = new Float64Array(bins.length);
  const kept = hours === 0 ? 0 : Math.exp(-BIN_HOURS / hours);
  // What the median of a bin sees of its own arrivals: they came half a bin ago on average.
  let rate = known[0] ?? 0;
  let standing = isOld(bins[0], hours) ? rate : 0;
  for (const [index, bin] of bins.entries()) {
    const before = bins[index - 1];
    const gapBins = before
      ? Math.round((Date.parse(bin.binAt) - Date.parse(before.binAt)) / (BIN_HOURS * 3_600_000))
      : 1;
    if (before && began(before, bin)) standing = 0;
    else if (gapBins > 1) standing = rate + (standing - rate) * kept ** (gapBins - 1);
    rate = bin[flow] ?? rate;
    const next = rate + (standing - rate) * kept;
    stock[index] = (hours === 0 ? rate : (standing + next) / 2) / meanRate;
    standing = next;
  }
  return stock;
}

/** Whether the window begins with a process that had the time to fill. */
const isOld = (bin: Bin | undefined, hours: number): boolean => (bin?.ageSeconds ?? Infinity) > hours * 3600;

/** Whether another process stands in the second bin than in the first. */
const began = (before: Bin, bin: Bin): boolean =>
  before.ageSeconds !== null && bin.ageSeconds !== null && bin.ageSeconds < before.ageSeconds;

/** The rows of a stock that a fit uses. */
export const rowsOf = (column: Vector, rows: readonly number[]): Vector =>
  Float64Array.from(rows, (row) => at(column, row));
