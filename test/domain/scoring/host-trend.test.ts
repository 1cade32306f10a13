import { describe, expect, it } from 'vitest';
import { median } from '../../../lambdas/domain/median.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { READINGS, type Reading, type Scope } from '../../../lambdas/domain/scoring/readings.ts';
import { TREND_OPTIONS } from '../../../lambdas/domain/scoring/trend/trend-options.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const MIB = 2 ** 20;

/** A host whose workers hold as much together as the running one does, and an old one the more at an end. */
const host = (oldAt: number, oldBytes: number) =>
  syntheticBins(1, { days: 10 }).map((bin, row) => ({
    ...bin,
    residentBytes: (300 + row + ((row * 7) % 5)) * MIB,
    allResidentBytes: (300 + row + ((row * 7) % 5)) * MIB + (row === oldAt ? oldBytes : 0),
    stoppingWorkers: row === oldAt && oldBytes > 0 ? 1 : 0,
  }));

it('fits what all workers hold once more only where it is not what the running one holds', () => {
  const one = hostTrend(host(40, 0));
  expect(one.growth('allResidentBytes')).toBe(one.growth('residentBytes'));
  const two = hostTrend(host(40, 900 * MIB));
  expect(two.growth('allResidentBytes')).not.toEqual(two.growth('residentBytes'));
});

it('takes bins in any order, of two for one instant the later', () => {
  const bins = host(40, 0);
  const [first] = bins;
  if (!first) throw new Error('no bins');
  const stale = { ...first, residentBytes: 9000 * MIB };
  const [told, mixed] = [hostTrend(bins), hostTrend([stale, ...bins.toReversed()])];
  expect(told.bins).toBe(bins);
  expect(mixed.bins).toEqual(bins);
  expect(hostTrend([stale, ...bins]).bins).toEqual(bins);
  expect(mixed.growth('residentBytes')).toEqual(told.growth('residentBytes'));
  expect(hostTrend([...bins, stale]).growth('residentBytes')).not.toEqual(told.growth('residentBytes'));
});

/** A host that is reloaded each five days; each worker has its own segment, all of them that of the host. */
const reloaded = (changed: (row: number) => Partial<Bin> = () => ({})) =>
  syntheticBins(1, { days: 10 }).map((bin, row): Bin => {
    const [isReload, sockets] = [row > 0 && row % 40 === 0, 5 * row + ((row * 7) % 5)];
    const held = { deadSockets: sockets, allDeadSockets: sockets, openFiles: sockets, allOpenFiles: sockets };
    return {
      ...bin,
      ...held,
      usable: !isReload,
      hostUsable: true,
      events: isReload ? ['reload'] : [],
      segment: `worker ${Math.floor(row / 40)}`,
      hostSegment: 'boot',
      allResidentBytes: bin.residentBytes,
      ...changed(row),
    };
  });

describe('the views of a host', () => {
  it('are one where one set of workers ran all the time, though bins are missing', () => {
    const bins = host(40, 0).map((bin, row) => (row === 30 ? { ...bin, usable: false, segment: null } : bin));
    const trend = hostTrend(bins);
    expect(trend.usable).toHaveLength(79);
    expect(trend.usableOfHost[0]).toBe(bins[0]);
    expect(trend.usableOfHost).toEqual(trend.usable);
  });

  it('are two where a worker came, in the same segment or another', () => {
    const trend = hostTrend(reloaded());
    expect([trend.usable, trend.usableOfHost].map(({ length }) => length)).toEqual([79, 80]);
    const same = hostTrend(reloaded(() => ({ segment: 'worker' })));
    expect([same.usable, same.usableOfHost].map(({ length }) => length)).toEqual([79, 80]);
    const smooth = hostTrend(reloaded((row) => ({ usable: true, segment: row < 76 ? 'old' : 'new' })));
    expect([smooth.lastDay('workers').length, smooth.lastDay('host').length]).toEqual([4, 8]);
  });

  it("leave out what is not the whole host's, and count its days", () => {
    const trend = hostTrend(reloaded((row) => ({ hostUsable: row < 76 })));
    expect(trend.usableOfHost).toHaveLength(76);
    expect(trend.days).toBe(9.5);
  });

  it("have growth of their own: memory's is over reloads, connections' within a worker", () => {
    const rising = reloaded((row) => ({
      memoryBytes: (1000 + 100 * Math.floor(row / 40) + ((row * 7) % 5)) * MIB,
      connections: 4000 + (row % 40) * 10,
    }));
    const trend = hostTrend(rising);
    const wholly = hostTrend(rising.map((bin) => ({ ...bin, segment: 'worker', usable: true })));
    expect(wholly.growth('memoryBytes')).toEqual(trend.growth('memoryBytes'));
    expect((trend.growth('memoryBytes')?.perDay ?? 0) / MIB).toBeGreaterThan(8);
    expect(wholly.growth('connections')?.perDay).not.toBeCloseTo(trend.growth('connections')?.perDay ?? 0, 0);
  });
});

describe('what all workers hold', () => {
  const areOfRunning = (bins: readonly Bin[]) => {
    const trend = hostTrend(bins);
    return {
      deadSockets: trend.growth('allDeadSockets') === trend.growth('deadSockets'),
      openFiles: trend.growth('allOpenFiles') === trend.growth('openFiles'),
      residentBytes: trend.growth('allResidentBytes') === trend.growth('residentBytes'),
    };
  };
  const ALL = { deadSockets: true, openFiles: true, residentBytes: true };

  it('grows as what the running one holds where there never was another, its memory within one worker', () => {
    const steady = reloaded(() => ({ usable: true, segment: 'worker' }));
    expect(areOfRunning(steady)).toEqual(ALL);
    expect(areOfRunning(reloaded())).toEqual({ ...ALL, residentBytes: false });
  });

  it('grows by itself where there was an old one, though it held nothing, or where readings differ', () => {
    expect(areOfRunning(reloaded((row) => ({ stoppingWorkers: row === 41 ? 1 : 0 })))).toEqual({
      deadSockets: false,
      openFiles: false,
      residentBytes: false,
    });
    const strange = reloaded((row) => (row === 50 ? { allDeadSockets: 10 } : {}));
    expect(areOfRunning(strange)).toEqual({ ...ALL, deadSockets: false, residentBytes: false });
  });
});

describe('the last day of a host', () => {
  const bins = host(40, 0);
  const newest = bins.at(-1);
  const binsOf = (changed: (bin: Bin, fromEnd: number) => Partial<Bin>) =>
    bins.map((bin, row) => ({ ...bin, ...changed(bin, bins.length - 1 - row) }));
  const lastDay = (changed: (bin: Bin, fromEnd: number) => Partial<Bin>, scope: Scope = 'workers') =>
    hostTrend(binsOf(changed))
      .lastDay(scope)
      .map(({ binAt }) => binAt);
  const times = bins.map(({ binAt }) => binAt);

  it('has eight bins, and the median of a reading in them', () => {
    const trend = hostTrend(bins);
    expect(trend.lastDay('workers')).toEqual(bins.slice(-8));
    const printed = binsOf(({ binAt }) => ({ binAt: binAt.replace('.000Z', 'Z') }));
    expect(hostTrend(printed).lastDay('workers')).toEqual(printed.slice(-8));
    expect(trend.level('residentBytes')).toBe(median(bins.slice(-8).map((bin) => bin.residentBytes ?? 0)));
    expect(
      hostTrend(binsOf((_, fromEnd) => (fromEnd < 2 ? {} : { residentBytes: null }))).level('residentBytes'),
    ).toBe(median(bins.slice(-2).map((bin) => bin.residentBytes ?? 0)));
    expect(hostTrend(binsOf(() => ({ residentBytes: null }))).level('residentBytes')).toBeNull();
  });

  it('has none of another segment', () => {
    expect(lastDay((_, fromEnd) => ({ segment: fromEnd < 3 ? 'new' : 'old' }))).toEqual(times.slice(-3));
  });

  it('has none before it, though bins are missing', () => {
    const gone = bins.filter((_, row) => row < 60 || row % 3 === 1);
    const within = gone.filter(
      ({ binAt }) => Date.parse(binAt) > Date.parse(newest?.binAt ?? '') - 86_400_000,
    );
    expect(within.length).toBeLessThan(8);
    expect(hostTrend(gone).lastDay('workers')).toEqual(within);
  });

  it('is that of the scope, where workers come and go', () => {
    const reloaded = (_: Bin, fromEnd: number): Partial<Bin> => ({
      usable: fromEnd > 4,
      hostUsable: true,
      segment: 'one',
      hostSegment: 'host',
    });
    expect(lastDay(reloaded, 'workers')).toEqual(times.slice(-13, -5));
    expect(lastDay(reloaded, 'host')).toEqual(times.slice(-8));
  });

  it('is what was read, where no bin is whole yet', () => {
    const unready = (sampled: number) =>
      lastDay((_, fromEnd) => ({ usable: false, sampled: fromEnd === 1 ? sampled : 0 }));
    expect(unready(1)).toEqual(times.slice(-2, -1));
    expect(unready(0)).toEqual([]);
  });

  it('has limits as they were last read', () => {
    const changed = hostTrend(
      binsOf((_, fromEnd) => ({ maxConnections: fromEnd === 0 ? null : fromEnd === 1 ? 500 : 400 })),
    );
    expect(changed.limit('maxConnections')).toBe(500);
    expect(hostTrend(binsOf(() => ({ maxConnections: null }))).limit('maxConnections')).toBeNull();
  });
});

describe('the growth of a reading', () => {
  it('is that of the bins in which it was read', () => {
    const bins = host(40, 0);
    const read = (row: number) => row % 5 !== 2;
    const some = hostTrend(
      bins.map((bin, row) => ({ ...bin, residentBytes: read(row) ? bin.residentBytes : null })),
    );
    const those = hostTrend(bins.filter((_, row) => read(row)));
    const [partly, wholly] = [some, those].map(
      (trend) => trend.growth('residentBytes')?.perDay ?? Number.NaN,
    );
    expect((partly ?? 0) / (wholly ?? 0)).toBeCloseTo(1, 2);
    expect(some.growth('memoryBytes')).not.toEqual(those.growth('memoryBytes'));
    expect(
      hostTrend(bins.map((bin) => ({ ...bin, residentBytes: null }))).growth('residentBytes'),
    ).toBeNull();
  });

  it('is the same whatever was asked before it', () => {
    const bins = reloaded((row) => ({
      stoppingWorkers: row % 40 < 10 ? 1 : 0,
      stoppingOpenFiles: row % 40 < 10 ? 40 + row : 0,
      poolUsedBytes: row % 6 === 2 ? null : (500 + row) * MIB,
      timeWaitSockets: row % 6 === 3 ? null : 3_000 + ((row * 7) % 100),
    }));
    const readings = Object.keys(READINGS) as Reading[];
    const alone = readings.map((reading) => hostTrend(bins).growth(reading));
    for (const order of [readings, readings.toReversed()]) {
      const trend = hostTrend(bins);
      const growths = new Map(order.map((reading) => [reading, trend.growth(reading)]));
      expect(readings.map((reading) => growths.get(reading))).toEqual(alone);
      expect(trend.growth('memoryBytes')).toBe(growths.get('memoryBytes'));
    }
  });

  it('is not explained by the number of old workers where it is theirs', () => {
    const leaving = (row: number) => {
      const old = Math.floor(row / 8) + (row % 3 === 0 ? 1 : 0);
      const files = 100 * old + (row % 5);
      return { stoppingWorkers: old, stoppingOpenFiles: files, allOpenFiles: files, orphans: files };
    };
    const perDay = (draining: boolean, reading: Reading) =>
      hostTrend(reloaded(leaving), { ...TREND_OPTIONS, draining }).growth(reading)?.perDay;
    for (const reading of ['stoppingOpenFiles', 'allOpenFiles'] as const) {
      expect(perDay(true, reading)).toBeGreaterThan(80);
      expect(perDay(false, reading)).toBe(perDay(true, reading));
    }
    expect(perDay(true, 'orphans')).toBeLessThan(10);
    expect(perDay(false, 'orphans')).toBeGreaterThan(80);
  });

  it('is beside a curve of the day, but for what only leaks', () => {
    const daily = host(40, 0).map((bin, row) => {
      const value = Math.round(500 + 3 * row + 100 * Math.cos((row * Math.PI) / 4) + ((row * 7) % 5));
      return { ...bin, openFiles: value, deadSockets: value };
    });
    const noise = (reading: Reading) => hostTrend(daily).growth(reading)?.noise ?? 0;
    expect(noise('deadSockets')).toBeGreaterThan(10 * noise('openFiles'));
  });

  it('is beside as fine a curve as is asked for', () => {
    const daily = host(40, 0).map((bin, row) => ({
      ...bin,
      openFiles: Math.round(500 + 100 * Math.cos((row * Math.PI) / 2) + ((row * 7) % 5)),
    }));
    const noise = (harmonics: number) =>
      hostTrend(daily, { ...TREND_OPTIONS, harmonics }).growth('openFiles')?.noise ?? 0;
    expect(noise(2)).toBeLessThan(0.2 * noise(1));
  });

  it('is beside a finer curve of the day where restarts come each day', () => {
    const restarting = (everyBins: number) =>
      host(40, 0).map((bin, row) => ({
        ...bin,
        events: row > 0 && row % everyBins === 0 ? (['restart'] as const).slice() : [],
        segment: `${Math.floor(row / everyBins)}`,
        ageSeconds: (row % everyBins) * 10_800,
        residentBytes: (300 + 80 * Math.cos((row * Math.PI) / 2) + ((row * 7) % 5)) * MIB,
      }));
    const errors = [8, 16].map((every) => hostTrend(restarting(every)).growth('residentBytes')?.noise ?? 0);
    expect(errors[0]).toBeLessThan(0.2 * (errors[1] ?? 0));
    expect(hostTrend(restarting(8)).restartEverySeconds).toBe(86_400);
  });
});
