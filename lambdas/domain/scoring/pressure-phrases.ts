import {
  confidencePhrase,
  countPhrase,
  daysPhrase,
  type EstimatePhrase,
  rangePhrase,
  shortInterval,
} from '../format.ts';
import type { Interval, SecondsToPressure } from '../records/evidence.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../records/time.ts';

// Every wording of the time until the kernel's TCP memory pressure, side by side.

/** What a host's record says of it: `null` seconds are never, or not known where growth isn't. */
export interface PressureForecast {
  secondsToPressure: SecondsToPressure | null;
  memoryGrowthBytesPerDay: Interval | null;
}

/** `50 (41–63)` days, `now`, `never`, `?`: a cell of the terminal's table. */
export function pressureCell({ secondsToPressure: left, memoryGrowthBytesPerDay }: PressureForecast): string {
  if (left === null) return memoryGrowthBytesPerDay === null ? '?' : 'never';
  return left.estimate === 0 ? 'now' : shortInterval(left, DAY_SECONDS);
}

/** `now`, `5 hours`, `17 days (14 to 21)`, `never`, `unknown`: in the e-mail. */
export function pressureText({ secondsToPressure: left, memoryGrowthBytesPerDay }: PressureForecast): string {
  if (left === null) return memoryGrowthBytesPerDay === null ? 'unknown' : 'never';
  const { estimate, low, high } = left;
  if (estimate <= 0) return 'now';
  if (estimate < 2 * DAY_SECONDS) return `${Math.max(1, Math.round(estimate / HOUR_SECONDS))} hours`;
  const days = (seconds: number) => countPhrase(Math.round(seconds / DAY_SECONDS));
  const range = high === null ? `${days(low)} or more` : `${days(low)} to ${days(high)}`;
  return `${daysPhrase(Math.round(estimate / DAY_SECONDS))} (${range})`;
}

/** Of the host that comes first, as the e-mail's headline goes on. */
export const firstPressure = (label: string, host: PressureForecast): string =>
  (host.secondsToPressure?.estimate ?? Infinity) <= 0
    ? `${label} is at its TCP memory limit now.`
    : `${label} reaches its TCP memory limit first, in ${pressureText(host)}.`;

/** `12 days`, `9 to 15 days`; `now` at the limit: a cell of the page. */
export function pressureEstimate(left: SecondsToPressure | null): EstimatePhrase | null {
  if (left === null) return null;
  if (left.estimate === 0) return { estimate: 'now', range: '' };
  const phrase = (seconds: number) =>
    seconds > 365 * DAY_SECONDS ? 'over a year' : daysPhrase(seconds / DAY_SECONDS);
  return {
    estimate: phrase(left.estimate),
    range:
      left.high === null ? `${phrase(left.low)} or more` : rangePhrase(phrase(left.low), phrase(left.high)),
  };
}

/** For those who don't see the page's chart, in which the limit has just been named; empty for never. */
export function pressureOfChart(left: SecondsToPressure | null): string {
  if (left === null) return '';
  if (left.estimate === 0) return 'It is reached.';
  const [low, estimate] = [left.low, left.estimate].map((seconds) => daysPhrase(seconds / DAY_SECONDS));
  const range = left.high === null ? `${low} or more` : `${low} to ${daysPhrase(left.high / DAY_SECONDS)}`;
  return `At this growth it is reached in ${estimate} ${confidencePhrase(range)}.`;
}

/** With the day, of a host that the terminal explains. */
export function pressureOnDay(left: SecondsToPressure | null, assessedAt: string): string {
  if (left === null) return "At that rate it never reaches the kernel's pressure limit.";
  if (left.estimate === 0) return "It is at the kernel's pressure limit now.";
  // JavaScript's dates end before the slowest leaks do.
  const on = new Date(Date.parse(assessedAt) + Math.min(left.estimate, 1e9) * 1000).toISOString();
  return `It reaches the kernel's pressure limit in ${countPhrase(left.estimate / DAY_SECONDS)} days ${daysInterval(left)}, about ${on.slice(0, 10)}.`;
}

/** Why a recommendation is as urgent as it is. */
export function pressureReason(left: SecondsToPressure | null): string {
  if (left === null) return "Its memory doesn't grow towards the kernel's TCP memory pressure";
  if (left.estimate <= 0) return "It is at the kernel's TCP memory pressure now";
  return `The kernel's TCP memory pressure comes in ${daysPhrase(left.estimate / DAY_SECONDS)} ${daysInterval(left)}`;
}

/** Of a host in a wave. */
export const pressureOfPlanned = ({ estimate }: SecondsToPressure): string =>
  estimate === 0 ? 'in memory pressure now' : `${daysPhrase(estimate / DAY_SECONDS)} to pressure`;

/** In the mail of a finding. */
export const pressureOfFinding = ({ estimate }: SecondsToPressure): string =>
  `memory pressure in ${daysPhrase(estimate / DAY_SECONDS)}`;

/** `(95 % 14 to never)`. */
function daysInterval({ low, high }: SecondsToPressure): string {
  const days = (seconds: number) => countPhrase(seconds / DAY_SECONDS);
  return confidencePhrase(`${days(low)} to ${high === null ? 'never' : days(high)}`);
}
