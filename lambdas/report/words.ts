import { bytesPhrase, daysPhrase, rangePhrase } from '../domain/format.ts';
import type { Interval } from '../domain/records/evidence.ts';
import type { Recommendation, Urgency } from '../domain/records/recommendation.ts';
import { DAY_SECONDS } from '../domain/records/time.ts';
import type { ReportedHost } from './report.ts';

const HOUR_SECONDS = 3_600;

/** How soon, for people. */
export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  now: 'now',
  'this-week': 'this week',
  'this-month': 'this month',
  'next-window': 'next window',
  none: 'when convenient',
};

/** `1 host`, `5,000 hosts`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `99 %`; never 0 or 100, which no evidence reaches. */
export function probabilityText(probability: number): string {
  if (probability >= 0.995) return '> 99 %';
  return probability < 0.005 ? '< 1 %' : `${(100 * probability).toFixed(0)} %`;
}

/** `97 %`, of hosts or answers; all of them only where it is all. */
export function shareText(share: number): string {
  const percent = 100 * share;
  return `${share < 1 ? Math.min(99.9, percent).toFixed(percent >= 99 ? 1 : 0) : 100} %`;
}

/** `41 MiB a day (38 to 44 MiB)`, with its 95 % interval. */
export function growthText(growth: Interval | null): string {
  if (growth === null) return 'unknown';
  return `${bytesPhrase(growth.estimate)} a day (${rangePhrase(bytesPhrase(growth.low), bytesPhrase(growth.high))})`;
}

/** `now`, `5 hours`, `17 days (14 to 21)`, `never`: until the kernel's TCP memory pressure. */
export function pressureText({ secondsToPressure, memoryGrowthBytesPerDay }: PressureCourse): string {
  if (secondsToPressure === null) return memoryGrowthBytesPerDay === null ? 'unknown' : 'never';
  const { estimate, low, high } = secondsToPressure;
  if (estimate <= 0) return 'now';
  if (estimate < 2 * DAY_SECONDS) return `${Math.max(1, Math.round(estimate / HOUR_SECONDS))} hours`;
  const days = (seconds: number) => Math.round(seconds / DAY_SECONDS).toLocaleString('en');
  const range = high === null ? `${days(low)} or more` : `${days(low)} to ${days(high)}`;
  return `${daysPhrase(Math.round(estimate / DAY_SECONDS))} (${range})`;
}

type PressureCourse = Pick<ReportedHost, 'secondsToPressure' | 'memoryGrowthBytesPerDay'>;

/** `upgrade to 2.8.27 this week`, `restart now`, `watch`. */
export function recommendationText({ action, to, urgency }: Recommendation): string {
  const when = urgency === 'none' ? '' : ` ${URGENCY_WORDS[urgency]}`;
  if (action === 'upgrade') return `upgrade to ${to ?? 'a fixed release'}${when}`;
  if (action === 'change-directive') return `change a directive${when}`;
  return action === 'restart' ? `restart${when}` : action === 'watch' ? 'watch' : 'nothing';
}

/** By when at the latest, as `recommendationText` goes on. */
export function restartText(
  { action, restartBy }: Recommendation,
  print: (instant: string) => string,
): string {
  if (restartBy === null) return '';
  return action === 'restart' ? `, by ${print(restartBy)}` : `; failing that restart by ${print(restartBy)}`;
}

/** `a`, `a and b`, `a, b and 12 more`. */
export function listText(names: readonly string[], most = 5): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more.toLocaleString('en')} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With a full stop at its end, and one only; nothing stays nothing. */
export const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
