import { expect, it } from 'vitest';
import { groupsOf, upgradeTable } from './upgrades.ts';

it('makes no group that is not whole', () => {
  expect(groupsOf([1, 2, 3, 4, 5], 2)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(groupsOf([1], 2)).toEqual([]);
});

it('counts groups by what they were upgraded to, how long ago, and their size', () => {
  const rows = upgradeTable([
    { kind: 'fixed', daysAfter: 3, hosts: 2, verdict: 'too-early', isLess: null },
    { kind: 'fixed', daysAfter: 3, hosts: 2, verdict: 'not-fixed', isLess: true },
    { kind: 'not-fixed', daysAfter: 14, hosts: 10, verdict: 'fixed', isLess: false },
    { kind: 'never-leaked', daysAfter: 3, hosts: 1, verdict: 'no-leak-before', isLess: null },
  ]).split('\n');
  expect(rows[3]).toMatch(/^\| a fix \| 3 \| 2 \| 2 \| 1 of 2 \| 50% .* \| 1 \| 0 \| 1 of 1 \|$/);
  expect(rows[25]).toMatch(/^\| no fix \| 14 \| 10 \| 1 \| 1 of 1 /);
  expect(rows[38]).toMatch(/^\| never leaked \| 3 \| 1 \| 1 \| 0 of 1 .* \| 0 \| 1 \| 0 of 0 \|$/);
});
