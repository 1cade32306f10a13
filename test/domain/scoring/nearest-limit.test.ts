import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { nearestLimitOf } from '../../../lambdas/domain/records/limit.ts';
import { TCP_LIMITS_ASSUMED } from '../../../lambdas/domain/records/sample-notes.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { nearestOf, nearLimits, reachesSoon, staysAtLimit } from '../../../lambdas/domain/scoring/limits.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { REACHED } from '../../../lambdas/domain/scoring/time-to-limit.ts';
import { deriveBins } from '../all-bins.ts';
import { type FieldCase, fieldCase } from '../field-case.ts';
import { LOAD_UNREAD } from '../made-readings.ts';
import { limitOf, limitsOf, steady } from './bins-with-limits.ts';

describe('the nearest limit', () => {
  const nearest = (bins: readonly Bin[]) => nearestOf(limitsOf(bins), hostTrend(bins));

  it('is the one that is reached first', () => {
    const bins = steady().map((bin, index) => ({
      ...bin,
      connections: 4_000 + 50 * index,
      openFiles: 9_000 + 50 * index,
    }));
    expect(nearest(bins)?.resource).toBe('connections');
    expect(nearest(bins.map((bin) => ({ ...bin, maxOpenFiles: 15_000 })))?.resource).toBe('descriptors');
  });

  it('is that of TCP memory, with no end, where its growth is all there is and may be none', () => {
    const faint = Array.from({ length: 20 }, (_, seed) => nearest(steady(seed))).filter(
      (limit) => limit !== null,
    );
    expect(faint.length).toBeGreaterThan(3);
    const endless = faint.filter(
      ({ resource, secondsToLimit }) => resource === 'tcp-memory' && secondsToLimit.high === null,
    );
    expect(endless.length).toBeGreaterThan(faint.length / 2);
  });

  it.each([
    { where: 'the load explains nothing', unread: {} },
    { where: 'the load was not read', unread: LOAD_UNREAD },
  ])('is reached soon by growth in a line where $where', ({ unread }) => {
    const bins = steady().map((bin, index) => ({
      ...{ ...bin, ...unread },
      connections: 4_000 + 40 * index,
      maxConnections: 10_000,
    }));
    expect(reachesSoon(hostTrend(bins), limitsOf(bins))).toBe(true);
    const flat = bins.map((bin) => ({ ...bin, connections: 8_000 }));
    expect(reachesSoon(hostTrend(flat), limitsOf(flat))).toBe(false);
  });

  describe('at which TCP memory stays', () => {
    const pinned = steady().map((bin) => ({
      ...bin,
      memoryBytes: 200 * 2 ** 20,
      pressureBytes: 200 * 2 ** 20,
      allocatedSockets: 3_000,
    }));
    const tail = (change: Partial<Bin>) =>
      pinned.map((bin, row) => (row < 100 ? bin : { ...bin, ...change }));

    it('makes a host suspected, though nothing grows', () => {
      expect(staysAtLimit(hostTrend(pinned))).toBe(true);
      expect(scoreHost(pinned)).toMatchObject({ verdict: 'suspected', nearLimit: true });
    });

    it.each<Partial<Bin>>([{ memoryBytes: REACHED * 200 * 2 ** 20 }, { allocatedSockets: 3_200 }])(
      'says so at its very bounds: %o',
      (change) => {
        expect(staysAtLimit(hostTrend(tail(change)))).toBe(true);
      },
    );

    it.each<{ where: string; bins: Bin[] }>([
      { where: 'its sockets may hold it', bins: tail({ allocatedSockets: 3_500 }) },
      { where: 'it fell once', bins: tail({ memoryBytes: 190 * 2 ** 20 }) },
      { where: 'the limit was not read', bins: tail({ pressureBytes: null }) },
      { where: 'the sockets were not read', bins: tail({ allocatedSockets: null }) },
      { where: 'the limit is assumed', bins: tail({ notes: [TCP_LIMITS_ASSUMED] }) },
      { where: 'the memory was not read', bins: tail({ memoryBytes: null }) },
      { where: 'it was seen for less than two days', bins: pinned.slice(-15) },
    ])('says nothing where $where', ({ bins }) => {
      expect(staysAtLimit(hostTrend(bins))).toBe(false);
    });
  });

  it('is never that of local ports', () => {
    const bins = steady().map((bin, index) => ({
      ...bin,
      memoryBytes: null,
      timeWaitSockets: 20_000 + 100 * index,
    }));
    expect(nearest(bins)).toBeNull();
    expect(limitOf(bins, 'local-ports')).toMatchObject({
      secondsToLimit: null,
      growthPerDay: { estimate: expect.any(Number) },
    });
  });

  it('is that of TCP memory in a record of an earlier version', () => {
    const secondsToPressure = { estimate: 3, low: 2, high: null };
    expect(nearestLimitOf({ secondsToPressure })).toEqual({
      resource: 'tcp-memory',
      secondsToLimit: secondsToPressure,
    });
    expect(nearestLimitOf({ secondsToPressure: null })).toBeNull();
    expect(nearestLimitOf({ secondsToPressure, nearestLimit: null })).toBeNull();
  });
});

describe('a host near a limit', () => {
  const near = (bins: readonly Bin[]) => nearLimits(limitsOf(bins)).map(({ resource }) => resource);
  const onePeak = (back: number, changed: Partial<Bin>) =>
    steady().map((bin, index, { length }) => (index === length - back ? { ...bin, ...changed } : bin));

  it('used 90 % in one bin of the last day', () => {
    expect(near(onePeak(8, { connections: 18_000 }))).toEqual(['connections']);
    expect(near(onePeak(8, { connections: 17_999 }))).toEqual([]);
    expect(near(onePeak(9, { connections: 18_000 }))).toEqual([]);
  });

  it('is not one whose bin can not be used', () => {
    expect(near(onePeak(3, { connections: 18_000, usable: false }))).toEqual([]);
  });

  it('is not one whose sockets in TIME_WAIT would fill the ports of one destination', () => {
    expect(near(steady().map((bin) => ({ ...bin, timeWaitSockets: 40_000 })))).toEqual([]);
  });

  it('is near it whether it leaks or not', () => {
    const full = steady().map((bin) => ({ ...bin, maxConnections: 4_500 }));
    expect(scoreHost(full)).toMatchObject({ verdict: 'healthy', nearLimit: true });
    expect(scoreHost(steady())).toMatchObject({ nearLimit: false });
  });
});

describe('a case from the field', () => {
  const scored = (name: FieldCase) => scoreHost(deriveBins(fieldCase(name)));

  it('that stands at its maxconn is reached now, and has the severity of that', () => {
    const { verdict, score, nearestLimit, nearLimit } = scored('limit-is-maxconn');
    expect({ verdict, nearestLimit, nearLimit }).toEqual({
      verdict: 'leaking',
      nearestLimit: { resource: 'connections', secondsToLimit: { estimate: 0, low: 0, high: 0 } },
      nearLimit: true,
    });
    expect(score).toBeGreaterThan(95);
  });

  it.each([
    { name: 'live-socket-leak', resource: 'connections', days: 2.7 },
    { name: 'pool-leak', resource: 'memory', days: 151 },
  ] as const)(
    'like $name names $resource, and says that they last for $days days',
    ({ name, resource, days }) => {
      const { nearestLimit } = scored(name);
      expect(nearestLimit?.resource).toBe(resource);
      expect((nearestLimit?.secondsToLimit.estimate ?? 0) / DAY_SECONDS).toBeCloseTo(
        days,
        days > 100 ? 0 : 1,
      );
    },
  );
});
