import { describe, expect, it } from 'vitest';
import { measureChecks } from '../../../lambdas/domain/scoring/measured-checks.ts';
import { soundGrowth } from '../../../lambdas/domain/scoring/sound-growth.ts';
import { type MadeGrowth, madeTrend } from './made-trend.ts';

const drifting = (pools: MadeGrowth, daysObserved = 14) => ({
  checks: measureChecks(madeTrend({ poolUsedBytes: pools })),
  daysObserved,
});
/** Hosts whose pools drift by so many standard errors. */
const fleet = (hosts: number, errors: number, daysObserved?: number) =>
  Array(hosts).fill(drifting({ perDay: errors * 1e6, standardError: 1e6, level: 1e12 }, daysObserved));
const factorOf = (hosts: Parameters<typeof soundGrowth>[0]) => soundGrowth(hosts)['pool-growth'];

describe('how sound hosts of a fleet drift', () => {
  it('is not known of no host, of readings that nobody has, and of hosts observed for a few days', () => {
    expect(soundGrowth([])).toEqual({});
    expect(Object.keys(soundGrowth(fleet(60, 3)))).toEqual(['pool-growth']);
    expect(soundGrowth(fleet(60, 3, 6.9))).toEqual({});
    expect(factorOf(fleet(60, 3, 7))).toBeGreaterThan(0);
  });

  it('says nothing of a reading that stays at nothing', () => {
    const nothing = { perDay: 0, standardError: 1e6 };
    expect(factorOf([drifting({ ...nothing, level: 0 })])).toBeUndefined();
    expect(factorOf([drifting({ ...nothing, level: 1e9 })])).toBeGreaterThan(0);
    expect(factorOf([drifting({ ...nothing, perDay: 1, level: 0 })])).toBeGreaterThan(0);
  });

  it('is above what is usual where they drift farther, and below where less, up or down alike', () => {
    expect(factorOf(fleet(60, 60))).toBeGreaterThan(1);
    expect(factorOf(fleet(60, 0.1))).toBeLessThan(1);
    expect(factorOf(fleet(60, -60))).toBe(factorOf(fleet(60, 60)));
  });

  it('is the less believed, the fewer the hosts', () => {
    const [few, some, many] = [5, 50, 5000].map((hosts) => factorOf(fleet(hosts, 0.1)) ?? Number.NaN);
    expect(few).toBeGreaterThan(some ?? Infinity);
    expect(some).toBeGreaterThan(many ?? Infinity);
    expect(some).toBeCloseTo(Math.sqrt(0.3), 9);
    expect(many).toBeGreaterThan(0.3);
  });

  it('stays in bounds however far one host drifts', () => {
    expect(factorOf(fleet(50, 1e9))).toBeLessThanOrEqual(2);
  });

  it('goes by the far ones, not by the few that may leak', () => {
    const usual = factorOf(fleet(100, 0.1));
    expect(factorOf([...fleet(96, 0.1), ...fleet(4, 60)])).toBe(usual);
    expect(factorOf([...fleet(90, 0.1), ...fleet(10, 60)])).toBeGreaterThan(usual ?? Infinity);
  });
});
