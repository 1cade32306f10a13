import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../../lambdas/domain/records/bin.ts';
import { ask } from '../../../../lambdas/domain/scoring/checks/check.ts';
import { oldWorkers, unlistedSockets } from '../../../../lambdas/domain/scoring/checks/counted.ts';
import { plainFileGrowth, untimedStreams } from '../../../../lambdas/domain/scoring/checks/held.ts';
import {
  agedStreams,
  excessCloseWait,
  excessOpenFiles,
} from '../../../../lambdas/domain/scoring/checks/levels.ts';
import { memoryGrowth } from '../../../../lambdas/domain/scoring/checks/memory.ts';
import { hostTrend } from '../../../../lambdas/domain/scoring/host-trend.ts';
import { LOAD_UNREAD, readAs } from '../../made-readings.ts';
import { syntheticBins, type Trajectory } from '../../synthetic-bins.ts';
import { madeTrend } from '../made-trend.ts';
import { logRatio } from './log-ratio-of.ts';

const bins = (trajectory: Partial<Trajectory> = {}) => syntheticBins(1, { days: 14, ...trajectory });
const leaking = bins({ stuckPerDay: 200 });
const sound = bins();

describe('streams stuck for more than a day', () => {
  const stuck = (oldStuckStreams: number, days: number, connections: number | null = 2000) =>
    syntheticBins(1, { days }).map((bin) => ({ ...bin, oldStuckStreams, connections }));

  it('speak for a leak at the first look, the more of them the more', () => {
    const ratios = [0, 10, 30, 300, 3000].map((count) => logRatio(agedStreams, stuck(count, 0.5)));
    expect(ratios.slice(0, 2)).toEqual([0, 0]);
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(ratios.at(-1)).toBe(4);
  });

  it('say nothing after the first days while they are a usual share of the connections', () => {
    expect(ask(agedStreams, hostTrend(stuck(410, 3)))).toBeNull();
    expect(ask(agedStreams, hostTrend(stuck(1600, 3, null)))).toBeNull();
  });

  it('speak for a leak that has stopped growing where most connections are such', () => {
    expect(logRatio(agedStreams, stuck(1600, 14))).toBeCloseTo(1.2 * Math.log(1600 / 410));
  });
});

describe('more than a sound worker can hold', () => {
  const checks = [
    { check: excessCloseWait, reading: 'excessCloseWaitSockets' },
    { check: excessOpenFiles, reading: 'excessOpenFiles' },
  ] as const;

  it.each(checks)('speaks at the first look, of $reading', ({ check, reading }) => {
    const of = (level: number | null, days = 0.125) =>
      logRatio(
        check,
        syntheticBins(1, { days }).map((bin) => ({ ...bin, [reading]: level })),
      );
    expect(of(1001)).toBe(4);
    expect(of(1001, 14)).toBe(4);
  });

  it.each(checks)('begins a thousand beyond it, and needs $reading', ({ check, reading }) => {
    for (const level of [null, 0, 1000]) {
      const bins = syntheticBins(1, { days: 14 }).map((bin) => ({ ...bin, [reading]: level }));
      expect(ask(check, hostTrend(bins))).toBeNull();
    }
  });

  it.each(checks)('is what stands for most of a day, of $reading', ({ check, reading }) => {
    const bins = syntheticBins(1, { days: 14 }).map((bin, index) => ({
      ...bin,
      [reading]: index % 8 < 3 ? 50_000 : 0,
    }));
    expect(ask(check, hostTrend(bins))).toBeNull();
  });
});

describe('an alibi', () => {
  const rising = (of: Partial<Bin>) =>
    sound.map((bin, index) => ({
      ...bin,
      ...of,
      allSockets: 8000 - 25 * index,
      allDeadSockets: 0,
      stoppingWorkers: Math.round(index / 4),
    }));

  it('is that no open files get more, of descriptors that seem to', () => {
    const answer = ask(plainFileGrowth, hostTrend(rising({ allOpenFiles: 9000, openFiles: 9000 })));
    expect(answer).toMatchObject({ logRatio: 0, because: 'neighbour' });
  });

  it.each([
    { age: 3 * 86_400, ratio: 0, because: 'levels-off' },
    { age: 10 * 86_400, ratio: expect.toSatisfy((value) => value > 0.5), because: null },
  ])('is that none of the old workers is older than $age seconds: $because', ({ age, ratio, because }) => {
    const answer = ask(oldWorkers, hostTrend(rising({ oldestStoppingSeconds: age })));
    expect(answer).toMatchObject({ logRatio: ratio, because });
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
    expect(ask(unlistedSockets, hostTrend(alone.map((bin) => ({ ...bin, ...read }))))).toBeNull();
  });

  it.each([
    { others: 60, because: 'neighbour' },
    { others: 40, because: null },
  ])("are another program's where its sockets grow by $others of 100 a day", ({ others, because }) => {
    const host = madeTrend({
      unlistedSockets: { perDay: 100, level: 2000 },
      otherSockets: { perDay: others, level: 4000 },
    });
    const answer = ask(unlistedSockets, host);
    expect(answer?.because).toBe(because);
    expect(answer?.logRatio === 0).toBe(because !== null);
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

  it('that the hour makes are none where a restart each day gives each hour an age', () => {
    const wave = (hours: number) => Math.cos((2 * Math.PI * hours) / 24);
    const ofTheHour = (hour: number) => 300 + 150 * wave(hour - 17) + 60 * wave(2 * (hour - 20));
    const daily = untimed(({ binAt }) => ofTheHour(new Date(binAt).getUTCHours()), {
      restartEveryDays: 1,
      freshStart: true,
    });
    expect(logRatio(untimedStreams, daily)).toBeLessThanOrEqual(0);
  });

  it('speak for a leak where they get more whatever the load', () => {
    const leaky = untimed((bin, index) => tunnels(bin) + 25 * index);
    expect(logRatio(untimedStreams, leaky)).toBeGreaterThan(2);
    expect(ask(untimedStreams, hostTrend(leaky))?.summary).toMatch(
      /^[\d,]+ streams without a timer, growing by /,
    );
  });

  it('weigh less where the load is not known', () => {
    const leaky = untimed((bin, index) => tunnels(bin) + 25 * index).map((bin) => ({
      ...bin,
      ...LOAD_UNREAD,
    }));
    expect(logRatio(untimedStreams, leaky)).toBeLessThan(1);
  });
});

describe('growth in whose printed interval zero lies', () => {
  it('speaks for nothing, though it is two errors away', () => {
    const measure = memoryGrowth.measure(hostTrend(leaking));
    if (measure === null) throw new Error('not measured');
    expect(memoryGrowth.answer(measure).logRatio).toBeGreaterThan(1);
    const wide = { ...measure, halfWidth: 1.01 * measure.perDay };
    expect(memoryGrowth.answer(wide)).toMatchObject({ logRatio: 0, because: 'unclear' });
  });
});

describe('growth of memory', () => {
  const upTo = (pressureBytes: number) => leaking.map((bin) => ({ ...bin, pressureBytes }));

  it('is stated with its numbers and days', () => {
    expect(ask(memoryGrowth, hostTrend(leaking))?.summary).toMatch(
      /^[\d,]+ MiB of TCP memory, growing by \d+ MiB\/day \(95% CI \d+–\d+\) over 14 days$/,
    );
  });

  it('says so where the load is not known, and then weighs less', () => {
    const blind = leaking.map((bin) => ({ ...bin, ...LOAD_UNREAD }));
    expect(ask(memoryGrowth, hostTrend(blind))?.summary).toMatch(/load unknown$/);
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

  it("is another program's where the sockets that it gets can hold as much", () => {
    const beside = (socketsPerBin: number) => {
      const bins = leaking.map((bin, index) => ({
        ...bin,
        ...readAs('otherSockets', 50_000 + socketsPerBin * index),
      }));
      return ask(memoryGrowth, hostTrend(bins))?.because;
    };
    const perDay = ask(memoryGrowth, hostTrend(leaking))?.growthPerDay?.estimate ?? Number.NaN;
    const enough = perDay / 147_456 / 8;
    expect(beside(Math.ceil(1.1 * enough))).toBe('neighbour');
    expect(beside(Math.floor(0.5 * enough))).not.toBe('neighbour');
  });

  it('beyond that counts, however much of it may be the reserve', () => {
    // Two weeks of 64 processors' reserve come to 9.6 MiB a day at most.
    const by = (bytesPerBin: number) =>
      logRatio(
        memoryGrowth,
        sound.map((bin, index) => ({
          ...bin,
          cpuCount: 64,
          memoryBytes: 5_000_000 + index * bytesPerBin,
          connectionsPerSecond: 100,
        })),
      );
    expect(by(2 ** 20)).toBeLessThan(2);
    expect(by(1.5 * 2 ** 20)).toBeGreaterThan(4);
  });

  it('is told as it is, though less of it is weighed', () => {
    const small = sound.map((bin, index) => ({
      ...bin,
      cpuCount: 64,
      memoryBytes: 5_000_000 + index * 1.5 * 2 ** 20,
      connectionsPerSecond: 100,
    }));
    expect(ask(memoryGrowth, hostTrend(small))?.growthPerDay?.estimate).toBeCloseTo(12 * 2 ** 20, -5);
  });
});
