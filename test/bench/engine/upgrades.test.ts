import { expect, it } from 'vitest';
import { groupsOf, upgradeTable } from './upgrades.ts';

it('makes whole groups alone', () => {
  expect(groupsOf([1, 2, 3, 4, 5], 2)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(groupsOf([1], 2)).toEqual([]);
});

it('counts groups by what they were upgraded to and their size', () => {
  const rows = upgradeTable([
    { kind: 'fixed', hosts: 2, isLess: true, stillGrows: false },
    { kind: 'fixed', hosts: 2, isLess: false, stillGrows: true },
    { kind: 'not-fixed', hosts: 5, isLess: false, stillGrows: true },
  ]).split('\n');
  expect(rows[3]).toMatch(/^\| a fix \| 2 \| 1 of 2 \| 50 % .* \| 1 of 2 \| 50 % /);
  expect(rows[4]).toMatch(/^\| a fix \| 5 \| 0 of 0 /);
  expect(rows[8]).toMatch(/^\| no fix \| 5 \| 0 of 1 .* \| 1 of 1 /);
});
