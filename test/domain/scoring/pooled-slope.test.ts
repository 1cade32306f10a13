import { describe, expect, it } from 'vitest';
import {
  cohortLeakProbability,
  pooledSlope,
  type Slope,
  slopeDifference,
} from '../../../lambdas/domain/scoring/pooled-slope.ts';
import { studentCdf, studentQuantile } from '../../../lambdas/domain/scoring/trend/distributions.ts';
import { normals, randomNumbers } from '../synthetic-bins.ts';

function cohort(seed: number, hosts: number, growth: number, between = 0): Slope[] {
  const normal = normals(randomNumbers(seed));
  return Array.from({ length: hosts }, () => {
    const standardError = 0.02 * Math.exp(0.3 * normal());
    return { estimate: growth + between * normal() + standardError * normal(), standardError };
  });
}

function pooled(slopes: readonly Slope[]) {
  const slope = pooledSlope(slopes);
  if (!slope) throw new Error('no slope');
  return slope;
}

describe('a pooled slope', () => {
  // BCG vaccine trials (Colditz 1994): log risk ratios and variances as metafor's dat.bcg has them; DerSimonian and
  // Laird's estimate is -0.7141 with tau2 0.3088.
  const BCG = [
    [-0.8893, 0.3256],
    [-1.5854, 0.1946],
    [-1.3481, 0.4154],
    [-1.4416, 0.02],
    [-0.2175, 0.0512],
    [-0.7861, 0.0069],
    [-1.6209, 0.223],
    [0.012, 0.004],
    [-0.4694, 0.0564],
    [-1.3713, 0.073],
    [-0.3394, 0.0124],
    [0.4459, 0.5325],
    [-0.0173, 0.0714],
  ].map(([estimate = 0, variance = 0]) => ({ estimate, standardError: Math.sqrt(variance) }));

  it("is DerSimonian and Laird's on the published trials", () => {
    const { estimate, betweenHosts } = pooled(BCG);
    expect(estimate).toBeCloseTo(-0.7141, 3);
    expect(betweenHosts ** 2).toBeCloseTo(0.3088, 3);
  });

  it('has no smaller error than the plain one, and its interval by Student', () => {
    const { estimate, standardError, interval, pValue } = pooled(BCG);
    expect(standardError).toBeGreaterThan(0.178);
    expect(standardError).toBeLessThan(0.25);
    expect(interval.estimate).toBe(estimate);
    expect((interval.high - estimate) / standardError).toBeCloseTo(2.178813, 5);
    expect((estimate - interval.low) / standardError).toBeCloseTo(2.178813, 5);
    expect(pValue).toBeGreaterThan(0.99);
  });

  // Of three that are as sure as each other the spread about their mean is the variance of a host's own slope.
  it.each([
    { error: 0.3, between: Math.sqrt(0.25 - 0.09), standardError: 0.5 / Math.sqrt(3) },
    { error: 0.8, between: 0, standardError: 0.8 / Math.sqrt(3) },
  ])('of 1.5, 2 and 2.5 with errors of $error each', ({ error, between, standardError }) => {
    const slope = pooled([1.5, 2, 2.5].map((estimate) => ({ estimate, standardError: error })));
    expect(slope.hosts).toBe(3);
    expect(slope.estimate).toBeCloseTo(2, 9);
    expect(slope.betweenHosts).toBeCloseTo(between, 9);
    expect(slope.standardError).toBeCloseTo(standardError, 9);
    expect(slope.pValue).toBeCloseTo(1 - studentCdf(2 / standardError, 2), 9);
  });

  it('of two is known, by their difference alone', () => {
    const two = pooled([1, 3].map((estimate) => ({ estimate, standardError: 0.1 })));
    expect(two).toMatchObject({ hosts: 2, estimate: 2 });
    expect(two.standardError).toBeCloseTo(1, 9);
  });

  it('finds in a hundred hosts what one host cannot show', () => {
    const found = Array.from({ length: 200 }, (_, seed) => pooled(cohort(seed, 100, 0.012)).pValue < 0.005);
    expect(found.filter(Boolean).length / 200).toBeGreaterThan(0.97);
  });

  it.each([0, 0.02])('finds nothing where nothing grows, with hosts that differ by %f', (between) => {
    const found = Array.from(
      { length: 1000 },
      (_, seed) => pooled(cohort(seed, 100, 0, between)).pValue < 0.005,
    );
    expect(found.filter(Boolean).length / 1000).toBeLessThanOrEqual(0.01);
  });

  it('needs two hosts', () => {
    expect(pooledSlope(cohort(1, 1, 0))).toBeNull();
  });
});

describe('the difference of two slopes', () => {
  const [three, two] = [
    [3, 3.2],
    [2, 2.2],
  ].map((estimates) => pooled(estimates.map((estimate) => ({ estimate, standardError: 0.1 }))));
  if (!three || !two) throw new Error('no slopes');

  it('has the degrees of freedom of both where they are as sure as each other', () => {
    const { interval, pValue } = slopeDifference(three, two);
    const error = Math.hypot(three.standardError, two.standardError);
    expect(interval.estimate).toBeCloseTo(1, 9);
    expect(interval.high - 1).toBeCloseTo(studentQuantile(0.975, 2) * error, 6);
    expect(1 - interval.low).toBeCloseTo(studentQuantile(0.975, 2) * error, 6);
    expect(pValue).toBeCloseTo(2 * (1 - studentCdf(1 / error, 2)), 9);
  });

  it.each([
    { surer: 'second', of: () => slopeDifference(three, { ...two, standardError: 1e-9, hosts: 50 }) },
    { surer: 'first', of: () => slopeDifference({ ...three, standardError: 1e-9, hosts: 50 }, two) },
  ])('has those of the less sure where the $surer is known', ({ of }) => {
    const { interval, pValue } = of();
    expect((interval.high - interval.low) / 2).toBeCloseTo(studentQuantile(0.975, 1) * 0.1, 4);
    expect(pValue).toBeCloseTo(2 * (1 - studentCdf(10, 1)), 6);
  });

  it('is as significant the other way round', () => {
    expect(slopeDifference(two, three).pValue).toBeCloseTo(slopeDifference(three, two).pValue, 9);
  });
});

describe('the probability that a cohort leaks', () => {
  const of = (estimate: number, standardError: number) =>
    cohortLeakProbability({ ...pooled(cohort(1, 3, 0)), estimate, standardError });
  const density = (x: number, scale: number) => Math.exp(-0.5 * (x / scale) ** 2) / scale;

  it.each([
    [0.01, 0.004],
    [0.05, 0.01],
    [0, 0.01],
    [-0.01, 0.02],
    [0.02, 0.02],
  ])(
    "is Bayes' of a slope of %f known to %f, of leaks about 2%% a day that one in 20 has",
    (slope, error) => {
      // The mean over how fast leaks grow, by adding up.
      const rates = Array.from({ length: 4000 }, (_, index) => (index + 0.5) * 5e-5);
      const leaking = rates.reduce(
        (sum, rate) =>
          sum + density(slope - rate, error) * density(rate, 0.02) * 5e-5 * Math.sqrt(2 / Math.PI),
        0,
      );
      const odds = (0.05 / 0.95) * (leaking / density(slope, error));
      expect(of(slope, error)).toBeCloseTo(odds / (1 + odds), 4);
    },
  );

  it('is what is usual where nothing is known', () => {
    expect(of(0, 1000)).toBeCloseTo(0.05, 4);
  });
});

it('names the version that leaks', () => {
  const [leaky, fixed] = [pooled(cohort(1, 40, 0.03)), pooled(cohort(2, 40, 0))];
  const { interval, pValue } = slopeDifference(leaky, fixed);
  expect(interval.low).toBeGreaterThan(0);
  expect(pValue).toBeLessThan(0.001);
  expect(cohortLeakProbability(leaky)).toBeGreaterThan(0.95);
  expect(cohortLeakProbability(fixed)).toBeLessThan(0.1);
  expect(cohortLeakProbability(pooled(cohort(2, 40, -0.05)))).toBeLessThan(0.01);
});
