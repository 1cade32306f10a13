import type { Interval } from './records/evidence.ts';
import { DAY_SECONDS, HOUR_SECONDS } from './records/time.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `2,177`; below ten with one decimal where there is one. */
export function countPhrase(value: number): string {
  const digits = Math.abs(value) < 10 ? 1 : 0;
  const rounded = Number(value.toFixed(digits));
  const text = `${rounded === 0 ? 0 : rounded}`;
  // toLocaleString would take longer than all of the statistics.
  return Math.abs(rounded) < 1000 ? text : text.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `41 MiB`, `1.2 GiB`. */
export function bytesPhrase(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${countPhrase(value)} ${UNITS[unit]}`;
}

/** `1 host`, `5,000 hosts`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${countPhrase(count)} ${count === 1 ? noun : plural}`;

/**
 * `growing by 198/day (95% CI 180–216)`, of a reading in units such as bytes or sockets. Growth whose interval holds
 * zero is called unclear, since nothing can be forecast from it.
 */
export function growthPhrase(growth: Interval, phrase: Phrase): string {
  const { estimate, low, high } = growth;
  const range = intervalPhrase(growth, phrase);
  if (low > 0) return `growing by ${phrase(estimate)}/day${range}`;
  if (phrase(estimate) === phrase(0)) return `no growth${range}`;
  return `${high < 0 ? 'falling' : 'no clear growth'}: ${phrase(estimate)}/day${range}`;
}

type Phrase = (value: number) => string;

/**
 * `38–44 MiB`, `900 KiB–1.2 MiB`: the unit once where both ends have the same. A dash beside a minus is spelt out.
 * Nothing where both ends are the same figure, as it is then that of the estimate.
 */
export function rangePhrase(low: string, high: string): string {
  if (low === high) return '';
  const [number, unit] = low.split(' ');
  const first = unit !== undefined && unit === high.split(' ')[1] ? number : low;
  return `${first}${dash(low, high)}${high}`;
}

const dash = (low: string, high: string): string =>
  low.startsWith('-') || high.startsWith('-') ? ' to ' : '–';

/**
 * ` (95% CI 38–44)` behind an estimate in the same unit, ` (95% CI 900 KiB–1.2 MiB)` where an end has another; nothing
 * where both ends are rounded to the estimate.
 */
export function intervalPhrase({ estimate, low, high }: Interval, phrase: Phrase): string {
  const texts = [estimate, low, high].map(phrase);
  const [, lowText = '', highText = ''] = texts;
  const units = new Set(texts.map((text) => text.split(' ')[1]));
  const [lowNumber = '', highNumber = ''] = [lowText, highText].map((text) => text.split(' ')[0]);
  const range = units.size === 1 ? rangePhrase(lowNumber, highNumber) : rangePhrase(lowText, highText);
  return range === '' ? '' : ` (95% CI ${range})`;
}

/**
 * The three figures of an interval in units of so many, all rounded as the estimate asks for: `9.6`, `8.1`, `12.0`.
 * `∞` where there is no upper end.
 */
export function intervalFigures(
  { estimate, low, high }: OpenInterval,
  unit: number,
): [string, string, string] {
  const digits = Math.abs(estimate) / unit < 9.95 ? 1 : 0;
  const phrase = (value: number) => {
    const rounded = Number((value / unit).toFixed(digits));
    return (rounded === 0 ? 0 : rounded).toLocaleString('en', { minimumFractionDigits: digits });
  };
  return [phrase(estimate), phrase(low), high === null ? '∞' : phrase(high)];
}

/** `50 (41–63)`, 95%, in units of so many; `50` where both ends are that too. For a table. */
export function shortInterval(interval: OpenInterval, unit: number): string {
  const [estimate, low, high] = intervalFigures(interval, unit);
  const range = rangePhrase(low, high);
  return range === '' ? estimate : `${estimate} (${range})`;
}

/** An interval that may have no upper end. */
export type OpenInterval = Omit<Interval, 'high'> & { high: number | null };

/** An estimate, and its 95% interval to stand under it or behind it. */
export interface EstimatePhrase {
  estimate: string;
  range: string;
}

/** `41 MiB`, `38–44 MiB`. */
export const bytesEstimate = ({ estimate, low, high }: Interval): EstimatePhrase => ({
  estimate: bytesPhrase(estimate),
  range: rangePhrase(bytesPhrase(low), bytesPhrase(high)),
});

/** `99%`, `99.3%`, of a probability; never 0 or 100, which no evidence reaches. */
export function probabilityPhrase(probability: number): string {
  if (probability >= 0.9995) return '>99.9%';
  if (probability < 0.005) return '<0.5%';
  return `${(100 * probability).toFixed(probability > 0.99 ? 1 : 0)}%`;
}

/** `99%`, and 0% and 100% too, as events have it. */
export const wholePercent = (share: number): string => `${(100 * share).toFixed(0)}%`;

/** `97%`, of hosts or answers; all of them only where it is all. */
export function sharePhrase(share: number): string {
  const percent = 100 * share;
  return `${share < 1 ? Math.min(99.9, percent).toFixed(percent >= 99 ? 1 : 0) : 100}%`;
}

/** `14 days`, `1 day`, `2.5 days`. */
export function daysPhrase(days: number): string {
  const phrase = countPhrase(days);
  return `${phrase} ${phrase === '1' ? 'day' : 'days'}`;
}

const DURATIONS = [
  ['day', DAY_SECONDS],
  ['hour', HOUR_SECONDS],
  ['minute', 60],
] as const;

/** `3 hours`, `1 day`, `90 seconds`: in the largest unit of which there are at least two, or exactly one. */
export function durationPhrase(seconds: number): string {
  const [unit, size] = DURATIONS.find(([, size]) => seconds >= 2 * size || seconds === size) ?? ['second', 1];
  const count = countPhrase(seconds / size);
  return `${count} ${unit}${count === '1' ? '' : 's'}`;
}

/** `2026-11-19 13:57 UTC`, of an instant as records have it; nothing of none. */
export const instantPhrase = (instant = ''): string =>
  instant.replace(/^(.{10})T(\d\d:\d\d).*$/, '$1 $2 UTC');
