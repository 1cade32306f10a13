import { expect, it } from 'vitest';
import { type LeftOut, leftOutTable } from './left-out.ts';

it('gives the recall of each class with and without it in the fit, by signals', () => {
  const linear: LeftOut = { kind: 'linear', signals: 'all', material: 10, foundWith: 9, foundWithout: 8 };
  const rows = leftOutTable([
    linear,
    { ...linear, kind: 'bursts', material: 5, foundWith: 4, foundWithout: 1 },
    { ...linear, signals: 'memory and load only', foundWith: 6, foundWithout: 2 },
  ]).split('\n');
  expect(rows[2]).toMatch(/^\| all \| all \| 13 of 15 .* \| 9 of 15 /);
  expect(rows[3]).toMatch(/^\| linear \| all \| 9 of 10 .* \| 8 of 10 /);
  expect(rows[5]).toMatch(/^\| all \| memory and load \| 6 of 10 .* \| 2 of 10 /);
});
