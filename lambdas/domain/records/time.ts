/**
 * Every constant of time and of bins. A name without a unit counts milliseconds, as `Date` does; one that ends in
 * `_SECONDS` counts seconds. Whoever changes the length of a bin changes {@link BIN_HOURS} and measures the engine anew.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 24 * HOUR_SECONDS;

/** Hours of a bin; bins begin at 00:00, 03:00, … UTC. A divisor of 24. */
export const BIN_HOURS = 3;
export const BIN = BIN_HOURS * HOUR;
export const BIN_SECONDS = BIN_HOURS * HOUR_SECONDS;
export const BINS_A_DAY = 24 / BIN_HOURS;

/** Bins that cover so many hours: a bin counts where half of it or more lies in them. */
export const binsIn = (hours: number): number => Math.round(hours / BIN_HOURS);

/** Days of bins that an assessment looks back at. */
export const WINDOW_DAYS = 28;

/** An instant as the archive writes it, UTC: `2026-11-22T16:05:00Z`, with a fraction only where it has one. */
export const printInstant = (at: Date | number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Start of the bin that an instant lies in, as `2026-11-22T15:00:00Z`. */
export const startOfBin = (instant: string): string =>
  printInstant(Math.floor(Date.parse(instant) / BIN) * BIN);

/** End of a bin in milliseconds since 1970: an instant that belongs to the next one. */
export const endOfBin = ({ binAt }: { binAt: string }): number => Date.parse(binAt) + BIN;

/** Days from the start of the first bin to the end of the last; 0 without any. By time. */
export function daysCovered(bins: readonly { binAt: string }[]): number {
  const [first, last] = [bins[0], bins.at(-1)];
  return first && last ? (endOfBin(last) - Date.parse(first.binAt)) / DAY : 0;
}
