import { expect, it } from 'vitest';
import {
  bytesEstimate,
  bytesPhrase,
  counted,
  countPhrase,
  daysPhrase,
  durationPhrase,
  growthPhrase,
  intervalPhrase,
  probabilityPhrase,
  sharePhrase,
  shortInterval,
  wholePercent,
} from '../../lambdas/domain/format.ts';

it.each([
  [0, '0'],
  [-0.01, '0'],
  [2.44, '2.4'],
  [12.6, '13'],
  [2177, '2,177'],
  [-1234567.8, '-1,234,568'],
  [1.5e-9, '0'],
])('writes the number %f as %s', (value, phrase) => {
  expect(countPhrase(value)).toBe(phrase);
});

it.each([
  [512, '512 B'],
  [1024, '1 KiB'],
  [43_000_000, '41 MiB'],
  [1.3e9, '1.2 GiB'],
  [-52_428_800, '-50 MiB'],
])('writes %f bytes as %s', (bytes, phrase) => {
  expect(bytesPhrase(bytes)).toBe(phrase);
});

it.each([
  [{ estimate: 198, low: 180, high: 216 }, 'growing by 198/day (95% CI 180–216)'],
  [{ estimate: 4, low: -14, high: 22 }, 'no clear growth: 4/day (95% CI -14 to 22)'],
  [{ estimate: 0.01, low: -18, high: 18 }, 'no growth (95% CI -18 to 18)'],
  [{ estimate: 40, low: 39.9, high: 40.1 }, 'growing by 40/day'],
  [{ estimate: 0, low: -0.01, high: 0.01 }, 'no growth'],
  [{ estimate: -9, low: -12, high: -6 }, 'falling: -9/day (95% CI -12 to -6)'],
])('writes the growth %j as %s', (growth, phrase) => {
  expect(growthPhrase(growth, countPhrase)).toBe(phrase);
});

it.each([
  [14, '14 days'],
  [1, '1 day'],
  [2.5, '2.5 days'],
])('writes %f days', (days, phrase) => {
  expect(daysPhrase(days)).toBe(phrase);
});

it.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [60, '1 minute'],
  [5400, '90 minutes'],
  [10_800, '3 hours'],
  [86_400, '1 day'],
  [90_000, '25 hours'],
  [604_800, '7 days'],
])('writes %f seconds as %s', (seconds, phrase) => {
  expect(durationPhrase(seconds)).toBe(phrase);
});

it.each([
  [0, '0 hosts'],
  [1, '1 host'],
  [5000, '5,000 hosts'],
])('counts %i hosts', (count, phrase) => {
  expect(counted(count, 'host')).toBe(phrase);
});

it('takes a plural that is not regular', () => {
  expect(counted(2, 'host does', 'hosts do')).toBe('2 hosts do');
});

it.each([
  [43e6, 40e6, 46e6, ' (95% CI 38–44)'],
  [1e6, 900 * 1024, 1.3e6, ' (95% CI 900 KiB–1.2 MiB)'],
  [161 * 1024, -395 * 1024, 717 * 1024, ' (95% CI -395 to 717)'],
  [43e6, 42.9e6, 43.1e6, ''],
])('writes the interval of %f from %f to %f bytes', (estimate, low, high, phrase) => {
  expect(intervalPhrase({ estimate, low, high }, bytesPhrase)).toBe(phrase);
});

it('writes an estimate of bytes and its interval apart', () => {
  expect(bytesEstimate({ estimate: 43e6, low: 40e6, high: 46e6 })).toEqual({
    estimate: '41 MiB',
    range: '38–44 MiB',
  });
  expect(bytesEstimate({ estimate: 43e6, low: 42.9e6, high: 43.1e6 })).toEqual({
    estimate: '41 MiB',
    range: '',
  });
});

it.each([
  { interval: { estimate: 50, low: 41.2, high: 63 }, text: '50 (41–63)' },
  { interval: { estimate: 9.94, low: -0.01, high: 10 }, text: '9.9 (0.0–10.0)' },
  { interval: { estimate: 0.2, low: -0.1, high: 0.4 }, text: '0.2 (-0.1 to 0.4)' },
  { interval: { estimate: 50, low: 49.8, high: 50.2 }, text: '50' },
  { interval: { estimate: 5000, low: 1000, high: null }, text: '5,000 (1,000–∞)' },
])('writes an interval in a table as $text', ({ interval, text }) => {
  expect(shortInterval(interval, 1)).toBe(text);
});

it.each([
  [0, '<0.5%', '0%'],
  [0.005, '1%', '1%'],
  [0.5, '50%', '50%'],
  [0.994, '99.4%', '99%'],
  [0.9995, '>99.9%', '100%'],
  [1, '>99.9%', '100%'],
])('writes a probability of %f, which is never sure, and a share', (probability, ...texts) => {
  expect([probabilityPhrase(probability), wholePercent(probability)]).toEqual(texts);
});

it.each([
  [1, '100%'],
  [0.9999, '99.9%'],
  [0.991, '99.1%'],
  [0.974, '97%'],
  [0, '0%'],
])('writes a share of %f as %s: all only where it is all', (share, phrase) => {
  expect(sharePhrase(share)).toBe(phrase);
});
