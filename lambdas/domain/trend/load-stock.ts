import type { Bin } from '../bin.ts';
import { BIN_HOURS } from '../bin.ts';
import { at, mean, type Vector } from './vector.ts';

const DAY_BINS = 24 / BIN_HOURS;
const BIN_MILLISECONDS = BIN_HOURS * 3_600_000;

type Flow = 'connectionsPerSecond' | 'requestsPerSecond' | 'bytesOutPerSecond';

/**
 * Load as what stands on a host when arrivals stay a given time (Little's law): a flow, smoothed over `hours`,
 * emptied where a process begins, in units of the flow's mean. Made of flows alone, because what leaks is itself
 * among the current connections.
 * @returns for each of `hours` a value a bin, or nothing where the flow was never read
 */
export function loadStocks(bins: readonly Bin[], flow: Flow, hours: readonly number[]): Vector[] {
  const known = bins.flatMap((bin) => bin[flow] ?? []);
  const meanRate = known.reduce((sum, rate) => sum + rate, 0) / known.length;
  if (!(meanRate > 0)) return [];
  const firstDay = mean(known.slice(0, DAY_BINS));
  const starts = bins.map((bin, index) => began(bins[index - 1], bin));
  const missing = bins.map((bin, index) => binsBetween(bins[index - 1], bin));
  const rates = Float64Array.from(bins, () => firstDay);
  for (const [index, bin] of bins.entries()) rates[index] = bin[flow] ?? rates[index - 1] ?? firstDay;
  return hours.map((residence) => {
    if (residence === 0) return rates.map((rate) => rate / meanRate);
    const kept = Math.exp(-BIN_HOURS / residence);
    // A process that had the time to fill had days like the first one before.
    let standing = 0;
    if ((bins[0]?.ageSeconds ?? Infinity) > residence * 3600) {
      standing = rates.slice(0, DAY_BINS).reduce((stock, rate) => rate + (stock - rate) * kept, firstDay);
    }
    return rates.map((rate, index) => {
      const held = rates[index - 1] ?? rate;
      standing = starts[index] ? 0 : held + (standing - held) * kept ** (missing[index] ?? 0);
      const next = rate + (standing - rate) * kept;
      const middle = (standing + next) / 2;
      standing = next;
      return middle / meanRate;
    });
  });
}

/** Whether another process stands in a bin than in the one before. */
function began(before: Bin | undefined, { ageSeconds }: Bin): boolean {
  return (
    before !== undefined &&
    before.ageSeconds !== null &&
    ageSeconds !== null &&
    ageSeconds < before.ageSeconds
  );
}

function binsBetween(before: Bin | undefined, { binAt }: Bin): number {
  return before ? Math.round((Date.parse(binAt) - Date.parse(before.binAt)) / BIN_MILLISECONDS) - 1 : 0;
}

/** The rows of a stock that a fit uses. */
export const rowsOf = (column: Vector, rows: readonly number[]): Vector =>
  Float64Array.from(rows, (row) => at(column, row));
