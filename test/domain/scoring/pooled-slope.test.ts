import { describe, expect, it } from 'vitest';
import {
  cohortLeakProbability,
  pooledSlope,
  type Slope,
  slopeDifference,
} from '../../../lambdas/domain/scoring/pooled-slope.ts';
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

it('names the version that leaks', () => {
  const [leaky, fixed] = [pooled(cohort(1, 40, 0.03)), pooled(cohort(2, 40, 0))];
  const { interval, pValue } = slopeDifference(leaky, fixed);
  expect(interval.low).toBeGreaterThan(0);
  expect(pValue).toBeLessThan(0.001);
  expect(cohortLeakProbability(leaky)).toBeGreaterThan(0.95);
  expect(cohortLeakProbability(fixed)).toBeLessThan(0.1);
  expect(cohortLeakProbability(pooled(cohort(2, 40, -0.05)))).toBeLessThan(0.01);
});
