import { expect, it } from 'vitest';
import {
  bytesPhrase,
  countPhrase,
  daysPhrase,
  durationPhrase,
  growthPhrase,
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
  [198, '198 more each day (95 % 180 to 216)'],
  [-4, '4 less each day (95 % -22 to 14)'],
  [0.01, 'no more each day (95 % -18 to 18)'],
])('writes growth of %f', (estimate, phrase) => {
  expect(growthPhrase({ estimate, low: estimate - 18, high: estimate + 18 }, countPhrase)).toBe(phrase);
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
