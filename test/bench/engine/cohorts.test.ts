import { describe, expect, it } from 'vitest';
import type { CohortAssessment } from '../../../lambdas/domain/scoring/assess-cohorts.ts';
import { cohortOutcome, cohortTable } from './cohorts.ts';

const cohort = (release: string, leakProbability: number): CohortAssessment => ({
  cohort: `edge/${release}`,
  hosts: 100,
  leakProbability,
  growthPerDay: { estimate: 0, low: 0, high: 0 },
  beyondOthers: null,
});

describe('the outcome of a fleet', () => {
  it.each([
    { name: 'the leaking release alone', r: 0.1, of: [0.9, 0.1], found: true, named: true, falseCohorts: 0 },
    { name: 'a sound one likelier', r: 0.1, of: [0.6, 0.9], found: true, named: false, falseCohorts: 1 },
    { name: 'nothing', r: 0.1, of: [0.4, 0.1], found: false, named: false, falseCohorts: 0 },
    {
      name: 'something where nothing leaks',
      r: 0,
      of: [0.9, 0.1],
      found: false,
      named: false,
      falseCohorts: 1,
    },
  ])('is known for $name', ({ r, of: [leaking = 0, sound = 0], found, named, falseCohorts }) => {
    const cohorts = [cohort('2.8.11', leaking), cohort('2.6.18', sound)].sort(
      (a, b) => b.leakProbability - a.leakProbability,
    );
    expect(cohortOutcome(r, cohorts)).toMatchObject({ found, named, falseCohorts });
    expect(cohortOutcome(r, cohorts).soundCohorts).toBe(r > 0 ? 1 : 2);
  });
});

it('tells each slope apart, and holds no goal against slopes under .1', () => {
  const outcomes = [
    cohortOutcome(0.1, [cohort('2.8.11', 0.9), cohort('2.6.18', 0)]),
    cohortOutcome(0.05, [cohort('2.8.11', 0.2), cohort('2.6.18', 0)]),
    cohortOutcome(0, [cohort('2.8.11', 0.9), cohort('2.6.18', 0)]),
  ];
  const rows = cohortTable(outcomes).split('\n');
  expect(rows).toContain('| r = 0.1: leaking release found | 1 of 1 | 100% | 20.7–100% | >= 99% | met |');
  expect(rows).toContain('| r = 0.05: leaking release found | 0 of 1 | 0% | 0–79.3% | - | - |');
  expect(rows).toContain('| nothing leaks: cohorts taken to | 1 of 2 | 50% | 9.5–90.5% | <= 0.5% | missed |');
});
