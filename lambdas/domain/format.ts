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

/** `198 more each day (95 % 180 to 216)`, `4 fewer each day (95 % -9 to 1)`. */
export function growthPhrase({ estimate, low, high }: Interval, phrase: (value: number) => string): string {
  const range = `(95 % ${rangePhrase(phrase(low), phrase(high))})`;
  if (phrase(estimate) === phrase(0)) return `no more each day ${range}`;
  return `${phrase(Math.abs(estimate))} ${estimate > 0 ? 'more' : 'less'} each day ${range}`;
}

/** `38 to 44 MiB`, `900 KiB to 1.2 MiB`: the unit once where both ends have the same. */
export function rangePhrase(low: string, high: string): string {
  const [number, unit] = low.split(' ');
  return unit !== undefined && unit === high.split(' ')[1] ? `${number} to ${high}` : `${low} to ${high}`;
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
