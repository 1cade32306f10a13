import type { Interval } from './records/evidence.ts';
import { DAY_SECONDS, HOUR_SECONDS } from './records/time.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `2,177`; below ten with one decimal where there is one. */
export function countPhrase(value: number): string {
  const digits = Math.abs(value) < 10 ? 1 : 0;
  const rounded = Number(value.toFixed(digits));
  // toLocaleString would take longer than all of the statistics.
  return `${rounded === 0 ? 0 : rounded}`.replace(/\B(?=(\d{3})+$)/g, ',');
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

/** `1 host`, `5000 hosts`: without a separator of thousands, for a terminal. */
export const countedPlainly = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : `${noun}s`}`;

/** `198 more each day (95 % 180 to 216)`, `4 less each day (95 % -9 to 1)`. */
export function growthPhrase(growth: Interval, phrase: Phrase): string {
  const { estimate } = growth;
  const range = intervalPhrase(growth, phrase);
  if (phrase(estimate) === phrase(0)) return `no more each day ${range}`;
  return `${phrase(Math.abs(estimate))} ${estimate > 0 ? 'more' : 'less'} each day ${range}`;
}

type Phrase = (value: number) => string;

/** `38 to 44 MiB`, `900 KiB to 1.2 MiB`: the unit once where both ends have the same. */
export function rangePhrase(low: string, high: string): string {
  const [number, unit] = low.split(' ');
  return unit !== undefined && unit === high.split(' ')[1] ? `${number} to ${high}` : `${low} to ${high}`;
}

/** `(95 % 38 to 44 MiB)`. */
export const intervalPhrase = ({ low, high }: Pick<Interval, 'low' | 'high'>, phrase: Phrase): string =>
  confidencePhrase(rangePhrase(phrase(low), phrase(high)));

/** `(95 % 38 MiB to 44 MiB)`, of a range in words. */
export const confidencePhrase = (range: string): string => `(95 % ${range})`;

/** `50 (41–63)`, 95 %, in units of so many; `∞` where there is no upper end. For a table. */
export function shortInterval({ estimate, low, high }: OpenInterval, unit: number, to = '–'): string {
  const digits = Math.abs(estimate) / unit < 9.95 ? 1 : 0;
  const phrase = (value: number) => {
    const rounded = Number((value / unit).toFixed(digits));
    return (rounded === 0 ? 0 : rounded).toLocaleString('en', { minimumFractionDigits: digits });
  };
  return `${phrase(estimate)} (${phrase(low)}${to}${high === null ? '∞' : phrase(high)})`;
}

/** An interval that may have no upper end. */
type OpenInterval = Omit<Interval, 'high'> & { high: number | null };

/** An estimate, and its 95 % interval to stand under it or behind it. */
export interface EstimatePhrase {
  estimate: string;
  range: string;
}

/** `41 MiB`, `38 to 44 MiB`. */
export const bytesEstimate = ({ estimate, low, high }: Interval): EstimatePhrase => ({
  estimate: bytesPhrase(estimate),
  range: rangePhrase(bytesPhrase(low), bytesPhrase(high)),
});

/** `99 %`, of a report; never 0 or 100, which no evidence reaches. */
export function probabilityPhrase(probability: number): string {
  if (probability >= 0.995) return '> 99 %';
  return probability < 0.005 ? '< 1 %' : wholePercent(probability);
}

/** `99%`, `99.3%`, of a terminal; never 0 or 100 either. */
export function fineProbability(probability: number): string {
  if (probability >= 0.9995) return '>99.9%';
  if (probability < 0.005) return '<0.5%';
  return `${(100 * probability).toFixed(probability > 0.99 ? 1 : 0)}%`;
}

/** `99 %`, and 0 % and 100 % too, as events have it. */
export const wholePercent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** `97 %`, of hosts or answers; all of them only where it is all. */
export function sharePhrase(share: number): string {
  const percent = 100 * share;
  return `${share < 1 ? Math.min(99.9, percent).toFixed(percent >= 99 ? 1 : 0) : 100} %`;
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
