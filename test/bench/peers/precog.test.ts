import { describe, expect, it } from 'vitest';
import { madeBins } from '../made-bins.ts';
import { seededNormal } from '../noise.ts';
import { changePoints, criticalTrend, PRECOG } from './precog.ts';

const LENGTH = 224;

describe('changePoints', () => {
  it.each([
    // Steps 1 1 2 1 1 50 1 1 1 2 1: median 1, spread 0, so that any other step is a change; the 2 after the 50 is 4 bins on.
    { name: 'a jump', values: [0, 1, 0, 2, 1, 0, 50, 51, 50, 51, 53, 52], points: [0, 2, 5, 9, 11] },
    // Steps 1 2 3 2 1 2 3 100: median 2, spread .5 or 1; only 100 scores over 3.5, before the last value.
    { name: 'a jump at the end', values: [0, 1, 3, 6, 4, 3, 5, 8, 108], points: [0, 7, 8] },
    { name: 'a line', values: [0, 1, 2, 3, 4, 5], points: [0, 5] },
    // 100 and 90 lie one bin apart, closer than 6 h: the second is dropped.
    { name: 'two jumps in 6 h', values: [0, 1, 3, 6, 4, 3, 103, 13, 15, 18, 17], points: [0, 5, 10] },
  ])('finds the points $points in $name', ({ values, points }) => {
    expect(changePoints(values)).toEqual(points);
  });
});

describe('criticalTrend', () => {
  const options = { criticalDays: 7, leastShare: 0.4 };
  const flat = noisy(() => 0.5);
  const rising = noisy((index) => (index < 150 ? 0.4 : 0.4 + 0.006 * (index - 150)));
  it.each([
    { name: 'a flat series', shares: flat, found: false },
    { name: 'a line since a jump', shares: withJump(rising, 150, 0.1), found: true },
    {
      name: 'the same line, low',
      shares: withJump(rising, 150, 0.1).map((share) => share / 3),
      found: false,
    },
    // A saw that rose at the same pace and fell again, twice, is what was learnt.
    { name: 'a saw', shares: noisy((index) => 0.3 + 0.006 * (index % 75)), found: false },
    // .0005 a bin from .7: 75 days left.
    { name: 'a slow line', shares: noisy((index) => 0.5 + 0.0005 * index), found: false },
    { name: 'less than the week of the trial', shares: rising.slice(-50), found: false },
    { name: 'nothing', shares: [], found: false },
  ])('finds a trend in $name: $found', ({ shares, found }) => {
    expect(criticalTrend(shares, options) !== null).toBe(found);
  });
});

it('bridges gaps and needs a limit', () => {
  const memory = noisy((index) => 0.4 + (index < 150 ? 0 : 0.1 + 0.006 * (index - 150))).map(
    (share, index) => (index % 9 === 4 ? null : 1_000_000 * share),
  );
  const [published, wide] = PRECOG;
  expect(published?.judge(madeBins(memory), 1_000_000)).toEqual({
    leaking: true,
    statistic: expect.closeTo(0.006, 3),
  });
  expect(published?.judge(madeBins(memory), null).leaking).toBe(false);
  expect(published?.judge(madeBins(memory), 5_000_000).leaking).toBe(false);
  expect(wide?.judge(madeBins(memory), 5_000_000).leaking).toBe(true);
});

function noisy(level: (index: number) => number): number[] {
  const normal = seededNormal(7);
  return Array.from({ length: LENGTH }, (_, index) => level(index) + 0.003 * normal());
}

function withJump(shares: readonly number[], at: number, by: number): number[] {
  return shares.map((share, index) => (index >= at ? share + by : share));
}
