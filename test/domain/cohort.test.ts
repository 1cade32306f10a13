import { describe, expect, it } from 'vitest';
import {
  cohortLeakProbability,
  fleetDiscoveryRates,
  leaveOneOutMedians,
  pooledSlope,
  type Slope,
  slopeDifference,
} from '../../lambdas/domain/cohort.ts';
import { median } from '../../lambdas/domain/trend/vector.ts';
import { normals, randomNumbers } from './synthetic-bins.ts';

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

describe('discovery over the fleet', () => {
  it('keeps drift that all hosts share from being found', () => {
    const normal = normals(randomNumbers(3));
    const scores = Array.from({ length: 400 }, () => 3 * normal());
    expect(fleetDiscoveryRates(scores).filter((q) => q < 0.05).length).toBeLessThanOrEqual(2);
    expect(fleetDiscoveryRates([...scores, 25])[400]).toBeLessThan(1e-6);
  });

  it('does not make scores larger where few fall', () => {
    expect(fleetDiscoveryRates([2, 3])[1]).toBeCloseTo(0.0027, 4);
  });
});

it('gives each host the median of the others', () => {
  const random = randomNumbers(9);
  for (const hosts of [2, 3, 6, 7]) {
    const series = Array.from({ length: hosts }, () =>
      Float64Array.of(random(), Math.round(3 * random()), Number.NaN),
    );
    (series[1] ?? new Float64Array())[0] = Number.NaN;
    const medians = leaveOneOutMedians(series);
    for (const [host, own] of medians.entries()) {
      const others = (column: number) =>
        series.flatMap((row, other) =>
          other === host || Number.isNaN(row[column]) ? [] : [row[column] ?? 0],
        );
      if (hosts === 2 && host === 0) expect(own[0]).toBeNaN();
      else expect(own[0]).toBeCloseTo(median(others(0)), 12);
      expect(own[1]).toBeCloseTo(median(others(1)), 12);
      expect(own[2]).toBeNaN();
    }
  }
});
