import { expect, it } from 'vitest';
import { type LeftOut, leftOutTable } from './left-out.ts';

it('gives the recall of each class and of all, by the signals that are left', () => {
  const linear: LeftOut = { kind: 'linear', signals: 'all', material: 10, leaking: 8, flagged: 9 };
  const rows = leftOutTable([
    linear,
    { ...linear, kind: 'bursts', material: 5, leaking: 1, flagged: 4 },
    { ...linear, signals: 'memory and load only', leaking: 2, flagged: 6 },
  ]).split('\n');
  expect(rows[2]).toMatch(/^\| all \| all \| 9 of 15 .* \| 13 of 15 /);
  expect(rows[3]).toMatch(/^\| linear \| all \| 8 of 10 .* \| 9 of 10 /);
  expect(rows[5]).toMatch(/^\| all \| memory and load only \| 2 of 10 .* \| 6 of 10 /);
});
