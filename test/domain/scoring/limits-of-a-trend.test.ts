import { describe, expect, it } from 'vitest';
import type { HostLimit } from '../../../lambdas/domain/records/limit.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import type { HostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { nearestOf, nearLimits, reachesSoon } from '../../../lambdas/domain/scoring/limits.ts';
import { timeToLimit, timeToPressure } from '../../../lambdas/domain/scoring/time-to-limit.ts';
import { type MadeGrowth, madeTrend } from './made-trend.ts';

const days = (estimate: number) => ({
  estimate: estimate * DAY_SECONDS,
  low: 0.9 * estimate * DAY_SECONDS,
  high: null,
});
const limit = (resource: HostLimit['resource'], changed: Partial<HostLimit> = {}): HostLimit => ({
  resource,
  level: 500,
  highest: 500,
  limit: 1000,
  growthPerDay: null,
  secondsToLimit: null,
  ...changed,
});
const growing: MadeGrowth = { perDay: 100, standardError: 1, level: 2000 };
/** A host of which connections, TCP memory and other programs' sockets grow as told. */
const host = (connections: MadeGrowth = growing, others: Parameters<typeof madeTrend>[0] = {}): HostTrend =>
  madeTrend({ connections, ...others });

describe('the limit that is reached first', () => {
  it('is that of the shortest time, and of two the first in the list', () => {
    const soon = limit('descriptors', { secondsToLimit: days(3) });
    const limits = [limit('connections', { secondsToLimit: days(5) }), soon, limit('memory')];
    expect(nearestOf(limits, host())).toEqual({ resource: 'descriptors', secondsToLimit: days(3) });
    expect(nearestOf([...limits, { ...soon, resource: 'orphans' }], host())?.resource).toBe('descriptors');
    expect(nearestOf(limits.toReversed(), host())?.resource).toBe('descriptors');
  });

  it('is that of TCP memory as far as it can be told, where none surely is', () => {
    const memory = { perDay: 1e6, standardError: 1e6, level: 1e8, noise: 1e6 };
    const faint = host(growing, { memoryBytes: memory });
    const nearest = nearestOf([limit('connections')], faint);
    expect(nearest).toMatchObject({ resource: 'tcp-memory', secondsToLimit: { high: null } });
    expect(nearestOf([limit('connections')], host())).toBeNull();
  });
});

describe('a limit that a host is near', () => {
  it.each([
    { highest: 900, limits: ['connections'] },
    { highest: 899, limits: [] },
  ])('is 90% used in the highest three hours: $highest of 1,000', ({ highest, limits }) => {
    const near = nearLimits([limit('connections', { highest }), limit('local-ports', { highest })]);
    expect(near.map(({ resource }) => resource)).toEqual(limits);
  });
});

describe('a limit that is reached soon', () => {
  const soon = (trend: HostTrend, changed: Partial<HostLimit> = {}) =>
    reachesSoon(trend, [limit('connections', { secondsToLimit: days(30), ...changed })]);

  it('is one within a month', () => {
    expect(soon(host())).toBe(true);
    expect(soon(host(), { secondsToLimit: days(30.1) })).toBe(false);
    expect(soon(host(), { secondsToLimit: null })).toBe(false);
    expect(reachesSoon(host(), [])).toBe(false);
  });

  it('is reached by growth that is clear and nothing else explains', () => {
    expect(soon(host({ ...growing, standardError: 20 }))).toBe(true);
    expect(soon(host({ ...growing, standardError: 20.1 }))).toBe(false);
    expect(soon(host({ ...growing, shape: 3 }))).toBe(true);
    expect(soon(host({ ...growing, shape: 2.9 }))).toBe(false);
    expect(soon(host({ ...growing, step: 2.9 }))).toBe(false);
  });

  it('is not reached by a reading that nobody has, and looks at the next one', () => {
    expect(soon(host(), { resource: 'orphans' })).toBe(false);
    const resident = madeTrend({ residentBytes: growing });
    expect(soon(resident, { resource: 'memory' })).toBe(true);
  });

  it('is not one of TCP memory that another program takes', () => {
    const memoryBytes = { perDay: 2e7, standardError: 2e5, level: 6e8 };
    const others = { perDay: 200, standardError: 1, level: 4000 };
    const tcp = (of: HostTrend) => soon(of, { resource: 'tcp-memory' });
    expect(tcp(host(growing, { memoryBytes }))).toBe(true);
    expect(tcp(host(growing, { memoryBytes, otherSockets: others }))).toBe(false);
    expect(soon(host(growing, { memoryBytes, otherSockets: others }))).toBe(true);
  });
});

describe('the time to a limit', () => {
  const growth = (made: Partial<MadeGrowth> = {}) =>
    host({ ...growing, noise: 0, ...made }).growth('connections');
  const NOW = { estimate: 0, low: 0, high: 0 };

  it('is now from 99% on, whether it grows or not', () => {
    expect(timeToLimit(host(), null, { level: 990, limit: 1000 })).toEqual(NOW);
    expect(timeToLimit(host(), growth({ perDay: -5 }), { level: 1200, limit: 1000 })).toEqual(NOW);
    expect(timeToLimit(host(), null, { level: 989, limit: 1000 })).toBeNull();
  });

  it('is the room over the growth, with an interval that its error makes', () => {
    const left = timeToLimit(host(), growth({ standardError: 10 }), { level: 500, limit: 1000 });
    const [estimate, low, high] = [left?.estimate, left?.low, left?.high].map(
      (end) => (end ?? 0) / DAY_SECONDS,
    );
    expect(estimate).toBeCloseTo(5, 9);
    // 90 degrees of freedom: 1.9867 errors to either side, and some for a model that is off.
    expect(low).toBeLessThanOrEqual(500 / 119.867);
    expect(low).toBeGreaterThan(500 / 125);
    expect(high).toBeGreaterThanOrEqual(500 / 80.133);
    expect(high).toBeLessThan(500 / 75);
  });

  it('is less sure where the level is', () => {
    const width = (noise: number) => {
      const { low = 0, high = 0 } = timeToLimit(host(), growth({ noise }), { level: 500, limit: 1000 }) ?? {};
      return (high ?? Infinity) - low;
    };
    expect(width(0)).toBeLessThan(width(20));
    // Fieller's interval of a room of 1,000 whose variance is half of the noise's, at 100 a day that are a twentieth off.
    const exact = growth({ noise: 100, standardError: 1e-9 });
    const left = timeToLimit(host(), exact, { level: 1000, limit: 2000 });
    expect((left?.low ?? 0) / DAY_SECONDS).toBeCloseTo(8.368, 2);
    expect((left?.high ?? 0) / DAY_SECONDS).toBeCloseTo(11.832, 2);
    const far = timeToLimit(host(), growth({ noise: 1000 }), { level: 500, limit: 1000 });
    expect(far?.low).toBe(0);
  });

  it('is not known where zero lies in the interval of the growth', () => {
    const at = (standardError: number) =>
      timeToLimit(host(), growth({ standardError }), { level: 500, limit: 1000 });
    expect(at(50)).not.toBeNull();
    expect(at(51)).toBeNull();
  });
});

describe('the time to pressure', () => {
  const PRESSURE = 1_572_000_000;
  const memory = (made: Partial<MadeGrowth> = {}, confidence?: number) =>
    timeToPressure(
      madeTrend({ memoryBytes: { perDay: 1e8, standardError: 1e6, level: 5.72e8, noise: 1, ...made } }),
      confidence,
    );

  it('is the room over the growth', () => {
    expect((memory()?.estimate ?? 0) / DAY_SECONDS).toBeCloseTo(10, 6);
    expect(memory({ standardError: 1e8 })?.high).toBeNull();
  });

  it.each([
    // Student's t of 90 degrees of freedom.
    { confidence: 0.95, errors: 1.9867 },
    { confidence: 0.9, errors: 1.662 },
    { confidence: 0.5, errors: 0.6772 },
  ])('lies within $errors errors with a confidence of $confidence', ({ confidence, errors }) => {
    const { low = 0, high } = memory({ standardError: 2e7 }, confidence) ?? {};
    const error = errors * Math.hypot(2e7, 0.05 * 1e8);
    expect(low / DAY_SECONDS).toBeCloseTo(1e9 / (1e8 + error), 3);
    expect((high ?? 0) / DAY_SECONDS).toBeCloseTo(1e9 / (1e8 - error), 2);
    expect(memory({ standardError: 2e7 })).toEqual(memory({ standardError: 2e7 }, 0.95));
  });

  it('is to the limit as it was last read', () => {
    const trend = madeTrend({ memoryBytes: { perDay: 1e8, standardError: 1e6, level: 5.72e8 } });
    const usable = trend.usable.map((bin, row, { length }) =>
      row < length - 1 ? bin : { ...bin, pressureBytes: 2 * PRESSURE },
    );
    const { estimate = 0 } = timeToPressure({ ...trend, usable }) ?? {};
    expect(estimate / DAY_SECONDS).toBeCloseTo(25.72, 6);
    expect(timeToPressure({ ...trend, usable: [] })).toBeNull();
    expect(timeToPressure({ ...trend, level: () => null })).toBeNull();
  });

  it('is now from the limit on, and never where nothing grows', () => {
    expect(memory({ level: PRESSURE })).toEqual({ estimate: 0, low: 0, high: 0 });
    expect(memory({ level: PRESSURE - 1 })?.estimate).toBeGreaterThan(0);
    expect(memory({ perDay: 0 })).toBeNull();
    expect(memory({ perDay: -1e6 })).toBeNull();
    expect(timeToPressure(madeTrend({}))).toBeNull();
  });
});
