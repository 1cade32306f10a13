import { expect, it } from 'vitest';
import { adjustedByDiscoveryRate } from '../../../lambdas/domain/trend/false-discovery.ts';

// The example of Benjamini and Hochberg 1995, section 3.1: four of fifteen are rejected at .05.
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

it('rejects what Benjamini and Hochberg reject, in whatever order', () => {
  expect(adjustedByDiscoveryRate(PUBLISHED).map((q) => q <= 0.05)).toEqual(PUBLISHED.map((p) => p <= 0.0095));
  const reversed = adjustedByDiscoveryRate(PUBLISHED.toReversed());
  expect(reversed.toReversed()).toEqual(adjustedByDiscoveryRate(PUBLISHED));
  expect(adjustedByDiscoveryRate(PUBLISHED)[3]).toBeCloseTo(0.035625, 9);
});

it('keeps the order of the p-values and stays within 1', () => {
  expect(adjustedByDiscoveryRate([0.04, 0.04, 0.9])).toEqual([0.06, 0.06, 0.9]);
  expect(adjustedByDiscoveryRate([])).toEqual([]);
});
