import { bytesEstimate, counted, daysPhrase } from '../domain/format.ts';
import type { Interval } from '../domain/records/evidence.ts';
import { NO_PLACE } from '../domain/records/sample.ts';
import { HOUR_SECONDS } from '../domain/records/time.ts';

/** `41 MiB a day (38 to 44 MiB)`, with its 95 % interval. */
export function growthText(growth: Interval | null): string {
  if (growth === null) return 'unknown';
  const { estimate, range } = bytesEstimate(growth);
  return `${estimate} a day (${range})`;
}

/** How old the newest readings are, to the hour: in the e-mail. */
export function dataAge(seconds: number | null): string {
  if (seconds === null) return 'there is no data';
  const hours = Math.round(seconds / HOUR_SECONDS);
  if (hours < 1) return 'the newest data was under an hour old';
  return `the newest data was ${hours < 48 ? counted(hours, 'hour') : daysPhrase(hours / 24)} old when this was written`;
}

/** The same to the minute, on the page. */
export function readingsAge(seconds: number | null): string {
  if (seconds === null) return 'There is no data.';
  const minutes = Math.round(seconds / 60);
  const hours = Math.round(minutes / 60);
  const age =
    minutes < 1
      ? 'less than a minute'
      : minutes < 120
        ? counted(minutes, 'minute')
        : minutes < 48 * 60
          ? counted(hours, 'hour')
          : counted(Math.round(minutes / 1440), 'day');
  return `The newest readings were ${age} old.`;
}

/** `a`, `a and b`, `a, b and 12 more`. */
export function listText(names: readonly string[], maximum = 5): string {
  const shown = names.length > maximum ? names.slice(0, maximum - 1) : names;
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more.toLocaleString('en')} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `account 111122223333`, `eu-west-1`; nothing of hosts outside of AWS. */
export const placeWords = ({ accountId, region }: { accountId: string; region: string }): string[] => [
  ...(accountId === NO_PLACE ? [] : [`account ${accountId}`]),
  ...(region === NO_PLACE ? [] : [region]),
];

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With a full stop at its end, and one only; nothing stays nothing. */
export const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
