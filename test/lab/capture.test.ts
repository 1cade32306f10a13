import { describe, expect, it } from 'vitest';
import { CAPTURES, formatAge, givenAt, parseAge, readCapture, startedEarlier } from './capture.ts';
import { countStreams } from './truth.ts';

describe('captures', () => {
  it.each([
    [0, '0s'],
    [59, '59s'],
    [60, '1m'],
    [544, '9m4s'],
    [3_720, '1h2m'],
    [86_400, '1d'],
    [86_700, '1d5m'],
    [2_239_200, '25d22h'],
  ])('prints an age of %d s as %s', (seconds, text) => {
    expect(formatAge(seconds)).toBe(text);
    expect(parseAge(text)).toBe(seconds);
  });

  it.each(CAPTURES)('moves the start of %s back by a day', (name) => {
    const { answers } = readCapture(name);
    const moved = startedEarlier(answers, 86_400);
    const ages = (text = '') => [...text.matchAll(/ age=(\S+)/g)].map(([, age = '']) => parseAge(age));
    const sane = ages(answers['show sess']).filter((age) => age < 100);
    expect(ages(moved['show sess']).filter((age) => age >= 86_400 && age <= 86_500)).toHaveLength(
      sane.length,
    );
    expect(moved['show info']).toContain('\nUptime: 1d 0h01m00s\nUptime_sec: 86460\n');
    expect(Object.keys(moved)).toEqual(Object.keys(answers));
  });

  it('gives answers at another instant', () => {
    const info = givenAt(readCapture('v2.8.0').answers, 2_000_000_000.9)['show info'];
    expect(info).toContain('\nUptime_sec: 60\n');
    expect(info).toContain('\nStart_time_sec: 1999999940\n');
  });

  it.each(CAPTURES)('counts the stuck streams of %s', (name) => {
    const { stuck, total } = countStreams(readCapture(name).answers['show sess'] ?? '');
    expect({ stuck, total }).toEqual(
      name === 'v2.8.0' ? { stuck: 300, total: 325 } : { stuck: 0, total: 25 },
    );
  });
});
