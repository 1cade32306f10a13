import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../../lambdas/domain/records/bin.ts';
import type { Check } from '../../../../lambdas/domain/scoring/checks/check.ts';
import { unlistedSockets } from '../../../../lambdas/domain/scoring/checks/counted.ts';
import { untimedStreams } from '../../../../lambdas/domain/scoring/checks/held.ts';
import {
  GROWTH_CHECKS,
  LEAK_COUNTS,
  WORKER_LEAK_COUNTS,
} from '../../../../lambdas/domain/scoring/checks/index.ts';
import { memoryGrowth } from '../../../../lambdas/domain/scoring/checks/memory.ts';
import { hostTrend } from '../../../../lambdas/domain/scoring/host-trend.ts';
import { READINGS } from '../../../../lambdas/domain/scoring/readings.ts';
import { LOAD_UNREAD, withReading } from '../../made-readings.ts';
import { syntheticBins, type Trajectory } from '../../synthetic-bins.ts';

const bins = (trajectory: Partial<Trajectory> = {}) => syntheticBins(1, { days: 14, ...trajectory });
const leaking = bins({ stuckPerDay: 200 });
const sound = bins();

const logRatio = (check: Check, of: readonly Bin[]): number => {
  const answer = check.ask(hostTrend(of));
  if (!answer) throw new Error(`${check.name} has no answer`);
  return answer.logRatio;
};

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
    expect(new Set(GROWTH_CHECKS.map(({ name }) => name)).size).toBe(GROWTH_CHECKS.length);
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
      expect(ofSeries(check, (index) => 2000 * (1 + index / 28))).toBeGreaterThan(0.2);
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
    expect(check.ask(hostTrend(blind))).toBeNull();
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

describe('unlisted sockets', () => {
  const alone = leaking.map((bin) => ({ ...bin, deadSockets: null }));

  it('are judged where nobody counts dead sockets', () => {
    expect(logRatio(unlistedSockets, alone)).toBeGreaterThan(2);
  });

  it.each([
    { name: 'HAProxy lives in another network namespace', read: { notes: ['other-netns'] } },
    { name: 'dead sockets of the running workers are known', read: { deadSockets: 0 } },
    { name: 'dead sockets of all workers are known', read: { allDeadSockets: 0 } },
  ])('are not asked about where $name', ({ read }) => {
    expect(unlistedSockets.ask(hostTrend(alone.map((bin) => ({ ...bin, ...read }))))).toBeNull();
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
    expect(logRatio(untimedStreams, of)).toBeLessThan(1);
  });

  it('speak for a leak where they get more whatever the load', () => {
    const leaky = untimed((bin, index) => tunnels(bin) + 25 * index);
    expect(logRatio(untimedStreams, leaky)).toBeGreaterThan(2);
    expect(untimedStreams.ask(hostTrend(leaky))?.summary).toMatch(/^[\d,]+ streams without any timer, /);
  });

  it('weigh less where the load is not known', () => {
    const leaky = untimed((bin, index) => tunnels(bin) + 25 * index).map((bin) => ({
      ...bin,
      ...LOAD_UNREAD,
    }));
    expect(logRatio(untimedStreams, leaky)).toBeLessThan(1);
  });
});

describe('growth of memory', () => {
  const upTo = (pressureBytes: number) => leaking.map((bin) => ({ ...bin, pressureBytes }));

  it('is stated with its numbers and days', () => {
    expect(memoryGrowth.ask(hostTrend(leaking))?.summary).toMatch(
      /^[\d,]+ MiB of TCP memory, \d+ MiB more each day \(95 % \d+ to \d+ MiB\) over 14 days$/,
    );
  });

  it('says so where the load is not known, and then weighs less', () => {
    const blind = leaking.map((bin) => ({ ...bin, ...LOAD_UNREAD }));
    expect(memoryGrowth.ask(hostTrend(blind))?.summary).toMatch(/load unknown$/);
    expect(logRatio(memoryGrowth, blind)).toBeLessThan(logRatio(memoryGrowth, leaking));
  });

  it('is no leak that matters where the limit is decades away', () => {
    expect(logRatio(memoryGrowth, upTo(1.5e9))).toBeGreaterThan(1);
    expect(logRatio(memoryGrowth, upTo(1e13))).toBeLessThan(0);
  });

  it('within what the kernel holds back for each CPU is none', () => {
    const small = sound.map((bin, index) => ({
      ...bin,
      cpuCount: 64,
      memoryBytes: 50_000_000 + index * 80_000,
      connectionsPerSecond: 100,
    }));
    expect(logRatio(memoryGrowth, small)).toBeLessThanOrEqual(0);
  });
});
