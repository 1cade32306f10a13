import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../../lambdas/domain/records/bin.ts';
import { type Design, designOf, viewOf } from '../../../../lambdas/domain/scoring/trend/design.ts';
import { growthOf, interval } from '../../../../lambdas/domain/scoring/trend/growth.ts';
import { smoothedLoads } from '../../../../lambdas/domain/scoring/trend/smoothed-load.ts';
import type { TrendOptions } from '../../../../lambdas/domain/scoring/trend/trend-options.ts';
import { syntheticBins, type Trajectory } from '../../synthetic-bins.ts';

const DAYS = 5;
const ROWS = DAYS * 8;
/** Nothing but a line. */
const BARE: TrendOptions = {
  loadHours: [],
  harmonics: 0,
  warmUpDays: [],
  draining: false,
  noises: [{ wanderHours: 6, wanderShare: 1, prior: 1 }],
  splitVersions: false,
  noiseWithLoad: 0,
  jumps: [],
  forms: true,
};

/** The model over some of a host's bins, with what it has beside a line. */
const designFor = (bins: readonly Bin[], rows: readonly number[], options: Partial<TrendOptions> = {}) =>
  designOf(viewOf(bins, { ...BARE, ...options }), rows, { ...BARE, ...options });

const binsOf = (trajectory: Partial<Trajectory> = {}) => syntheticBins(1, { days: DAYS, ...trajectory });
const old = (bins: Bin[]) => bins.map((bin) => ({ ...bin, ageSeconds: 1e7, events: [] }));
const all = (bins: readonly Bin[]) => [...bins.keys()];

function made(bins: readonly Bin[], options: Partial<TrendOptions> = {}, rows = all(bins)): Design {
  const design = designFor(bins, rows, options);
  if (!design) throw new Error('no design');
  return design;
}

const day = (row: number) => row / 8;

/** How a response that is known for each row grows, known to a millionth. */
const growth = (bins: readonly Bin[], options: Partial<TrendOptions>, response: (row: number) => number) =>
  growthOf(
    made(bins, options),
    Float64Array.from(bins, (_, row) => response(row)),
    1e-6,
  );

describe('what a model of growth has beside its line', () => {
  const steady = old(binsOf());
  const restarted = old(binsOf({ restartEveryDays: 2 }));
  const upgraded = steady.map((bin, row) => ({ ...bin, version: row < 16 ? '2.8.11' : '2.8.27' }));
  const drained = steady.map((bin, row) => ({ ...bin, stoppingWorkers: row < 16 ? 1 : 0 }));
  const young = (ageDays: number) => steady.map((bin) => ({ ...bin, ageSeconds: ageDays * 86_400 }));

  it.each<{ is: string; bins: readonly Bin[]; options: Partial<TrendOptions>; columns: number }>([
    { is: 'the level', bins: steady, options: {}, columns: 1 },
    { is: 'a level for each segment', bins: restarted, options: {}, columns: 3 },
    { is: 'two for each harmonic', bins: steady, options: { harmonics: 2 }, columns: 5 },
    { is: 'one for each stock of load', bins: steady, options: { loadHours: [0, 6] }, columns: 3 },
    { is: 'what fills, of the young', bins: young(0.8), options: { warmUpDays: [0.3] }, columns: 2 },
    { is: 'nothing that fills, of others', bins: young(0.9), options: { warmUpDays: [0.3] }, columns: 1 },
    { is: 'old workers that end', bins: drained, options: { draining: true }, columns: 2 },
    { is: 'no old workers where none end', bins: steady, options: { draining: true }, columns: 1 },
    { is: 'earlier versions', bins: upgraded, options: { splitVersions: true }, columns: 2 },
    { is: 'no earlier versions of one', bins: steady, options: { splitVersions: true }, columns: 1 },
  ])('is $is', ({ bins, options, columns }) => {
    expect(made(bins, options).degreesOfFreedom).toBe(bins.length - columns - 1);
  });

  it('leaves four degrees of freedom, or there is none', () => {
    expect(made(steady, {}, [0, 1, 2, 3, 4, 5]).degreesOfFreedom).toBe(4);
    expect(designFor(steady, [0, 1, 2, 3, 4])).toBeNull();
    expect(designFor(steady, [])).toBeNull();
  });

  it('is none where all of the time stands in one row', () => {
    const atOnce = steady.map((bin) => ({ ...bin, binAt: steady[0]?.binAt ?? '' }));
    expect(designFor(atOnce, all(atOnce))).toBeNull();
  });

  it('is as long as the present version ran', () => {
    expect(made(steady).daysOfGrowth).toBeCloseTo(DAYS - 1 / 8, 9);
    expect(made(upgraded).daysOfGrowth).toBeCloseTo(DAYS - 1 / 8, 9);
    expect(made(upgraded, { splitVersions: true }).daysOfGrowth).toBeCloseTo(3 - 1 / 8, 9);
  });

  it('may fill where a process is young, of unknown age, or was reloaded', () => {
    const withOne = (changed: Partial<Bin>) =>
      made(steady.map((bin, row) => (row === 20 ? { ...bin, ...changed } : bin))).mayFill;
    expect(made(steady).mayFill).toBe(false);
    expect(withOne({ ageSeconds: 10 * 86_400 })).toBe(false);
    expect(withOne({ ageSeconds: 9.9 * 86_400 })).toBe(true);
    expect(withOne({ ageSeconds: null })).toBe(true);
    expect(withOne({ events: ['reload'] })).toBe(true);
    expect(withOne({ events: ['reboot'] })).toBe(false);
  });

  it('trusts rows less under more load, as far as noise goes with it', () => {
    const rates = steady.map((bin, row) => ({ ...bin, connectionsPerSecond: row < 20 ? 50 : 150 }));
    const weights = (noiseWithLoad: number, bins: readonly Bin[] = rates) => {
      const { rowWeights } = made(bins, { noiseWithLoad, loadHours: [0] });
      return [rowWeights[0], rowWeights[39]];
    };
    expect(weights(0)).toEqual([1, 1]);
    expect(weights(0.5)).toEqual([1 / 0.75, 1 / 1.25]);
    expect(weights(1)).toEqual([2, 1 / 1.5]);
    const idle = steady.map((bin, row) => ({ ...bin, connectionsPerSecond: row < 1 ? 0 : 100 }));
    expect(weights(1, idle)[0]).toBeCloseTo(50, 9);
    expect(made(steady, { noiseWithLoad: 0.5 }).rowWeights[0]).toBe(1);
  });
});

describe('the growth of a response that is known', () => {
  const steady = old(binsOf());
  const restarted = old(binsOf({ restartEveryDays: 2 }));

  it.each<{
    is: string;
    bins: readonly Bin[];
    options: Partial<TrendOptions>;
    beside: (row: number) => number;
  }>([
    { is: 'a level', bins: steady, options: {}, beside: () => 500 },
    {
      is: 'levels that restarts set',
      bins: restarted,
      options: {},
      beside: (row) => [0, 900, 200][Math.floor(row / 16)] ?? 0,
    },
    {
      is: 'a day and half a day',
      bins: steady,
      options: { harmonics: 2 },
      beside: (row) => 40 * Math.sin(2 * Math.PI * day(row)) + 30 * Math.cos(4 * Math.PI * day(row)),
    },
    {
      is: 'load that comes and goes',
      bins: steady.map((bin, row) => ({ ...bin, connectionsPerSecond: 50 + ((row * 7) % 11) })),
      options: { loadHours: [0] },
      beside: (row) => 10 * ((row * 7) % 11),
    },
    {
      is: 'old workers',
      bins: steady.map((bin, row) => ({ ...bin, stoppingWorkers: row > 20 && row < 30 ? 2 : 0 })),
      options: { draining: true },
      beside: (row) => (row > 20 && row < 30 ? 600 : 0),
    },
    {
      is: 'what fills after a start',
      bins: binsOf({ freshStart: true }),
      options: { warmUpDays: [0.3] },
      beside: (row) => -700 * Math.exp(-(row + 1) / 8 / 0.3),
    },
    {
      is: 'the growth of an earlier version',
      bins: steady.map((bin, row) => ({ ...bin, version: row < 16 ? '2.8.11' : '2.8.27' })),
      options: { splitVersions: true },
      beside: (row) => (row < 16 ? 50 * (day(row) - day(ROWS - 1)) - 8 * (day(row) - day(ROWS - 1)) : 0),
    },
  ])('is without $is', ({ bins, options, beside }) => {
    const { perDay, standardError } = growth(bins, options, (row) => 8 * day(row) + beside(row));
    expect(perDay).toBeCloseTo(8, 4);
    expect(standardError).toBeLessThan(1e-4);
    expect(growth(bins, options, (row) => -8 * day(row) + (row % 2)).perDay).toBeLessThan(0);
  });

  it('has an error that nothing makes smaller than what cannot be known', () => {
    const flat = Float64Array.from(steady, () => 7);
    const [fine, coarse] = [1, 10].map((floor) => growthOf(made(steady), flat, floor));
    expect(fine?.perDay).toBe(0);
    expect(fine?.standardError).toBeGreaterThan(0);
    expect(coarse?.standardError).toBeCloseTo(10 * (fine?.standardError ?? 0), 9);
    expect(coarse?.noise).toBeCloseTo(10 * (fine?.noise ?? 0), 9);
  });

  it('is ordinary least squares of white noise', () => {
    const white = { noises: [{ wanderHours: 1, wanderShare: 0, prior: 1 }] };
    const response = steady.map((_, row) => 3 * day(row) + ((row * 7) % 5));
    const measured = growth(steady, white, (row) => response[row] ?? 0);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const days = steady.map((_, row) => day(row) - mean(steady.map((_, each) => day(each))));
    const squares = days.reduce((sum, value) => sum + value ** 2, 0);
    const slope = days.reduce((sum, value, row) => sum + value * (response[row] ?? 0), 0) / squares;
    const residuals = response.map((value, row) => value - mean(response) - slope * (days[row] ?? 0));
    const variance = residuals.reduce((sum, value) => sum + value ** 2, 0) / (ROWS - 2);
    expect(measured.perDay).toBeCloseTo(slope, 9);
    expect(measured.noise).toBeCloseTo(Math.sqrt(variance), 6);
    expect(measured.standardError).toBeCloseTo(Math.sqrt(variance / squares), 6);
    expect(measured).toMatchObject({ degreesOfFreedom: ROWS - 2, days: DAYS - 1 / 8 });
  });

  it('lies between those under each noise, and is as unsure as they differ', () => {
    const [quick, slow] = [
      { wanderHours: 1, wanderShare: 0, prior: 1 },
      { wanderHours: 60, wanderShare: 1, prior: 1 },
    ];
    const under = (...noises: TrendOptions['noises']) =>
      growth(steady, { noises }, (row) => 3 * day(row) + Math.sin(row / 4) + ((row * 7) % 5) / 4);
    if (!quick || !slow) throw new Error('no noises');
    const [one, other, both] = [under(quick), under(slow), under(quick, slow)];
    const ends = [one.perDay, other.perDay].sort((a, b) => a - b);
    expect(both.perDay).toBeGreaterThan(ends[0] ?? Infinity);
    expect(both.perDay).toBeLessThan(ends[1] ?? -Infinity);
    const surely = under({ ...quick, prior: 1e12 }, slow);
    expect(surely.perDay).toBeCloseTo(one.perDay, 4);
    expect(surely.standardError).toBeCloseTo(one.standardError, 4);
    const surer = Math.min(one.standardError, other.standardError);
    expect(both.standardError).toBeGreaterThan(surer);
  });
});

describe('what restarts release', () => {
  /** Two days each of a process that is a month old, of a new one, and a day of a third. */
  const months = 30;
  const bins = binsOf({ restartEveryDays: 2 }).map((bin, row) => ({
    ...bin,
    ageSeconds: (day(row % 16) + (row < 16 ? months : 0)) * 86_400,
    events: [],
  }));
  const grown = (row: number) => 8 * day(row % 16);
  const rough = (row: number) => ((row * 7) % 5) / 10;
  const pooled = (older: number, others: number, response: (row: number) => number) =>
    growth(bins, { jumps: [{ older, others }] }, response);

  it('tells of growth where new processes begin at one level', () => {
    const apart = growth(bins, {}, (row) => grown(row) + rough(row));
    const together = pooled(1000, 0.01, (row) => grown(row) + rough(row));
    expect(together.perDay).toBeCloseTo(8, 1);
    expect(together.standardError).toBeLessThan(0.97 * apart.standardError);
    // The level of them all is a column of its own.
    expect(together.degreesOfFreedom).toBe(apart.degreesOfFreedom - 1);
  });

  it('tells nothing of a process that grew before anybody looked', () => {
    const before = (row: number) => grown(row) + (row < 16 ? 500 : 0);
    expect(pooled(1000, 0.5, before).perDay).toBeCloseTo(8, 2);
    expect(Math.abs(pooled(0.01, 0.01, before).perDay - 8)).toBeGreaterThan(1);
    const since = (row: number) => grown(row) + (row < 16 ? 8 * months : 0);
    expect(pooled(0.01, 0.01, since).perDay).toBeCloseTo(8, 3);
  });

  it('tells nothing where new processes begin at levels of their own', () => {
    const jumping = (row: number) => grown(row) + ([0, 40, -70][Math.floor(row / 16)] ?? 0) + rough(row);
    const [free, alike] = [pooled(1000, 1000, jumping), pooled(1000, 0.01, jumping)];
    expect(free.perDay).toBeCloseTo(8, 0);
    expect(alike.standardError).toBeGreaterThan(3 * free.standardError);
    const weighed = growth(
      bins,
      {
        jumps: [
          { older: 1000, others: 1000 },
          { older: 1000, others: 0.01 },
        ],
      },
      jumping,
    );
    expect(weighed.perDay).toBeCloseTo(free.perDay, 1);
  });
});

describe('the interval of a growth', () => {
  it('reaches as far on either side as Student says', () => {
    const measured = {
      ...growth(old(binsOf()), {}, day),
      perDay: 100,
      standardError: 10,
      degreesOfFreedom: 10,
    };
    const { estimate, low, high } = interval(measured);
    expect([estimate, low, high].map((end) => end.toFixed(2))).toEqual(['100.00', '77.72', '122.28']);
    expect(interval(measured)).toEqual({ estimate, low, high });
    expect(interval({ ...measured, degreesOfFreedom: 1000 }).low).toBeCloseTo(80.38, 2);
  });
});

describe('the form of a growth', () => {
  const fresh = binsOf({ freshStart: true });
  const ofAge = (ageDays: number) =>
    fresh.map((bin, row) => ({ ...bin, ageSeconds: (ageDays + day(row)) * 86_400 }));
  const formOf = (bins: readonly Bin[], response: (row: number) => number) =>
    growth(bins, {}, (row) => 100 * response(row) + 0.3 * ((row * 7) % 5));

  it.each([0.7, 1.5, 3])('is one that levels off where it fills in %d days', (fill) => {
    expect(formOf(fresh, (row) => 1 - Math.exp(-(row + 1) / 8 / fill)).shape).toBeLessThan(-3);
  });

  it('is one that levels off where it goes with the logarithm of the age', () => {
    expect(formOf(fresh, (row) => Math.log1p((row + 1) / 4)).shape).toBeLessThan(-3);
  });

  it.each([1, 3, 5])('is a step where it rose once, after %d sevenths of the time', (sevenths) => {
    const { step, shape } = formOf(fresh, (row) => (row < Math.round((sevenths * ROWS) / 7) ? 0 : 1));
    expect(step).toBeLessThan(-3);
    expect(step).toBeLessThan(shape);
  });

  it('is a line where neither explains it', () => {
    const { shape, step } = formOf(fresh, day);
    expect(shape).toBeGreaterThan(3);
    expect(step).toBeGreaterThan(3);
  });

  it('is not asked of what does not grow clearly', () => {
    const { shape, step } = growth(fresh, {}, (row) => (row * 7) % 5);
    expect([shape, step]).toEqual([0, 0]);
  });

  it('is not asked where forms are left out', () => {
    const { shape, step, perDay } = growth(fresh, { forms: false }, day);
    expect([shape, step]).toEqual([0, 0]);
    expect(perDay).toBe(growth(fresh, {}, day).perDay);
  });

  it('is asked of what falls as well', () => {
    expect(formOf(fresh, (row) => -day(row)).step).toBeGreaterThan(3);
  });

  it('cannot be filling where nothing is young enough to fill', () => {
    expect(formOf(ofAge(10), day).shape).toBe(Infinity);
    expect(formOf(ofAge(9.9), day).shape).toBeLessThan(Infinity);
  });
});

describe('what smooths load', () => {
  const bins = old(binsOf());

  it('is nothing where no connection ever came', () => {
    expect(
      smoothedLoads(
        bins.map((bin) => ({ ...bin, connectionsPerSecond: 0 })),
        [0],
      ),
    ).toEqual([]);
  });

  it('keeps a rate over bins where it was not read', () => {
    const read = (row: number) => (row < 8 ? 100 : row === 20 ? null : 50);
    const [stock] = smoothedLoads(
      bins.map((bin, row) => ({ ...bin, connectionsPerSecond: read(row) })),
      [0],
    );
    expect(stock?.[20]).toBe(stock?.[19]);
    expect(stock?.[0]).toBe(2 * (stock?.[19] ?? 0));
  });

  it('begins with a usual day where the first bins were not read', () => {
    const [stock] = smoothedLoads(
      bins.map((bin, row) => ({ ...bin, connectionsPerSecond: row < 2 ? null : 80 })),
      [0],
    );
    expect([stock?.[0], stock?.[1]]).toEqual([1, 1]);
  });

  it('begins empty with a process that had no time to fill', () => {
    const of = (ageSeconds: number | null) =>
      smoothedLoads(
        bins.map((bin, row) => ({
          ...bin,
          connectionsPerSecond: 60,
          ageSeconds: ageSeconds === null ? null : ageSeconds + row * 10_800,
        })),
        [6],
      )[0]?.[0];
    expect(of(3600)).toBeCloseTo((1 - Math.exp(-3 / 6)) / 2, 9);
    expect(of(7 * 3600)).toBeCloseTo(1, 9);
    expect(of(null)).toBeCloseTo(1, 9);
  });
});
