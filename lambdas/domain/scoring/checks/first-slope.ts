import { DAY } from '../../records/time.ts';
import type { HostTrend } from '../host-trend.ts';
import { READINGS, type Reading } from '../readings.ts';
import type { Growth } from '../trend/growth.ts';

/** So many that Student's t is a normal distribution: the error is that of counting, and nothing estimates it. */
const OF_COUNTING = 1000;

/**
 * The slope of a count between the first and the last sample of a day, where there are too few for a fit. Things that
 * come and go at random differ by the root of both counts (Poisson's), so that its interval is wide. Which hour of the day
 * it was is not out of it.
 * @returns `null` where there is one sample alone, or where nothing is counted
 */
export function firstSlope(host: HostTrend, reading: Reading): Growth | null {
  const { scope, of } = READINGS[reading];
  const known = host.lastDay(scope).filter((bin) => of(bin) !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || first === last) return null;
  const [before, now] = [of(first) ?? 0, of(last) ?? 0];
  if (before === 0 && now === 0) return null;
  const days = (Date.parse(last.binAt) - Date.parse(first.binAt)) / DAY;
  const error = Math.sqrt(before + now);
  return {
    perDay: (now - before) / days,
    standardError: error / days,
    degreesOfFreedom: OF_COUNTING,
    shape: 0,
    step: 0,
    noise: error,
    days,
  };
}
