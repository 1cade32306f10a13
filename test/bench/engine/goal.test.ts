import { expect, it } from 'vitest';
import { goalCells, shareCells } from './goal.ts';

it.each([
  { found: 99, of: 100, goal: { minimum: 0.99 }, expected: ['>= 99%', 'met'] },
  { found: 98, of: 100, goal: { minimum: 0.99 }, expected: ['>= 99%', 'missed'] },
  { found: 1, of: 200, goal: { maximum: 0.005 }, expected: ['<= 0.5%', 'met'] },
  { found: 2, of: 200, goal: { maximum: 0.005 }, expected: ['<= 0.5%', 'missed'] },
  { found: 1, of: 100, goal: { minimum: 0.005, maximum: 0.015 }, expected: ['0.5–1.5%', 'met'] },
  { found: 0, of: 100, goal: { minimum: 0.005, maximum: 0.015 }, expected: ['0.5–1.5%', 'missed'] },
  { found: 0, of: 0, goal: { maximum: 0.005 }, expected: ['<= 0.5%', '-'] },
  { found: 1, of: 2, goal: null, expected: ['-', '-'] },
])('says of $found of $of that a goal of $expected.0 is $expected.1', ({ found, of, goal, expected }) => {
  expect(goalCells(found, of, goal)).toEqual(expected);
});

it('gives a share with its interval, and none of nothing', () => {
  expect(shareCells(8, 10)).toEqual(['8 of 10', '80%', '49–94.3%']);
  expect(shareCells(0, 0)).toEqual(['0 of 0', '-', '-']);
});
