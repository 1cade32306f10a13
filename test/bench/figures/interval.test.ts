import { describe, expect, it } from 'vitest';
import { poissonUpper, wilson } from './interval.ts';

describe('wilson', () => {
  // Newcombe (Statistics in Medicine 17, 1998), table I, method 3.
  it.each([
    { successes: 81, trials: 263, low: 0.2553, high: 0.3662 },
    { successes: 15, trials: 148, low: 0.0624, high: 0.1605 },
    { successes: 0, trials: 20, low: 0, high: 0.1611 },
    { successes: 1, trials: 29, low: 0.0061, high: 0.1718 },
  ])('gives $low to $high for $successes of $trials, as published', ({ successes, trials, low, high }) => {
    const interval = wilson(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('knows nothing without trials', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

// scipy 1.17.1: stats.chi2.ppf(.95, 2 count + 2) / 2.
it.each([
  { count: 0, bound: 2.9957322735539895 },
  { count: 1, bound: 4.743864518390577 },
  { count: 2, bound: 6.295793621871988 },
  { count: 10, bound: 16.962219235721903 },
  { count: 100, bound: 118.07927278209706 },
  { count: 1000, bound: 1053.6031221333008 },
])('no mean over $bound gives $count events as often as 1 in 20', ({ count, bound }) => {
  expect(poissonUpper(count)).toBeCloseTo(bound, 6);
});
