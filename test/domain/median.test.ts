import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerMedian, median, upperMedian } from '../../lambdas/domain/median.ts';

const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
  minLength: 1,
  maxLength: 60,
});

describe('medians', () => {
  it('have half of the values on each side, of few values and of many', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const given = [...numbers];
        for (const middle of [lowerMedian(numbers), upperMedian(numbers)]) {
          const below = numbers.filter((value) => value < Number(middle)).length;
          const above = numbers.filter((value) => value > Number(middle)).length;
          expect(numbers).toContain(middle);
          expect(Math.max(below, above)).toBeLessThanOrEqual(numbers.length / 2);
        }
        expect(numbers).toEqual(given);
      }),
    );
  });

  it.each([
    { values: [], low: null, middle: null, high: null },
    { values: [3], low: 3, middle: 3, high: 3 },
    { values: [4, 1, 3, 2], low: 2, middle: 2.5, high: 3 },
    { values: [10, 9, 100], low: 10, middle: 10, high: 10 },
  ])('of $values are $low, $middle and $high', ({ values, low, middle, high }) => {
    expect([lowerMedian(values), median(values), upperMedian(values)]).toEqual([low, middle, high]);
    expect(median(new Set(values))).toBe(middle);
  });
});
