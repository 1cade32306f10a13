import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { timeToLimit, timeToPressure } from '../../../lambdas/domain/scoring/time-to-limit.ts';
import { syntheticBins } from '../synthetic-bins.ts';
import { type MadeGrowth, madeTrend } from './made-trend.ts';

const LEAK_BYTES_A_DAY = 200 * 260_000;
const leaking = (seed: number) => syntheticBins(seed, { days: 14, stuckPerDay: 200 });

describe('the time to pressure', () => {
  it('covers the true one as often as it says', () => {
    const covered = Array.from({ length: 100 }, (_, seed) => {
      const bins = leaking(seed);
      const pressure = bins[0]?.pressureBytes ?? 0;
      const level = 4_000 * 40_000 + (bins.at(-4)?.stuckStreams ?? 0) * 260_000;
      const trueSeconds = ((pressure - level) / LEAK_BYTES_A_DAY) * 86_400;
      const { low, high } = timeToPressure(hostTrend(bins), 0.9) ?? { low: Infinity, high: 0 };
      return low <= trueSeconds && trueSeconds <= (high ?? Infinity);
    });
    expect(covered.filter(Boolean).length).toBeGreaterThanOrEqual(80);
  });

  it('is now where the limit is passed', () => {
    const over = leaking(1).map((bin) => ({ ...bin, pressureBytes: 1_000_000 }));
    expect(timeToPressure(hostTrend(over))).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it('has no end where growth may be none', () => {
    const faint = Array.from({ length: 30 }, (_, seed) =>
      timeToPressure(hostTrend(syntheticBins(seed, { days: 14 }))),
    );
    const growing = faint.filter((time) => time !== null);
    expect(growing.length).toBeGreaterThan(5);
    expect(growing.filter(({ high }) => high === null).length).toBeGreaterThanOrEqual(0.9 * growing.length);
  });

  it('is a tenth off for a growth that is known exactly, since the model is not', () => {
    const exact = madeTrend({ connections: { level: 1_000, perDay: 100, standardError: 1e-9, noise: 1e-9 } });
    const time = timeToLimit(exact, exact.growth('connections'), { level: 1_000, limit: 10_000 });
    const days = [time?.low, time?.estimate, time?.high].map((seconds) => (seconds ?? 0) / 86_400);
    expect(days[0]).toBeCloseTo(90 / 1.1, 0);
    expect(days[1]).toBeCloseTo(90, 0);
    expect(days[2]).toBeCloseTo(90 / 0.9, 0);
  });

  it.each(['memoryBytes', 'pressureBytes'] as const)('is not known without %s', (name) => {
    const blind = leaking(1).map((bin) => ({ ...bin, [name]: null }));
    expect(timeToPressure(hostTrend(blind))).toBeNull();
  });

  it('is a number where no day is observed within one segment', () => {
    const restless = leaking(1).map((bin, index) => ({ ...bin, segment: `of bins ${index >> 2}` }));
    expect(timeToPressure(hostTrend(restless))).toMatchObject({
      estimate: expect.toSatisfy(Number.isFinite),
      low: expect.toSatisfy(Number.isFinite),
    });
  });

  it('is less sure where the leak comes in bursts', () => {
    const even = leaking(1);
    const bursts = even.map((bin, index) => {
      const stuck = 700 * Math.floor(index / 28);
      const grown = (stuck - (bin.stuckStreams ?? 0)) * 260_000;
      return {
        ...bin,
        stuckStreams: stuck,
        deadSockets: 2 * stuck,
        memoryBytes: (bin.memoryBytes ?? 0) + grown,
      };
    });
    const width = (bins: typeof even) => {
      const { low = 0, high = 0 } = timeToPressure(hostTrend(bins)) ?? {};
      return (high ?? Infinity) - low;
    };
    expect(width(bursts)).toBeGreaterThan(2 * width(even));
  });
});

describe('how evenly a leak comes', () => {
  const STUCK: MadeGrowth = { perDay: 60, standardError: 20 };
  /** Bins whose streams get stuck by a hundred at a time, on the third day and the tenth. */
  const bursts = (changed: (bin: Bin, row: number) => Partial<Bin> = () => ({})) =>
    syntheticBins(1, { days: 14 }).map((bin, row) => {
      const stuckStreams = row < 20 ? 0 : row < 76 ? 100 : 200;
      return { ...bin, stuckStreams, deadSockets: 8 * row, ...changed({ ...bin, stuckStreams }, row) };
    });
  /** As a part of the growth, from how early the limit may be reached: all else that is unsure is a twentieth. */
  const unevenness = (usable: readonly Bin[], counts: Parameters<typeof madeTrend>[0] = {}) => {
    const growth: MadeGrowth = { level: 1_000, perDay: 100, standardError: 1e-9, noise: 1e-9 };
    const trend = { ...madeTrend({ connections: growth, stuckStreams: STUCK, ...counts }), usable };
    const time = timeToLimit(trend, trend.growth('connections'), { level: 1_000, limit: 10_000 });
    const reach = 90 / ((time?.low ?? 0) / 86_400) - 1;
    // Student's t of 90 degrees of freedom.
    return Math.sqrt(Math.max(0, (reach / 1.98667) ** 2 - 0.05 ** 2));
  };
  /** Of each bin's gain over a day, so many are a hundred and the others nothing. */
  const ofGains = (hundreds: number, gains: number) =>
    Math.sqrt((6 / 5) * 8 * 100 ** 2 * (hundreds - hundreds ** 2 / gains)) / (100 * hundreds);

  it('is by how much a day differs from another', () => {
    expect(unevenness(bursts())).toBeCloseTo(ofGains(16, 104), 3);
    const even = bursts((_, row) => ({ stuckStreams: 8 * row }));
    expect(unevenness(even)).toBeCloseTo(0, 3);
    const once = bursts((_, row) => ({ stuckStreams: row < 20 ? 0 : 100 }));
    expect(ofGains(8, 104)).toBeGreaterThan(1);
    expect(unevenness(once)).toBeCloseTo(1, 3);
  });

  it('is not told by a count that does not clearly grow', () => {
    const unclear = { stuckStreams: { perDay: 60, standardError: 20.1 } };
    expect(unevenness(bursts(), unclear)).toBeCloseTo(0, 3);
    const deadSockets = { perDay: 60, standardError: 1 };
    const once = bursts((_, row) => ({ deadSockets: row < 20 ? 0 : 100 }));
    expect(unevenness(once, { ...unclear, deadSockets })).toBeCloseTo(1, 3);
  });

  it('is told by the next count where the first gained nothing within a day', () => {
    const falling = bursts(({ stuckStreams }, row) => ({
      stuckStreams: 200 - (stuckStreams ?? 0),
      deadSockets: row < 20 ? 0 : row < 76 ? 100 : 200,
    }));
    const clear = { perDay: 60, standardError: 1 };
    expect(unevenness(falling)).toBeCloseTo(0, 3);
    expect(unevenness(falling, { deadSockets: clear })).toBeCloseTo(ofGains(16, 104), 3);
  });

  it('is of whole days within one segment, in which the count was read', () => {
    // At row 60 nothing had happened for days: what is left out are eight gains of nothing.
    const parted = bursts((_, row) => ({ segment: row < 60 ? 'before' : 'after' }));
    expect(unevenness(parted)).toBeCloseTo(ofGains(16, 96), 3);
    const gap = bursts().filter((_, row) => row < 50 || row >= 60);
    expect(unevenness(gap)).toBeCloseTo(ofGains(16, 104 - 10 - 8), 3);
    const unread = bursts(({ stuckStreams }, row) => ({ stuckStreams: row === 50 ? null : stuckStreams }));
    expect(unevenness(unread)).toBeCloseTo(ofGains(16, 102), 3);
  });
});
