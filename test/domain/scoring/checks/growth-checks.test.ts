import { describe, expect, it } from 'vitest';
import { ask, type Check } from '../../../../lambdas/domain/scoring/checks/check.ts';
import {
  CHECKS,
  GROWTH_CHECKS,
  LEAK_COUNTS,
  WORKER_LEAK_COUNTS,
} from '../../../../lambdas/domain/scoring/checks/index.ts';
import { hostTrend } from '../../../../lambdas/domain/scoring/host-trend.ts';
import { READINGS } from '../../../../lambdas/domain/scoring/readings.ts';
import { LOAD_UNREAD, withReading } from '../../made-readings.ts';
import { syntheticBins, type Trajectory } from '../../synthetic-bins.ts';
import { logRatio } from './log-ratio-of.ts';

const bins = (trajectory: Partial<Trajectory> = {}) => syntheticBins(1, { days: 14, ...trajectory });
const leaking = bins({ stuckPerDay: 200 });
const sound = bins();

/** The log-ratio of a check whose reading goes as told: of things, of as many pages of 64 KiB, or of a few workers. */
const ofSeries = (check: Check, read: (index: number) => number): number => {
  const unit = check.reading === 'stoppingWorkers' ? 0.02 : READINGS[check.reading].floor > 1 ? 65_536 : 1;
  return logRatio(
    check,
    withReading(sound, check.reading, (index) => unit * read(index)),
  );
};

const each = (checks: readonly Check[]) => checks.map((check) => ({ name: check.name, check }));

describe('the list of checks', () => {
  it('has each name once', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });

  it('counts the leak itself in six of them, of which two begin anew with each worker', () => {
    expect(LEAK_COUNTS.map(({ name }) => name)).toEqual([
      'stuck-streams',
      'dead-sockets',
      'all-dead-sockets',
      'unlisted-sockets',
      'close-wait-sockets',
      'old-workers',
    ]);
    expect(WORKER_LEAK_COUNTS.map(({ name }) => name)).toEqual(['stuck-streams', 'dead-sockets']);
  });

  it.each(each(GROWTH_CHECKS))(
    'hears a leak in $name that grows, and none in what stands or falls',
    ({ check }) => {
      expect(ofSeries(check, (index) => 2000 * (1 + index / 14))).toBeGreaterThan(0.2);
      expect(ofSeries(check, () => 2000)).toBeLessThan(0);
      expect(ofSeries(check, (index) => 2000 - 10 * index)).toBeLessThan(0);
    },
  );

  it.each(each(GROWTH_CHECKS))('hears nothing of $name where it was not read', ({ check }) => {
    const { connectionsPerSecond, requestsPerSecond } = READ_ALWAYS;
    const unread = Object.fromEntries(
      Object.entries(sound[0] ?? {}).flatMap(([name, value]) =>
        typeof value === 'number' && !(name in READ_ALWAYS) ? [[name, null]] : [],
      ),
    );
    const blind = sound.map((bin) => ({ ...bin, ...unread, connectionsPerSecond, requestsPerSecond }));
    expect(ask(check, hostTrend(blind))).toBeNull();
  });
});

const READ_ALWAYS = {
  schema: 1,
  derivation: 1,
  sampled: 36,
  unreachable: 0,
  malformed: 0,
  connectionsPerSecond: 100,
  requestsPerSecond: 400,
};

describe('what counts the leak', () => {
  it.each(each(LEAK_COUNTS))('is clear in $name', ({ check }) => {
    expect(ofSeries(check, (index) => 50 + 25 * index)).toBeGreaterThan(2);
  });

  it.each([
    { trajectory: 'a constant number', read: () => 2000 },
    {
      trajectory: 'two more in a fortnight',
      read: (index: number) => (index < 30 ? 5 : index < 80 ? 6 : 7),
    },
    { trajectory: 'fewer by the day', read: (index: number) => 2000 - 10 * index },
  ])('is not $trajectory', ({ read }) => {
    for (const check of LEAK_COUNTS) expect(ofSeries(check, read)).toBeLessThan(0);
  });

  it('needs no arrivals to be told from load', () => {
    const blind = leaking.map((bin) => ({ ...bin, ...LOAD_UNREAD }));
    for (const check of WORKER_LEAK_COUNTS)
      expect(logRatio(check, blind)).toBeCloseTo(logRatio(check, leaking), 0);
  });
});
