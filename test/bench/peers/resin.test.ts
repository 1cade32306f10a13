import { describe, expect, it } from 'vitest';
import type { JudgedHost } from '../detector.ts';
import { madeBins } from '../made-bins.ts';
import { seededNormal } from '../noise.ts';
import { anomalousBuckets, RESIN } from './resin.ts';

describe('anomalousBuckets', () => {
  const steady = Array.from({ length: 20 }, () => [1, 1, 1, 1, 1, 1, 1, 1]);
  it.each([
    { name: 'steady counts', rows: steady, buckets: [] },
    { name: 'one host in a new bucket', rows: [...steady, [1, 1, 1, 1, 1, 2, 2, 3]], buckets: [3] },
    // 4 of mean 4 on the first days, then 8: not more than 4 + 3 x 2. With 11 it is.
    { name: 'twice as many', rows: moved(4, 4), buckets: [] },
    { name: 'far more', rows: moved(4, 7), buckets: [2] },
    { name: 'five days', rows: [[1, 1, 1, 1, 9]], buckets: [] },
    { name: 'no hosts', rows: [], buckets: [] },
  ])('finds the buckets $buckets in $name', ({ rows, buckets }) => {
    expect([...anomalousBuckets(rows)]).toEqual(buckets);
  });
});

describe('RESIN-like', () => {
  const fleet = [
    ...Array.from({ length: 30 }, (_, index) => host(`i-${index}`, () => 100_000, index)),
    host('i-leaks', (slot) => 100_000 + 1500 * slot, 90),
    host('i-falls', (slot) => 340_000 - 1000 * slot, 91),
    {
      hostId: 'i-new',
      cohort: 'edge/2.8.11',
      bins: madeBins([200_000, 300_000, 400_000], { hostId: 'i-new' }),
    },
  ];
  const verdicts = RESIN.judge(fleet);
  it('finds the host that moved into an empty bucket, not the one that fell', () => {
    const found = [...verdicts].filter(([, { leaking }]) => leaking).map(([hostId]) => hostId);
    expect(found).toEqual(['i-leaks']);
  });
  it('answers for each host', () => {
    expect([...verdicts.keys()]).toEqual(fleet.map(({ hostId }) => hostId));
  });
});

function moved(before: number, more: number): number[][] {
  return [
    ...Array.from({ length: before }, () => [2, 2, 2, 2, 2, 2, 2, 2]),
    ...Array.from({ length: more }, () => [1, 1, 1, 1, 1, 1, 1, 2]),
    ...Array.from({ length: 50 }, () => [1, 1, 1, 1, 1, 1, 1, 1]),
  ];
}

function host(hostId: string, level: (slot: number) => number, seed: number): JudgedHost {
  const normal = seededNormal(seed);
  const memory = Array.from({ length: 224 }, (_, slot) => level(slot) + 1000 * normal());
  return { hostId, cohort: 'edge/2.8.11', bins: madeBins(memory, { hostId }) };
}
