import type { Bin } from '../../records/bin.ts';
import { BIN, BIN_HOURS, BINS_A_DAY, HOUR_SECONDS } from '../../records/time.ts';
import { at, mean, type Vector } from './vector.ts';

/** What tells how load comes and goes, the best first; in TIME_WAIT is what closed within a minute. */
const FLOWS = ['connectionsPerSecond', 'requestsPerSecond', 'timeWaitSockets'] as const;
export type Flow = (typeof FLOWS)[number];

/** The best flow that was ever read; `undefined` where none was. */
export const flowOf = (bins: readonly Bin[]): Flow | undefined =>
  FLOWS.find((flow) => bins.some((bin) => bin[flow] !== null));

/**
 * Load as what stands on a host when arrivals stay a given time (Little's law): a flow, smoothed over `hours`,
 * emptied where a process begins, in units of the flow's mean. Made of flows alone, because what leaks is itself
 * among the current connections.
 * @returns for each of `hours` a value a bin, or nothing where no flow was read
 */
export function smoothedLoads(bins: readonly Bin[], hours: readonly number[]): Vector[] {
  const flow = flowOf(bins);
  if (flow === undefined) return [];
  const rates = bins.flatMap((bin) => bin[flow] ?? []);
  const meanRate = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  if (!(meanRate > 0)) return [];
  const firstDay = mean(rates.slice(0, BINS_A_DAY));
  const starts = bins.map((bin, index) => began(bins[index - 1], bin));
  const places = bins.map(({ binAt }) => Math.round(Date.parse(binAt) / BIN));
  const filledRates = Float64Array.from(bins, () => firstDay);
  for (const [index, bin] of bins.entries())
    filledRates[index] = bin[flow] ?? filledRates[index - 1] ?? firstDay;
  const missing = (index: number) => (index === 0 ? 0 : (places[index] ?? 0) - (places[index - 1] ?? 0) - 1);
  return hours.map((residence) => {
    if (residence === 0) return filledRates.map((rate) => rate / meanRate);
    const decay = Math.exp(-BIN_HOURS / residence);
    // A process that had the time to fill had days like the first one before.
    let standing = 0;
    if ((bins[0]?.ageSeconds ?? Infinity) > residence * HOUR_SECONDS) {
      standing = filledRates
        .slice(0, BINS_A_DAY)
        .reduce((stock, rate) => rate + (stock - rate) * decay, firstDay);
    }
    return filledRates.map((rate, index) => {
      const rateBefore = filledRates[index - 1] ?? rate;
      standing = starts[index] ? 0 : rateBefore + (standing - rateBefore) * decay ** missing(index);
      const next = rate + (standing - rate) * decay;
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

/** The rows of a stock that a fit uses. */
export const rowsOf = (column: Vector, rows: readonly number[]): Vector =>
  Float64Array.from(rows, (row) => at(column, row));
