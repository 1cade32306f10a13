import { describe, expect, it } from 'vitest';
import { madeBins } from '../made-bins.ts';
import { deriv, PROMETHEUS, predictLinear } from './prometheus.ts';

describe('deriv', () => {
  it.each([
    // Samples 3 h apart: the slope of two is their difference over 10,800 s.
    { name: 'two samples', series: [0, 100, 208], windowHours: 6, perSecond: 0.01 },
    // x = -3, 0, 3 h and y = 0, 6, 3: sum xy = 9, sum xx = 18, .5 an hour.
    { name: 'three samples', series: [9, 0, 6, 3], windowHours: 9, perSecond: 0.5 / 3600 },
    // With a gap in the middle the two that are left, 6 h apart.
    { name: 'a gap', series: [0, null, 6], windowHours: 9, perSecond: 1 / 3600 },
    { name: 'a constant', series: [7, 7, 7], windowHours: 9, perSecond: 0 },
    { name: 'one sample', series: [null, 5], windowHours: 6, perSecond: null },
  ])('gives $perSecond a second for $name', ({ series, windowHours, perSecond }) => {
    const slope = deriv(series, windowHours);
    if (perSecond === null) expect(slope).toBeNull();
    else expect(slope).toBeCloseTo(perSecond, 12);
  });
});

describe('predict_linear', () => {
  it.each([
    // 36 at 1.5 h before the end, 36 more each 3 h: 54 at the end, 12 an hour from there.
    { name: 'a line', series: [0, 36], windowHours: 6, horizonHours: 24, value: 342 },
    { name: 'a line, at the evaluation itself', series: [0, 36], windowHours: 6, horizonHours: 0, value: 54 },
    { name: 'a constant', series: [8, 8, 8], windowHours: 9, horizonHours: 1000, value: 8 },
    // Mean 3 at x = -4.5 h, .5 an hour: 5.25 at the end, 6.25 two hours on.
    {
      name: 'three samples by least squares',
      series: [0, 6, 3],
      windowHours: 9,
      horizonHours: 2,
      value: 6.25,
    },
  ])('predicts $value for $name', ({ series, windowHours, horizonHours, value }) => {
    expect(predictLinear(series, windowHours, horizonHours)).toBeCloseTo(value, 10);
  });
});

describe('alerts', () => {
  const flat = Array.from({ length: 224 }, () => 500_000);
  const rise = flat.map((value, index) => value + 1000 * index);
  const lastDip = rise.map((value, index) => (index === 220 ? value - 20_000 : value));
  it.each([
    { name: 'flat memory', memory: flat, fires: [false, false, false, false, false] },
    // 8,000 a day from 723,000: 32,000 in 4 days, 56,000 in 7, 224,000 in 28.
    { name: 'a steady rise', memory: rise, fires: [false, false, false, true, true] },
    {
      name: 'a steady rise near pressure',
      memory: rise.map((value) => value + 230_000),
      fires: [false, true, true, true, true],
    },
    { name: 'a dip on the last day', memory: lastDip, fires: [false, false, false, false, true] },
    { name: 'two days of a rise', memory: rise.slice(-16), fires: [false, false, false, true, false] },
    { name: 'nothing', memory: [], fires: [false, false, false, false, false] },
  ])('fire for $name as their rules say: $fires', ({ memory, fires }) => {
    expect(PROMETHEUS.map(({ judge }) => judge(madeBins(memory), 1_000_000).leaking)).toEqual(fires);
  });
});
