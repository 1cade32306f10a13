import { describe, expect, it } from 'vitest';
import { madeBins } from './made-bins.ts';
import { currentLevel, dailyMedians, daysToReach, median, memorySeries } from './series.ts';

describe('series', () => {
  it('leaves room for missing bins and takes no reading from unusable ones', () => {
    const bins = madeBins([1, 2, 3, 4, 5], { rest: (index) => ({ usable: index !== 3 }) });
    expect(memorySeries(bins.filter((_, index) => index !== 1))).toEqual([1, null, 3, null, 5]);
    expect(memorySeries([])).toEqual([]);
  });

  it('counts days back from the newest bin; a day needs three readings', () => {
    const series = [9, 9, ...[1, 2, 3, 4, 5, 6, 7, 8], ...[1, null, 3, null, 5, null, null, null]];
    expect(dailyMedians(series)).toEqual([null, 4.5, 3]);
    expect(currentLevel(series)).toBe(3);
  });

  it.each([
    { values: [], expected: Number.NaN },
    { values: [3], expected: 3 },
    { values: [3, 1], expected: 2 },
    { values: [5, 1, 1, 9, 1], expected: 1 },
    { values: [2, 2, 2, 2], expected: 2 },
    { values: [7, -1, 4, 10, 3, 8], expected: 5.5 },
  ])('the median of $values is $expected', ({ values, expected }) => {
    expect(median(values)).toBe(expected);
  });

  it.each([
    { limit: 100, level: 40, slope: 2, days: 30 },
    { limit: 100, level: 40, slope: 0, days: Number.POSITIVE_INFINITY },
    { limit: 100, level: 120, slope: -1, days: 0 },
    { limit: 100, level: Number.NaN, slope: 1, days: Number.NaN },
  ])('$level growing by $slope a day reaches $limit in $days days', ({ limit, level, slope, days }) => {
    expect(daysToReach(limit, level, slope)).toBe(days);
  });
});
