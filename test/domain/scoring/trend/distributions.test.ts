import { expect, it } from 'vitest';
import {
  incompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from '../../../../lambdas/domain/scoring/trend/distributions.ts';

it.each([
  [-6, 9.865876450376981e-10],
  [-3, 0.0013498980316300933],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [1, 0.8413447460685429],
  [1.959963984540054, 0.975],
])('has %f above %f of the normal distribution', (z, probability) => {
  expect(normalCdf(z) / probability).toBeCloseTo(1, 9);
});

it.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.001, -3.090232306167813],
  [1e-9, -5.997807015007686],
])('finds the %f quantile of the normal distribution', (probability, z) => {
  expect(normalQuantile(probability)).toBeCloseTo(z, 9);
});

it('has no quantile outside 0 to 1', () => {
  expect(normalQuantile(1)).toBe(Infinity);
  expect(normalQuantile(0)).toBe(-Infinity);
  expect(normalQuantile(1.2)).toBeNaN();
});

it.each([
  [0.975, 1, 12.706204736432095],
  [0.995, 5, 4.032142983557536],
  [0.975, 10, 2.2281388519649385],
  [0.95, 30, 1.697260886593957],
  [0.025, 10, -2.2281388519649385],
  [0.975, 100_000, 1.9599877],
])("finds the %f quantile of Student's t with %i degrees", (probability, degrees, t) => {
  expect(studentQuantile(probability, degrees)).toBeCloseTo(t, 6);
  expect(studentCdf(t, degrees)).toBeCloseTo(probability, 7);
});

it.each([
  [0.5, Math.log(Math.sqrt(Math.PI))],
  [5, Math.log(24)],
  [100, 359.1342053695754],
])('has log Gamma(%f)', (x, expected) => {
  expect(logGamma(x)).toBeCloseTo(expected, 10);
});

it('has the incomplete beta function with its symmetry and closed forms', () => {
  expect(incompleteBeta(2, 1, 0.3)).toBeCloseTo(0.09, 12);
  expect(incompleteBeta(1, 3, 0.3)).toBeCloseTo(1 - 0.7 ** 3, 12);
  expect(incompleteBeta(2.5, 1.5, 0.8) + incompleteBeta(1.5, 2.5, 0.2)).toBeCloseTo(1, 12);
});
