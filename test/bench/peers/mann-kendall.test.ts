import { describe, expect, it } from 'vitest';
import { madeBins } from '../made-bins.ts';
import type { Series } from '../series.ts';
import { averageRanks, hamedRao } from './hamed-rao.ts';
import { MANN_KENDALL, mannKendall, senSlope } from './mann-kendall.ts';
import { seasonalKendall, seasonalSenSlope } from './seasonal-kendall.ts';

const RISING = [12, 15, 14, 18, 17, 17, 21, 20, 24, 22, 25, 23, 23, 28];

/** A faint trend under a season of 8. */
const SEASON = [0, 7, 10, 7, 0, -7, -10, -7];
const SEASONAL = Array.from({ length: 64 }, (_, i) =>
  tenths(100 + i / 10 + (SEASON[i % 8] ?? 0) + ((i * 7919) % 13)),
);
const WITH_GAPS = SEASONAL.map((value, i) => (i % 11 === 3 || i % 11 === 4 ? null : value));

/** Noise that remembers 80% of itself. */
const WANDERING: number[] = [];
for (let i = 0, level = 0; i < 60; i++) {
  level = 0.8 * level + ((i * i * 31 + i * 17) % 23) - 11;
  WANDERING.push(Math.round(level * 1000) / 1000);
}

// Reference values: pymannkendall 1.4.3 (original_test, hamed_rao_modification_test, seasonal_test) with numpy 2.4.6 and
// scipy 1.17.1 on Python 3.11.7; NaN in place of null.
describe('rank tests agree with pymannkendall', () => {
  it.each([
    {
      name: 'rising, with ties',
      series: RISING,
      score: 71,
      variance: 331.6666666666667,
      z: 3.8436791420114225,
      slope: 1,
    },
    {
      name: 'seasonal',
      series: SEASONAL,
      score: 168,
      variance: 29792,
      z: 0.9675349046013337,
      slope: 0.06875,
    },
    {
      name: 'wandering',
      series: WANDERING,
      score: 270,
      variance: 24583.333333333332,
      z: 1.715662643145425,
      slope: 0.08354607843137254,
    },
    {
      name: 'with gaps',
      series: WITH_GAPS,
      score: 94,
      variance: 16059.333333333334,
      z: 0.7338700976812333,
      slope: 0.06798155737704896,
    },
  ])('on Mann-Kendall and Sen for the series "$name"', ({ series, score, variance, z, slope }) => {
    expectTrend(mannKendall(series), { score, variance, z });
    expect(senSlope(series)).toBeCloseTo(slope, 10);
  });

  it.each([
    {
      name: 'rising, nothing to correct',
      series: RISING,
      score: 71,
      variance: 331.6666666666667,
      z: 3.8436791420114225,
    },
    { name: 'seasonal', series: SEASONAL, score: 168, variance: 12173.539872776564, z: 1.5135892336181802 },
    { name: 'wandering', series: WANDERING, score: 270, variance: 30037.217154829083, z: 1.55210977069826 },
  ])('on Hamed and Rao for the series "$name"', ({ series, score, variance, z }) => {
    expectTrend(hamedRao(series), { score, variance, z });
  });

  it.each([
    {
      name: 'rising',
      series: RISING,
      period: 4,
      score: 16,
      variance: 24.666666666666668,
      z: 3.0202022484631095,
      slope: 4.166666666666666,
    },
    {
      name: 'seasonal',
      series: SEASONAL,
      period: 8,
      score: 88,
      variance: 522.6666666666666,
      z: 3.805457278966723,
      slope: 1.2,
    },
    {
      name: 'wandering',
      series: WANDERING,
      period: 8,
      score: 32,
      variance: 438.6666666666666,
      z: 1.4801113077342107,
      slope: 0.88985,
    },
    {
      name: 'with gaps',
      series: WITH_GAPS,
      period: 8,
      score: 60,
      variance: 290.6666666666667,
      z: 3.460623850000555,
      slope: 1.2,
    },
  ])('on seasonal Kendall for the series "$name"', ({ series, period, score, variance, z, slope }) => {
    expectTrend(seasonalKendall(series, period), { score, variance, z });
    expect(seasonalSenSlope(series, period)).toBeCloseTo(slope, 10);
  });
});

describe('Mann-Kendall as a detector', () => {
  const [alone, gated] = MANN_KENDALL;
  it.each([
    { name: 'a rise', memory: ramp(800_000, 200), pressureBytes: 1_000_000, leaks: true, soon: true },
    {
      name: 'a rise far from pressure',
      memory: ramp(10_000, 1),
      pressureBytes: 1_000_000,
      leaks: true,
      soon: false,
    },
    {
      name: 'a rise without a known limit',
      memory: ramp(800_000, 200),
      pressureBytes: null,
      leaks: true,
      soon: false,
    },
    { name: 'a fall', memory: ramp(800_000, -100), pressureBytes: 1_000_000, leaks: false, soon: false },
    { name: 'a constant', memory: ramp(800_000, 0), pressureBytes: 1_000_000, leaks: false, soon: false },
    { name: 'nothing', memory: [], pressureBytes: 1_000_000, leaks: false, soon: false },
  ])('takes $name for a leak: $leaks, near pressure: $soon', ({ memory, pressureBytes, leaks, soon }) => {
    const bins = madeBins(memory);
    expect(alone?.judge(bins, pressureBytes).leaking).toBe(leaks);
    expect(gated?.judge(bins, pressureBytes).leaking).toBe(soon);
  });
});

it.each([{ series: [] }, { series: [5] }, { series: [null, 5, null, 7] }])(
  'finds no trend in $series by Hamed and Rao',
  ({ series }) => {
    expect(hamedRao(series).z).toBe(0);
  },
);

it('gives equal values the mean of their ranks', () => {
  expect([...averageRanks([5, 1, 5, 3, 5])]).toEqual([4, 1, 4, 2, 4]);
});

function ramp(from: number, step: number): Series {
  return Array.from({ length: 56 }, (_, index) => from + step * index);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function expectTrend(
  trend: { score: number; variance: number; z: number },
  expected: { score: number; variance: number; z: number },
): void {
  expect(trend.score).toBe(expected.score);
  expect(trend.variance).toBeCloseTo(expected.variance, 6);
  expect(trend.z).toBeCloseTo(expected.z, 10);
}
