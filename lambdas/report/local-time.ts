import { DAY, WEEK } from '../domain/records/time.ts';

/** Instants are counted from here, and years below 100 are taken for others by JavaScript. */
const FIRST_YEAR = '1970';

/** `22 Nov 2026` in a time zone (IANA name). */
export const localDay = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone }).format(new Date(instant));

/** `22 Nov 2026, 18:00 CET`. */
export const localMinute = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(instant));

/** ISO 8601 week that an instant lies in where the clocks of a time zone hang: `2026-W47`. */
export function isoWeek(instant: string, timeZone: string): string {
  const day = calendarDay(instant, timeZone);
  // The week belongs to the year that its Thursday lies in.
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / WEEK);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The ISO week that holds most of the seven days before an instant. */
export const weekBefore = (instant: string, timeZone: string): string =>
  isoWeek(new Date(Date.parse(instant) - WEEK / 2).toISOString(), timeZone);

/** Whether a calendar has an ISO week such as `2026-W53`: a year has 52 or 53, and the last holds 28 December. */
export function isIsoWeek(week: string): boolean {
  const [, year = '', number = ''] = /^(\d{4})-W(\d\d)$/.exec(week) ?? [];
  const last = year >= FIRST_YEAR ? isoWeek(`${year}-12-28T12:00:00Z`, 'UTC') : '';
  return number >= '01' && week <= last;
}

/** Midnight UTC of the calendar day that an instant lies on there. */
function calendarDay(instant: string, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(new Date(instant));
  return new Date(`${parts}T00:00:00Z`);
}
