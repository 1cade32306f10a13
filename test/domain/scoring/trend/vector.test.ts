import { describe, expect, it } from 'vitest';
import {
  dot,
  dots,
  isConstant,
  minimum,
  vector,
  vectors,
} from '../../../../lambdas/domain/scoring/trend/vector.ts';

const made = (seed: number) => vector(7, (index) => Math.sin(seed + 3 * index));

describe('products of a vector with others', () => {
  it.each([0, 1, 2, 3, 5])('are those with each of %d, to the last digit', (count) => {
    const others = Array.from({ length: count }, (_, place) => made(place));
    expect(dots(others, made(9))).toEqual(others.map((other) => dot(other, made(9))));
  });
});

it('makes vectors of one length, each with a place of its own', () => {
  const [first, second] = vectors(2, 3);
  first?.fill(1);
  expect([first, second].map((values) => [...(values ?? [])])).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
});

it.each([
  { values: [], constant: true, least: Infinity },
  { values: [4, 4, 4], constant: true, least: 4 },
  { values: [4, 4, 3], constant: false, least: 3 },
])('knows of $values whether it is constant, and its least', ({ values, constant, least }) => {
  expect(isConstant(Float64Array.from(values))).toBe(constant);
  expect(minimum(Float64Array.from(values))).toBe(least);
});
