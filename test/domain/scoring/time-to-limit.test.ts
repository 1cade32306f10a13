import { describe, expect, it } from 'vitest';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { timeToLimit, timeToPressure } from '../../../lambdas/domain/scoring/time-to-limit.ts';
import { syntheticBins } from '../synthetic-bins.ts';
import { madeTrend } from './made-trend.ts';

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
