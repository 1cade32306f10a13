import { expect, it } from 'vitest';
import { seededNormal, seededUniform } from './noise.ts';

const COUNT = 20_000;

it('spreads evenly over [0, 1), the same for the same seed', () => {
  const uniform = seededUniform(1);
  const values = Array.from({ length: COUNT }, uniform);
  const again = seededUniform(1);
  expect(values.slice(0, 5)).toEqual(Array.from({ length: 5 }, again));
  expect(seededUniform(2)()).not.toBe(values[0]);
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = values.filter((value) => Math.floor(10 * value) === tenth).length / COUNT;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
  }
});

it('is normal, with mean 0, variance 1 and 5% beyond 1.96', () => {
  const normal = seededNormal(1);
  const values = Array.from({ length: COUNT }, normal);
  const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / COUNT;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  expect(Math.abs(values.filter((value) => Math.abs(value) > 1.96).length / COUNT - 0.05)).toBeLessThan(
    0.007,
  );
});
