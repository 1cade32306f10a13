import { expect, it } from 'vitest';
import { type Rejections, rejectionTable, rejects } from './rejections.ts';

it.each([
  // Student's 99% quantile with 20 degrees of freedom is 2.528.
  { perDay: 2.52, rejected: false },
  { perDay: 2.54, rejected: true },
  { perDay: -5, rejected: false },
])('counts $perDay standard errors as growth: $rejected', ({ perDay, rejected }) => {
  const growth = { perDay, standardError: 1, degreesOfFreedom: 20, shape: 0, step: 0, noise: 1, days: 14 };
  expect(rejects(growth)).toBe(rejected);
});

it('pools the parts of a kind, and tells steady hosts with and without load apart', () => {
  const part: Rejections = { kind: 'steady', days: 14, isLoadKnown: true, hosts: 100, rejected: 1 };
  const rows = rejectionTable([
    part,
    part,
    { ...part, isLoadKnown: false, rejected: 5 },
    { ...part, kind: 'wander', rejected: 3 },
    { ...part, kind: 'wander', isLoadKnown: false, rejected: 4 },
  ]).split('\n');
  expect(rows).toContain('| steady | 14 | 2 of 200 | 1% | 0.3–3.6% | 0.5–1.5% | met |');
  expect(rows).toContain('| steady, load unknown | 14 | 5 of 100 | 5% | 2.2–11.2% | - | - |');
  expect(rows.find((row) => row.startsWith('| wander | 14'))).toContain('7 of 200');
});
