import {
  confidencePhrase,
  countPhrase,
  daysPhrase,
  type EstimatePhrase,
  rangePhrase,
  shortInterval,
} from '../format.ts';
import type { Interval } from '../records/evidence.ts';
import {
  type LimitForecast,
  type NearestLimit,
  nearestLimitOf,
  type SecondsToLimit,
} from '../records/limit.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../records/time.ts';
import { limitName } from './limit-words.ts';

// Every wording of the time until a host's nearest limit, side by side.

/** No limit ahead is never, or not known where growth isn't. */
interface ForecastWithGrowth extends LimitForecast {
  memoryGrowthBytesPerDay: Interval | null;
}

/** `50 (41–63)` days, `now`, `never`, `?`: a cell of the terminal's table. */
export function limitCell(host: ForecastWithGrowth): string {
  const left = nearestLimitOf(host)?.secondsToLimit;
  if (left === undefined) return host.memoryGrowthBytesPerDay === null ? '?' : 'never';
  return left.estimate === 0 ? 'now' : shortInterval(left, DAY_SECONDS);
}

/** `now`, `5 hours`, `17 days (14 to 21)`, `never`, `unknown`; which limit, where it isn't TCP memory's: in the e-mail. */
export function limitText(host: ForecastWithGrowth): string {
  const nearest = nearestLimitOf(host);
  if (nearest === null) return host.memoryGrowthBytesPerDay === null ? 'unknown' : 'never';
  const { resource, secondsToLimit } = nearest;
  const which = resource === 'tcp-memory' ? '' : `: ${limitName(resource, host.limits)}`;
  return `${timeText(secondsToLimit)}${which}`;
}

function timeText({ estimate, low, high }: SecondsToLimit): string {
  if (estimate <= 0) return 'now';
  if (estimate < 2 * DAY_SECONDS) return `${Math.max(1, Math.round(estimate / HOUR_SECONDS))} hours`;
  const days = (seconds: number) => countPhrase(Math.round(seconds / DAY_SECONDS));
  const range = high === null ? `${days(low)} or more` : `${days(low)} to ${days(high)}`;
  return `${daysPhrase(Math.round(estimate / DAY_SECONDS))} (${range})`;
}

/** Of the host that comes first, as the e-mail's headline goes on. */
export function firstLimit(label: string, host: LimitForecast): string {
  const nearest = nearestLimitOf(host);
  if (nearest === null) return '';
  const { secondsToLimit } = nearest;
  const name = nameOf(nearest, host, 'its TCP memory limit');
  return secondsToLimit.estimate <= 0
    ? `${label} is at ${name} now.`
    : `${label} reaches ${name} first, in ${timeText(secondsToLimit)}.`;
}

/** `12 days`, `9 to 15 days`; `now` at the limit: a cell of the page. */
export function limitEstimate(left: SecondsToLimit | undefined): EstimatePhrase | null {
  if (left === undefined) return null;
  if (left.estimate === 0) return { estimate: 'now', range: '' };
  const phrase = (seconds: number) =>
    seconds > 365 * DAY_SECONDS ? 'over a year' : daysPhrase(seconds / DAY_SECONDS);
  return {
    estimate: phrase(left.estimate),
    range:
      left.high === null ? `${phrase(left.low)} or more` : rangePhrase(phrase(left.low), phrase(left.high)),
  };
}

/** For those who don't see the page's chart of TCP memory, in which its limit has just been named; empty for never. */
export function pressureOfChart(left: SecondsToLimit | null): string {
  if (left === null) return '';
  if (left.estimate === 0) return 'It is reached.';
  const [low, estimate] = [left.low, left.estimate].map((seconds) => daysPhrase(seconds / DAY_SECONDS));
  const range = left.high === null ? `${low} or more` : `${low} to ${daysPhrase(left.high / DAY_SECONDS)}`;
  return `At this growth it is reached in ${estimate} ${confidencePhrase(range)}.`;
}

/** With the day, of a host that the terminal explains. */
export function limitOnDay(host: LimitForecast, assessedAt: string): string {
  const nearest = nearestLimitOf(host);
  if (nearest === null) return 'At that rate it never reaches a limit.';
  const name = limitName(nearest.resource, host.limits);
  return nearest.secondsToLimit.estimate === 0
    ? `It is at ${name} now.`
    : `It reaches ${name} ${inDays(nearest.secondsToLimit, assessedAt)}.`;
}

/** `in 17 days (95 % 14 to 21), about 2026-12-09`. */
export function inDays(left: SecondsToLimit, assessedAt: string): string {
  // JavaScript's dates end before the slowest leaks do.
  const on = new Date(Date.parse(assessedAt) + Math.min(left.estimate, 1e9) * 1000).toISOString();
  return `in ${daysPhrase(left.estimate / DAY_SECONDS)} ${daysInterval(left)}, about ${on.slice(0, 10)}`;
}

/** Why a recommendation is as urgent as it is. */
export function limitReason(host: LimitForecast): string {
  const nearest = nearestLimitOf(host);
  if (nearest === null) return 'Nothing that it holds grows towards a limit';
  const { secondsToLimit: left } = nearest;
  const name = nameOf(nearest, host, "the kernel's TCP memory pressure");
  if (left.estimate <= 0) return `It is at ${name} now`;
  return `It reaches ${name} in ${daysPhrase(left.estimate / DAY_SECONDS)} ${daysInterval(left)}`;
}

/** Of a host in a wave. */
export function limitOfPlanned(host: LimitForecast): string | null {
  const nearest = nearestLimitOf(host);
  if (nearest === null) return null;
  const { resource, secondsToLimit } = nearest;
  const isNow = secondsToLimit.estimate === 0;
  if (resource === 'tcp-memory' && isNow) return 'in memory pressure now';
  const name = nameOf(nearest, host, 'pressure');
  return isNow ? `at ${name} now` : `${daysPhrase(secondsToLimit.estimate / DAY_SECONDS)} to ${name}`;
}

/** In the mail of a finding. */
export function limitOfFinding(host: LimitForecast): string | null {
  const nearest = nearestLimitOf(host);
  if (nearest === null) return null;
  const { secondsToLimit } = nearest;
  const name = nameOf(nearest, host, 'memory pressure');
  return `${name} ${secondsToLimit.estimate === 0 ? 'now' : `in ${daysPhrase(secondsToLimit.estimate / DAY_SECONDS)}`}`;
}

/** What a sentence calls a limit; each has its own word for TCP memory's, which most are about. */
const nameOf = ({ resource }: NearestLimit, { limits }: LimitForecast, tcpMemory: string): string =>
  resource === 'tcp-memory' ? tcpMemory : limitName(resource, limits);

/** `(95 % 14 to never)`. */
function daysInterval({ low, high }: SecondsToLimit): string {
  const days = (seconds: number) => countPhrase(seconds / DAY_SECONDS);
  return confidencePhrase(`${days(low)} to ${high === null ? 'never' : days(high)}`);
}
