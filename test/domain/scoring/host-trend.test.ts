import { describe, expect, it } from 'vitest';
import { median } from '../../../lambdas/domain/median.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import type { Scope } from '../../../lambdas/domain/scoring/readings.ts';
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

describe('the last day of a host', () => {
  const bins = host(40, 0);
  const newest = bins.at(-1);
  const binsOf = (changed: (bin: Bin, fromEnd: number) => Partial<Bin>) =>
    bins.map((bin, row) => ({ ...bin, ...changed(bin, bins.length - 1 - row) }));
  const lastDay = (changed: (bin: Bin, fromEnd: number) => Partial<Bin>, scope: Scope = 'workers') =>
    hostTrend(binsOf(changed))
      .lastDay(scope)
      .map(({ binAt }) => binAt);
  const times = bins.map(({ binAt }) => binAt);

  it('has eight bins, and the median of a reading in them', () => {
    const trend = hostTrend(bins);
    expect(trend.lastDay('workers')).toEqual(bins.slice(-8));
    expect(trend.level('residentBytes')).toBe(median(bins.slice(-8).map((bin) => bin.residentBytes ?? 0)));
    expect(
      hostTrend(binsOf((_, fromEnd) => (fromEnd < 2 ? {} : { residentBytes: null }))).level('residentBytes'),
    ).toBe(median(bins.slice(-2).map((bin) => bin.residentBytes ?? 0)));
    expect(hostTrend(binsOf(() => ({ residentBytes: null }))).level('residentBytes')).toBeNull();
  });

  it('has none of another segment', () => {
    expect(lastDay((_, fromEnd) => ({ segment: fromEnd < 3 ? 'new' : 'old' }))).toEqual(times.slice(-3));
  });

  it('has none before it, though bins are missing', () => {
    const gone = bins.filter((_, row) => row < 60 || row % 3 === 1);
    const within = gone.filter(
      ({ binAt }) => Date.parse(binAt) > Date.parse(newest?.binAt ?? '') - 86_400_000,
    );
    expect(within.length).toBeLessThan(8);
    expect(hostTrend(gone).lastDay('workers')).toEqual(within);
  });

  it('is that of the scope, where workers come and go', () => {
    const reloaded = (_: Bin, fromEnd: number): Partial<Bin> => ({
      usable: fromEnd > 4,
      hostUsable: true,
      segment: 'one',
      hostSegment: 'host',
    });
    expect(lastDay(reloaded, 'workers')).toEqual(times.slice(-13, -5));
    expect(lastDay(reloaded, 'host')).toEqual(times.slice(-8));
  });

  it('is what was read, where no bin is whole yet', () => {
    const unready = (sampled: number) =>
      lastDay((_, fromEnd) => ({ usable: false, sampled: fromEnd === 1 ? sampled : 0 }));
    expect(unready(1)).toEqual(times.slice(-2, -1));
    expect(unready(0)).toEqual([]);
  });

  it('has limits as they were last read', () => {
    const changed = hostTrend(
      binsOf((_, fromEnd) => ({ maxConnections: fromEnd === 0 ? null : fromEnd === 1 ? 500 : 400 })),
    );
    expect(changed.limit('maxConnections')).toBe(500);
    expect(hostTrend(binsOf(() => ({ maxConnections: null }))).limit('maxConnections')).toBeNull();
  });
});

describe('the growth of a reading', () => {
  it('is that of the bins in which it was read', () => {
    const bins = host(40, 0);
    const read = (row: number) => row % 5 !== 2;
    const some = hostTrend(
      bins.map((bin, row) => ({ ...bin, residentBytes: read(row) ? bin.residentBytes : null })),
    );
    const those = hostTrend(bins.filter((_, row) => read(row)));
    const [partly, wholly] = [some, those].map(
      (trend) => trend.growth('residentBytes')?.perDay ?? Number.NaN,
    );
    expect((partly ?? 0) / (wholly ?? 0)).toBeCloseTo(1, 2);
    expect(some.growth('memoryBytes')).not.toEqual(those.growth('memoryBytes'));
    expect(
      hostTrend(bins.map((bin) => ({ ...bin, residentBytes: null }))).growth('residentBytes'),
    ).toBeNull();
  });

  it('is beside a finer curve of the day where restarts come each day', () => {
    const restarting = (everyBins: number) =>
      host(40, 0).map((bin, row) => ({
        ...bin,
        events: row > 0 && row % everyBins === 0 ? (['restart'] as const).slice() : [],
        segment: `${Math.floor(row / everyBins)}`,
        ageSeconds: (row % everyBins) * 10_800,
        residentBytes: (300 + 80 * Math.cos((row * Math.PI) / 2) + ((row * 7) % 5)) * MIB,
      }));
    const errors = [8, 16].map((every) => hostTrend(restarting(every)).growth('residentBytes')?.noise ?? 0);
    expect(errors[0]).toBeLessThan(0.2 * (errors[1] ?? 0));
    expect(hostTrend(restarting(8)).restartEverySeconds).toBe(86_400);
  });
});
