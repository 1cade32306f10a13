import { expect, it } from 'vitest';
import { type Coverage, coverageTable, placeOf } from './pressure.ts';

it.each([
  { seconds: 9, high: 20, expected: 'earlier' },
  { seconds: 10, high: 20, expected: 'inside' },
  { seconds: 20, high: 20, expected: 'inside' },
  { seconds: 21, high: 20, expected: 'later' },
  { seconds: 1e9, high: null, expected: 'inside' },
])('calls $seconds seconds "$expected" for an interval from 10 to $high', ({ seconds, high, expected }) => {
  expect(placeOf(seconds, { estimate: 15, low: 10, high })).toBe(expected);
});

it('counts all kinds together first, and leaves out those without material leaks', () => {
  const linear: Coverage = { kind: 'linear', days: 14, leaks: 10, told: 10, covered: 9, later: 0 };
  const rows = coverageTable('kind', [
    linear,
    { ...linear, kind: 'bursts', told: 9, covered: 7, later: 2 },
    { ...linear, kind: 'short-lived', leaks: 0, told: 0, covered: 0 },
  ]).split('\n');
  expect(rows[2]).toMatch(/^\| all \| 14 \| 20 \| 16 of 19 \| 84.2% \|.*\| 2 \| 85–95% \| missed \|$/);
  expect(rows[3]).toMatch(/^\| linear \| 14 \| 10 \| 9 of 10 .*\| met \|$/);
  expect(rows).toHaveLength(5);
});
