import { bytesPhrase, counted, durationPhrase, growthPhrase, wholePercent } from '../domain/format.ts';
import { URGENCY_WORDS } from '../domain/recommend/recommendation-words.ts';
import type { Interval } from '../domain/records/evidence.ts';
import { type HostRef, hostKey, NO_PLACE } from '../domain/records/host-key.ts';
import { DAY, HOUR_SECONDS } from '../domain/records/time.ts';
import { accountLabel, type Whereabouts, whereabouts } from '../domain/records/whereabouts.ts';
import { localDay } from './local-time.ts';
import type { Age, Decision, Report, ReportedHost } from './report.ts';

/** `growing by 41 MiB/day (95% CI 38–44)`. */
export const growthText = (growth: Interval | null): string =>
  growth === null ? 'not enough data to estimate growth' : growthPhrase(growth, bytesPhrase);

type Levels = Pick<ReportedHost, 'memoryBytes' | 'pressureBytes' | 'levelsAt'>;

/** `625 MiB now, 63% of its limit`, or of the day on which it was read last; `null` where it can't be read. */
export function levelText(
  { memoryBytes, pressureBytes, levelsAt }: Levels,
  at: string,
  day: (instant: string) => string,
): string | null {
  if (memoryBytes === null) return null;
  const isOld = levelsAt !== null && Date.parse(at) - Date.parse(levelsAt) >= DAY;
  const share = pressureBytes ? `, ${wholePercent(memoryBytes / pressureBytes)} of its limit` : '';
  return `${bytesPhrase(memoryBytes)} ${isOld ? `on ${day(levelsAt)}` : 'now'}${share}`;
}

/** How old the newest readings were when the report was written. */
export function dataAge(seconds: number | null): string {
  if (seconds === null) return 'There are no readings.';
  if (seconds < HOUR_SECONDS) return 'The newest readings were less than an hour old.';
  const hours = Math.round(seconds / HOUR_SECONDS);
  const age =
    hours < 48 ? counted(hours, 'hour') : durationPhrase(Math.round(hours / 24) * 24 * HOUR_SECONDS);
  return `The newest readings were ${age} old.`;
}

/** How old what is known of HAProxy is. */
export const knowledgeAge = ({ knowledgeCheckedOn, knowledgeDays }: Age): string =>
  `Releases and advisories were last checked on ${knowledgeCheckedOn}${knowledgeDays === 0 ? '' : `, ${counted(knowledgeDays, 'day')} before this report`}.`;

/** `now`, `this week: by 23 Nov 2026`, `at the next window`: how soon a decision is due, and by which day. */
export function dueText(
  { urgency, dueAt }: Pick<Decision, 'urgency' | 'dueAt'>,
  { to, timeZone }: Report['week'],
): string {
  const words = URGENCY_WORDS[urgency];
  if (dueAt === null) return words;
  const [due, today] = [dueAt, to].map((instant) => localDay(instant, timeZone));
  return due === today ? (urgency === 'now' ? words : `${words}: today`) : `${words}: by ${due}`;
}

/** `a`, `a and b`, `a, b and 12 more`. */
export function listText(names: readonly string[], maximum = 5): string {
  const shown = names.length > maximum ? names.slice(0, maximum - 1) : names;
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more.toLocaleString('en')} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** What each of the report's hosts is called. */
export function labelsOf({ hosts }: Pick<Report, 'hosts'>): (host: HostRef) => string {
  const labels = new Map(hosts.map((host) => [hostKey(host), host.label]));
  return (host) => labels.get(hostKey(host)) ?? host.hostId;
}

/** Where the report's hosts are, as its forms tell it. */
export const whereaboutsOf = ({ hosts, accountNames }: Pick<Report, 'hosts' | 'accountNames'>): Whereabouts =>
  whereabouts(hosts, accountNames);

/** `In payments 111122223333/eu-west-1 and 2 more. `; nothing of a fleet in one place, or of no host. */
export function placesText(hosts: readonly HostRef[], { of: whereOf }: Whereabouts): string {
  const places = [...new Set(hosts.map(whereOf))].filter((place) => place !== null);
  return places.length === 0 ? '' : `In ${listText(places, 3)}. `;
}

/** Where a host is and a text about it: `payments 111122223333/eu-west-1: left the fleet`. */
export const placedText = (where: string | null, text: string): string =>
  where === null ? text : `${where}: ${text}`;

/**
 * `account payments 111122223333`, `eu-west-1`; `3 accounts`, `2 regions` of hosts in several; nothing of hosts outside of
 * AWS.
 */
export function placeWords({
  accountId,
  region,
  ...report
}: Pick<Report, 'accountId' | 'region' | 'hosts' | 'accountNames'>): string[] {
  const { scope } = whereaboutsOf(report);
  if (scope.length > 0) return scope;
  return [
    ...(accountId === NO_PLACE ? [] : [`account ${accountLabel(accountId, report.accountNames)}`]),
    ...(region === NO_PLACE ? [] : [region]),
  ];
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With a full stop at its end, and one only; nothing stays nothing. */
export const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
