import { DAY } from '../../domain/records/time.ts';

/**
 * Midnights of a time zone in `[from, to]`, milliseconds since 1970. Days of 23 and 25 hours, where clocks change, come
 * out right.
 *
 * @param timeZone IANA name
 */
export function localMidnights(from: number, to: number, timeZone: string): number[] {
  const offset = offsetIn(timeZone);
  const midnights: number[] = [];
  for (let utc = Math.floor(from / DAY - 1) * DAY; utc <= to + DAY; utc += DAY) {
    // The second step settles it where the clock changes between the guess and the midnight; where it changes at
    // midnight itself, the day begins at the guess.
    const guess = utc - offset(utc);
    const settled = utc - offset(guess);
    const midnight = settled + offset(settled) < utc ? guess : settled;
    if (midnight >= from && midnight <= to) midnights.push(midnight);
  }
  return midnights;
}

/** `9 Nov`, of an instant in a time zone. */
export function dayLabel(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' }).format(at);
}

/** Milliseconds that a zone's clock is ahead of UTC at an instant. */
function offsetIn(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}
