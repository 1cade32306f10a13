import { type EstimatePhrase, intervalFigures, rangePhrase, shortInterval } from '../format.ts';
import {
  forecastOf,
  isHeldOff,
  type LimitForecast,
  nearestLimitOf,
  type SecondsToLimit,
} from '../records/limit.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../records/time.ts';
import { limitName } from './limit-words.ts';
import { rhythmPhrase } from './restart-words.ts';

// Every wording of the time until a host's nearest limit, side by side.

/** Beyond it nobody plans, and figures say no more. */
export const FAR_SECONDS = 365 * DAY_SECONDS;

/** `19 days` and `17–21`; `5 hours`; `now` and `over a year` without a range. The one wording of a time that is left. */
export function timeLeft(left: SecondsToLimit): EstimatePhrase {
  if (left.estimate <= 0) return { estimate: 'now', range: '' };
  if (left.estimate > FAR_SECONDS) {
    const [low] = figures(left, DAY_SECONDS).slice(1);
    return { estimate: 'over a year', range: left.low > FAR_SECONDS ? '' : `${low} days at the earliest` };
  }
  const [unit, noun] = left.estimate < 2 * DAY_SECONDS ? [HOUR_SECONDS, 'hour'] : [DAY_SECONDS, 'day'];
  const [estimate, low, high] = figures(left, unit);
  const range = left.high === null ? `${low} or more` : rangePhrase(low ?? '', high ?? '');
  return { estimate: `${estimate} ${noun}${estimate === '1' ? '' : 's'}`, range };
}

/** Without decimals that say nothing. */
const figures = (left: SecondsToLimit, unit: number): string[] =>
  intervalFigures(left, unit).map((figure) => figure.replace(/\.0$/, ''));

/** `19 days (17–21)`. */
export function timeLeftText(left: SecondsToLimit): string {
  const { estimate, range } = timeLeft(left);
  return range === '' ? estimate : `${estimate} (${range})`;
}

/** `50 (41–63)` days, `now`, `never`; `–` where nothing grows clearly, `?` where growth is not known: a cell of a table. */
export function limitCell(host: LimitForecast): string {
  const left = forecastOf(host)?.secondsToLimit;
  if (left === undefined) {
    if (host.memoryGrowthBytesPerDay === null) return '?';
    return nearestLimitOf(host) === null ? 'never' : '–';
  }
  if (left.estimate <= 0) return 'now';
  return left.estimate > FAR_SECONDS ? '>365' : shortInterval(left, DAY_SECONDS);
}

/** The same on the page. */
export function limitEstimate(host: LimitForecast): EstimatePhrase | null {
  const left = forecastOf(host)?.secondsToLimit;
  return left === undefined ? null : timeLeft(left);
}

/**
 * What becomes of a host, to go on after its name: `reaches its TCP memory limit in 19 days (17–21)`, `would reach its
 * TCP memory limit in 29 days (27–31) without its weekly restart`, `is at its limit of 10,000 connections now`.
 */
export function limitPredicate(host: LimitForecast): string {
  const forecast = forecastOf(host);
  if (forecast === null) return noForecast(host);
  const { resource, secondsToLimit } = forecast;
  const name = limitName(resource, host.limits);
  if (secondsToLimit.estimate <= 0) return `is at ${name} now`;
  const time = `${name} in ${timeLeftText(secondsToLimit)}`;
  if (!isHeldOff(host, secondsToLimit)) return `reaches ${time}`;
  return `would reach ${time} without its ${rhythmPhrase(host.restartEverySeconds ?? 0)} restart`;
}

function noForecast(host: LimitForecast): string {
  if (nearestLimitOf(host) !== null) return 'shows no clear growth, so no limit is forecast';
  if (host.memoryGrowthBytesPerDay === null) return 'has too little data for a forecast';
  return 'reaches no limit at its present growth';
}

/** For those who don't see the page's chart of TCP memory, in which its limit has just been named; empty for none. */
export function pressureOfChart(left: SecondsToLimit | null): string {
  if (left === null) return '';
  return left.estimate <= 0 ? 'It is reached.' : `At this growth it is reached in ${timeLeftText(left)}.`;
}

/** With the day, of a host that the terminal explains. */
export function limitOnDay(host: LimitForecast, assessedAt: string): string {
  const left = forecastOf(host)?.secondsToLimit;
  return `The host ${limitPredicate(host)}${left === undefined ? '' : aboutDay(left, assessedAt)}.`;
}

/** `in 17 days (14–21), about 2026-12-09`. */
export const inDays = (left: SecondsToLimit, assessedAt: string): string =>
  `in ${timeLeftText(left)}${aboutDay(left, assessedAt)}`;

function aboutDay({ estimate }: SecondsToLimit, assessedAt: string): string {
  if (estimate <= 0 || estimate > FAR_SECONDS) return '';
  return `, about ${new Date(Date.parse(assessedAt) + estimate * 1000).toISOString().slice(0, 10)}`;
}

/** Why a recommendation is as urgent as it is. */
export const limitReason = (host: LimitForecast): string => `It ${limitPredicate(host)}`;
