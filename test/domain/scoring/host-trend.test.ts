import { expect, it } from 'vitest';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const MIB = 2 ** 20;

/** A host whose workers hold as much together as the running one does, and an old one the more at an end. */
const host = (oldAt: number, oldBytes: number) =>
  syntheticBins(1, { days: 10 }).map((bin, row) => ({
    ...bin,
    residentBytes: (300 + row + ((row * 7) % 5)) * MIB,
    allResidentBytes: (300 + row + ((row * 7) % 5)) * MIB + (row === oldAt ? oldBytes : 0),
    stoppingWorkers: row === oldAt && oldBytes > 0 ? 1 : 0,
  }));

it('fits what all workers hold once more only where it is not what the running one holds', () => {
  const one = hostTrend(host(40, 0));
  expect(one.growth('allResidentBytes')).toBe(one.growth('residentBytes'));
  const two = hostTrend(host(40, 900 * MIB));
  expect(two.growth('allResidentBytes')).not.toEqual(two.growth('residentBytes'));
});

it('takes bins in any order, of two for one instant the later', () => {
  const bins = host(40, 0);
  const [first] = bins;
  if (!first) throw new Error('no bins');
  const stale = { ...first, residentBytes: 9000 * MIB };
  const [told, mixed] = [hostTrend(bins), hostTrend([stale, ...bins.toReversed()])];
  expect(mixed.bins).toEqual(bins);
  expect(mixed.growth('residentBytes')).toEqual(told.growth('residentBytes'));
  expect(hostTrend([...bins, stale]).growth('residentBytes')).not.toEqual(told.growth('residentBytes'));
});
