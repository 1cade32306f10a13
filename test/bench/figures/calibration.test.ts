import { describe, expect, it } from 'vitest';
import type { Status } from '../detector.ts';
import type { Outcome } from '../outcome.ts';
import { calibrationOf } from './calibration.ts';

describe('calibrationOf', () => {
  it('is the mean distance of stated and observed, weighted by hosts', () => {
    const { error, rows } = calibrationOf([
      // Row 0: four hosts of .05, none leaks: off by .05. Row 9: .9 and 1, one of two leaks: off by .45.
      ...[0.05, 0.05, 0.05, 0.05].map((probability) => said(probability, 'healthy')),
      said(0.9, 'material'),
      said(1, 'healthy'),
      // Left out.
      said(0.99, 'other'),
      said(null, 'material'),
    ]);
    expect(error).toBeCloseTo((4 / 6) * 0.05 + (2 / 6) * 0.45, 12);
    expect(rows[0]).toEqual({ low: 0, high: 0.1, hosts: 4, meanProbability: 0.05, leakyShare: 0 });
    expect(rows[9]).toEqual({ low: 0.9, high: 1, hosts: 2, meanProbability: 0.95, leakyShare: 0.5 });
    expect(rows.map(({ hosts }) => hosts)).toEqual([4, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  });

  it.each([
    {
      name: 'probabilities that are right each time',
      outcomes: [said(0, 'healthy'), said(1, 'material')],
      error: 0,
    },
    {
      name: 'probabilities that are wrong each time',
      outcomes: [said(1, 'healthy'), said(0, 'material')],
      error: 1,
    },
    { name: 'hosts without a probability', outcomes: [said(null, 'healthy')], error: null },
  ])('has an error of $error for $name', ({ outcomes, error }) => {
    expect(calibrationOf(outcomes).error).toBe(error);
  });
});

function said(probability: number | null, status: Status): Outcome {
  return { kind: 'any', status, leaking: false, suspected: false, probability };
}
