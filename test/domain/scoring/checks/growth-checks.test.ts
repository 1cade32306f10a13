import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../../lambdas/domain/records/bin.ts';
import { type Check, featureNames, logOddsOf } from '../../../../lambdas/domain/scoring/checks/check.ts';
import { CHECKS, LEAK_COUNTS, WORKER_LEAK_COUNTS } from '../../../../lambdas/domain/scoring/checks/index.ts';
import { memoryGrowth } from '../../../../lambdas/domain/scoring/checks/memory-growth.ts';
import { unlistedSockets } from '../../../../lambdas/domain/scoring/checks/unlisted-sockets.ts';
import { untimedStreams } from '../../../../lambdas/domain/scoring/checks/untimed-streams.ts';
import { hostTrend } from '../../../../lambdas/domain/scoring/host-trend.ts';
import { syntheticBins, type Trajectory } from '../../synthetic-bins.ts';

const bins = (trajectory: Partial<Trajectory> = {}) => syntheticBins(1, { days: 14, ...trajectory });
const leaking = bins({ stuckPerDay: 200 });
const sound = bins();

const logOdds = (check: Check, of: readonly Bin[]): number => {
  const answer = check.ask(hostTrend(of));
  if (!answer) throw new Error(`${check.name} has no answer`);
  return logOddsOf(answer.features, check.weights);
};

describe('the list of checks', () => {
  it('has each name once', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });

  it.each(CHECKS)('$name has weights, each of a feature that it measures', ({ ask, weights }) => {
    const withLoadUnknown = leaking.map((bin) => ({
      ...bin,
      connectionsPerSecond: null,
      requestsPerSecond: null,
    }));
    const measured = [leaking, withLoadUnknown].flatMap((of) =>
      featureNames(ask(hostTrend(of))?.features ?? {}),
    );
    expect(featureNames(weights)).not.toEqual([]);
    expect(featureNames(weights).filter((name) => !measured.includes(name))).toEqual([]);
  });

  it('counts the leak itself in three of them, of which one is of the whole host', () => {
    expect(LEAK_COUNTS.map(({ name }) => name)).toEqual([
      'stuck-streams',
      'dead-sockets',
      'unlisted-sockets',
    ]);
    expect(WORKER_LEAK_COUNTS.map(({ name }) => name)).toEqual(['stuck-streams', 'dead-sockets']);
  });

  it.each(CHECKS.map((check) => ({ name: check.name, check })))(
    '$name speaks for a leak on a host that leaks more than on one that does not',
    ({ check }) => {
      expect(logOdds(check, leaking)).toBeGreaterThanOrEqual(logOdds(check, sound));
      expect(logOdds(check, sound)).toBeLessThan(1);
    },
  );

  it.each(CHECKS.map((check) => ({ name: check.name, check })))(
    '$name draws nothing from what was not read',
    ({ check }) => {
      const blind = bins({
        without: [
          'memoryBytes',
          'unlistedSockets',
          'deadSockets',
          'stuckStreams',
          'untimedStreams',
          'connections',
          'openFiles',
          'poolUsedBytes',
        ],
      });
      expect(check.ask(hostTrend(blind))).toBeNull();
    },
  );
});

describe('what counts the leak', () => {
  it.each(LEAK_COUNTS.map((check) => ({ name: check.name, check })))('is clear in $name', ({ check }) => {
    expect(logOdds(check, leaking)).toBeGreaterThan(3);
  });

  it.each([
    { trajectory: 'a constant number', readings: () => 2000 },
    {
      trajectory: 'two more in a fortnight',
      readings: (index: number) => (index < 30 ? 5 : index < 80 ? 6 : 7),
    },
    { trajectory: 'fewer by the day', readings: (index: number) => 2000 - 10 * index },
  ])('is not $trajectory', ({ readings }) => {
    const constant = sound.map((bin, index) => ({
      ...bin,
      stuckStreams: readings(index),
      deadSockets: readings(index),
      unlistedSockets: readings(index),
    }));
    for (const check of LEAK_COUNTS) expect(logOdds(check, constant)).toBeLessThan(1);
  });
});

describe('unlisted sockets', () => {
  it('are not judged where HAProxy lives in another network namespace', () => {
    const apart = leaking.map((bin) => ({ ...bin, notes: ['other-netns'] }));
    expect(unlistedSockets.ask(hostTrend(apart))).toBeNull();
  });
});

describe('streams without a timer', () => {
  const untimed = (of: (bin: Bin, index: number) => number, trajectory: Partial<Trajectory> = {}) =>
    bins(trajectory).map((bin, index) => ({ ...bin, untimedStreams: Math.round(of(bin, index)) }));
  const tunnels = ({ connectionsPerSecond }: Bin) => 20 * (connectionsPerSecond ?? 0);

  it.each([
    { trajectory: 'always as many', of: untimed(() => 2000) },
    { trajectory: 'as many as the load makes', of: untimed(tunnels, { loadGrowthPerDay: 0.03 }) },
    {
      trajectory: 'filling after a start',
      of: untimed(({ ageSeconds }) => 2000 * (1 - Math.exp(-(ageSeconds ?? 0) / 86_400)), {
        freshStart: true,
      }),
    },
    { trajectory: 'fewer by the day', of: untimed((_, index) => 2000 - 5 * index) },
  ])('that are $trajectory are no leak', ({ of }) => {
    expect(logOdds(untimedStreams, of)).toBeLessThan(1);
  });

  it('speak for a leak where they get more whatever the load', () => {
    const leaky = untimed((bin, index) => tunnels(bin) + 25 * index);
    expect(logOdds(untimedStreams, leaky)).toBeGreaterThan(2);
    expect(untimedStreams.ask(hostTrend(leaky))?.summary).toMatch(/^[\d,]+ streams without any timer, /);
  });

  it('weigh less where the load is not known', () => {
    const leaky = untimed((bin, index) => tunnels(bin) + 25 * index).map((bin) => ({
      ...bin,
      connectionsPerSecond: null,
      requestsPerSecond: null,
    }));
    expect(logOdds(untimedStreams, leaky)).toBeLessThan(1);
  });
});

describe('growth of memory', () => {
  it('is stated with its numbers and days', () => {
    expect(memoryGrowth.ask(hostTrend(leaking))?.summary).toMatch(
      /^[\d,]+ MiB of TCP memory, \d+ MiB more each day \(95 % \d+ to \d+ MiB\) over 14 days$/,
    );
  });

  it('says so where the load is not known, and then weighs less', () => {
    const blind = leaking.map((bin) => ({ ...bin, connectionsPerSecond: null, requestsPerSecond: null }));
    expect(memoryGrowth.ask(hostTrend(blind))?.summary).toMatch(/load unknown$/);
    expect(logOdds(memoryGrowth, blind)).toBeLessThan(logOdds(memoryGrowth, leaking));
  });

  it('is material the sooner it reaches the limit', () => {
    const material = (share: number) =>
      memoryGrowth.ask(hostTrend(leaking.map((bin) => ({ ...bin, pressureBytes: share * 1e9 }))))?.features
        .material;
    expect(material(1.5)).toBeGreaterThan(material(5) ?? Infinity);
    expect(material(1000)).toBe(-1);
  });

  it('within what the kernel holds back for each CPU is none', () => {
    const small = sound.map((bin, index) => ({
      ...bin,
      cpuCount: 64,
      memoryBytes: 50_000_000 + index * 80_000,
      connectionsPerSecond: 100,
    }));
    expect(memoryGrowth.ask(hostTrend(small))?.features.significant).toBe(0);
  });
});
