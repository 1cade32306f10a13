import type { Bin } from '../../records/bin.ts';
import { BIN, BIN_HOURS, BINS_A_DAY, HOUR_SECONDS } from '../../records/time.ts';
import { at, mean, type Vector, vector } from './vector.ts';

/** What tells how load comes and goes, the best first; in TIME_WAIT is what closed within a minute. */
const FLOWS = ['connectionsPerSecond', 'requestsPerSecond', 'timeWaitSockets'] as const;
export type Flow = (typeof FLOWS)[number];

/** The best flow that was ever read; `undefined` where none was. */
export const flowOf = (bins: readonly Bin[]): Flow | undefined =>
  FLOWS.find((flow) => bins.some((bin) => bin[flow] !== null));

/** When each bin begins, in milliseconds since 1970. */
export const timesOf = (bins: readonly Bin[]): Vector =>
  vector(bins.length, (row) => Date.parse((bins[row] as Bin).binAt));

/**
 * Load as what stands on a host when arrivals stay a given time (Little's law): a flow, smoothed over `hours`,
 * emptied where a process begins, in units of the flow's mean. Made of flows alone, because what leaks is itself
 * among the current connections.
 * @returns for each of `hours` a value a bin, or nothing where no flow was read
 */
export function smoothedLoads(
  bins: readonly Bin[],
  hours: readonly number[],
  times = timesOf(bins),
): Vector[] {
  const flow = hours.length > 0 ? flowOf(bins) : undefined;
  if (flow === undefined) return [];
  const rates = bins.map((bin) => bin[flow]).filter((rate) => rate !== null);
  const meanRate = mean(rates);
  if (!(meanRate > 0)) return [];
  const firstDay = mean(rates.slice(0, BINS_A_DAY));
  let last = firstDay;
  const filledRates = vector(bins.length, (row) => {
    last = bins[row]?.[flow] ?? last;
    return last;
  });
  return hours.map((residence) =>
    residence === 0
      ? vector(bins.length, (row) => at(filledRates, row) / meanRate)
      : standing(bins, { filledRates, firstDay, meanRate, times }, residence),
  );
}

interface Flowing {
  /** A flow for each bin, the last one where it was not read. */
  filledRates: Vector;
  firstDay: number;
  meanRate: number;
  times: Vector;
}

/** What stands in the middle of each bin of a flow that stays for some hours. */
function standing(
  bins: readonly Bin[],
  { filledRates, firstDay, meanRate, times }: Flowing,
  residence: number,
): Vector {
  const decay = Math.exp(-BIN_HOURS / residence);
  let stock = 0;
  // A process that had the time to fill had days like the first one before.
  if ((bins[0]?.ageSeconds ?? Infinity) > residence * HOUR_SECONDS) {
    stock = firstDay;
    for (const rate of filledRates.subarray(0, BINS_A_DAY)) stock = rate + (stock - rate) * decay;
  }
  let place = Math.round(at(times, 0) / BIN) - 1;
  return vector(bins.length, (row) => {
    const before = Math.max(0, row - 1);
    const [rate, rateBefore] = [at(filledRates, row), at(filledRates, before)];
    const missing = Math.round(at(times, row) / BIN) - place - 1;
    place += missing + 1;
    stock = began(bins[before] as Bin, bins[row] as Bin)
      ? 0
      : rateBefore + (stock - rateBefore) * decay ** missing;
    const next = rate + (stock - rate) * decay;
    const middle = (stock + next) / 2;
    stock = next;
    return middle / meanRate;
  });
}

/** Whether another process stands in a bin than in the one before. */
const began = (before: Bin, { ageSeconds }: Bin): boolean =>
  before.ageSeconds !== null && ageSeconds !== null && ageSeconds < before.ageSeconds;

/** The rows of a stock that a fit uses. */
export const rowsOf = (column: Vector, rows: readonly number[]): Vector =>
  vector(rows.length, (place) => at(column, rows[place] as number));
