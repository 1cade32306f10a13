import { describe, expect, it } from 'vitest';
import type { Status } from '../detector.ts';
import type { Outcome } from '../outcome.ts';
import { detectionOf, sharesByKind } from './detection.ts';

const outcomes: Outcome[] = [
  ...made(6, 'linear', 'material', 'leaking'),
  ...made(1, 'linear', 'material', 'suspected'),
  ...made(1, 'burst', 'material', 'leaking'),
  ...made(2, 'burst', 'material', 'nothing'),
  ...made(3, 'growth', 'healthy', 'leaking'),
  ...made(1, 'growth', 'healthy', 'suspected'),
  ...made(86, 'steady', 'healthy', 'nothing'),
  ...made(5, 'linear', 'other', 'leaking'),
];

describe('detectionOf', () => {
  // By hand: 7 of 10 material leaks found, 1 more suspected, 3 false alarms; the 5 that are neither count nowhere.
  it('counts material leaks against healthy hosts', () => {
    const detection = detectionOf(outcomes);
    expect(detection).toMatchObject({
      hosts: 100,
      material: 10,
      found: 7,
      foundOrSuspected: 8,
      falseAlarms: 3,
    });
    expect(detection.precision).toBeCloseTo(0.7, 12);
    expect(detection.recall).toBeCloseTo(0.7, 12);
    expect(detection.recallOrSuspected).toBeCloseTo(0.8, 12);
    expect(detection.f1).toBeCloseTo(0.7, 12);
  });

  it.each([
    {
      name: 'nothing was found',
      who: made(4, 'linear', 'material', 'nothing'),
      precision: Number.NaN,
      recall: 0,
      f1: 0,
    },
    {
      name: 'nothing leaks',
      who: made(4, 'steady', 'healthy', 'leaking'),
      precision: 0,
      recall: Number.NaN,
      f1: 0,
    },
    { name: 'there are no hosts', who: [], precision: Number.NaN, recall: Number.NaN, f1: Number.NaN },
    {
      name: 'precision and recall differ',
      who: [
        ...made(3, 'linear', 'material', 'leaking'),
        ...made(3, 'linear', 'material', 'nothing'),
        ...made(1, 'steady', 'healthy', 'leaking'),
      ],
      precision: 0.75,
      recall: 0.5,
      f1: 0.6,
    },
  ])('has precision $precision, recall $recall and F1 $f1 where $name', ({ who, precision, recall, f1 }) => {
    expect(detectionOf(who)).toMatchObject({ precision, recall, f1 });
  });
});

it('tells the classes apart, for leaks and for what resembles them', () => {
  expect(sharesByKind(outcomes, 'material')).toEqual([
    { kind: 'burst', hosts: 3, leaking: 1, suspected: 0 },
    { kind: 'linear', hosts: 7, leaking: 6, suspected: 1 },
  ]);
  expect(sharesByKind(outcomes, 'healthy')).toEqual([
    { kind: 'growth', hosts: 4, leaking: 3, suspected: 1 },
    { kind: 'steady', hosts: 86, leaking: 0, suspected: 0 },
  ]);
});

function made(
  count: number,
  kind: string,
  status: Status,
  verdict: 'leaking' | 'suspected' | 'nothing',
): Outcome[] {
  return Array.from({ length: count }, () => ({
    kind,
    status,
    leaking: verdict === 'leaking',
    suspected: verdict === 'suspected',
    probability: null,
  }));
}
