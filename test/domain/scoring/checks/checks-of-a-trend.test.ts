import { describe, expect, it } from 'vitest';
import { grown, movesFromOldWorkers, relativeTo } from '../../../../lambdas/domain/scoring/checks/alibis.ts';
import { ask } from '../../../../lambdas/domain/scoring/checks/check.ts';
import { CHECKS, countsLeak, isLevel } from '../../../../lambdas/domain/scoring/checks/index.ts';
import { leakRates } from '../../../../lambdas/domain/scoring/checks/leak-rates.ts';
import { judgedKinds, shownKinds } from '../../../../lambdas/domain/scoring/checks/shown-kinds.ts';
import type { HostTrend } from '../../../../lambdas/domain/scoring/host-trend.ts';
import { answersOf, measureChecks, measuresOf } from '../../../../lambdas/domain/scoring/measured-checks.ts';
import { READINGS, type Reading } from '../../../../lambdas/domain/scoring/readings.ts';
import { type MadeGrowth, madeTrend } from '../made-trend.ts';

const MIB = 2 ** 20;
const growsBy = (reading: string): MadeGrowth =>
  reading.endsWith('Bytes')
    ? { perDay: 40 * MIB, level: 600 * MIB, standardError: MIB }
    : { perDay: 100, level: 2400, standardError: 3 };
/** A host of which every reading grows. */
const everything = Object.fromEntries(Object.keys(READINGS).map((name) => [name, growsBy(name)]));
const trend = madeTrend(everything);
const without = (...names: Reading[]) =>
  madeTrend(
    Object.fromEntries(Object.entries(everything).filter(([name]) => !names.includes(name as Reading))),
  );

/** What each check is about, and how its sentence begins. */
const SAID: Record<string, { kind: string; label: string; said: string }> = {
  'stuck-streams': {
    kind: 'stuck-streams',
    label: 'stuck streams',
    said: '2,400 stuck streams (2,400 older than a day)',
  },
  'dead-sockets': {
    kind: 'dead-sockets',
    label: 'dead sockets',
    said: '2,400 dead sockets (held open after the kernel closed them)',
  },
  'all-dead-sockets': {
    kind: 'dead-sockets',
    label: 'dead sockets of all workers',
    said: '2,400 dead sockets of all workers (held open after the kernel closed them)',
  },
  'unlisted-sockets': {
    kind: 'dead-sockets',
    label: 'sockets in no table',
    said: '2,400 TCP sockets allocated on the host but in no socket table',
  },
  'close-wait-sockets': {
    kind: 'live-sockets',
    label: 'sockets in CLOSE_WAIT',
    said: '2,400 sockets in CLOSE_WAIT (closed by the peer, not by HAProxy)',
  },
  'connection-growth': { kind: 'live-sockets', label: 'connections', said: '2,400 connections' },
  'streamless-connections': {
    kind: 'live-sockets',
    label: 'connections without a stream',
    said: '2,400 connections without a stream',
  },
  'untimed-streams': {
    kind: 'untimed-streams',
    label: 'streams without any timer',
    said: '2,400 streams without a timer',
  },
  'plain-file-growth': {
    kind: 'descriptors',
    label: 'descriptors that are no sockets',
    said: 'Descriptors that are no sockets',
  },
  'open-file-growth': { kind: 'descriptors', label: 'open files', said: '2,400 open files' },
  'all-open-file-growth': {
    kind: 'descriptors',
    label: 'open files of all workers',
    said: '2,400 open files of all workers',
  },
  'old-workers': { kind: 'old-workers', label: 'old workers', said: '2,400 old workers' },
  'old-worker-files': {
    kind: 'old-workers',
    label: 'open files of old workers',
    said: '2,400 open files of old workers',
  },
  'old-worker-memory': {
    kind: 'old-workers',
    label: 'memory of old workers',
    said: '600 MiB of memory in old workers',
  },
  'pool-growth': {
    kind: 'memory',
    label: "memory of HAProxy's pools",
    said: "600 MiB used in HAProxy's pools",
  },
  'resident-growth': { kind: 'memory', label: "HAProxy's memory", said: '600 MiB resident memory' },
  'all-resident-growth': {
    kind: 'memory',
    label: 'memory of all workers',
    said: '600 MiB resident memory of all workers',
  },
  'heap-growth': {
    kind: 'memory',
    label: 'memory outside of the pools',
    said: "600 MiB resident memory outside HAProxy's pools",
  },
  'memory-growth': { kind: 'tcp-memory', label: 'TCP memory', said: '600 MiB of TCP memory' },
  'aged-streams': {
    kind: 'stuck-streams',
    label: 'streams stuck for more than a day',
    said: '2,400 streams have been stuck for more than a day',
  },
  'excess-close-wait': {
    kind: 'live-sockets',
    label: 'sockets in CLOSE_WAIT beyond connections and streams',
    said: '2,400 sockets in CLOSE_WAIT beyond two for each connection and stream',
  },
  'excess-open-files': {
    kind: 'descriptors',
    label: 'open files beyond what connections and streams need',
    said: '2,400 open files beyond what connections, streams and idle connections need',
  },
};

describe('each check', () => {
  it('is known here', () => {
    expect(CHECKS.map(({ name }) => name).sort()).toEqual(Object.keys(SAID).sort());
  });

  it.each(CHECKS.map((check) => ({ name: check.name, check })))(
    'says of $name what grows',
    ({ name, check }) => {
      const expected = SAID[name];
      const host = name === 'unlisted-sockets' ? without('deadSockets', 'allDeadSockets') : trend;
      const { summary, growthPerDay } = ask(check, host) ?? { summary: '', growthPerDay: null };
      expect({ kind: check.kind, label: check.label }).toEqual({
        kind: expected?.kind,
        label: expected?.label,
      });
      expect(summary.startsWith(`${expected?.said}, `)).toBe(true);
      if (name === 'aged-streams' || isLevel(name)) return;
      expect(summary).toContain(
        check.reading.endsWith('Bytes') ? 'growing by 40 MiB/day' : 'growing by 100/day',
      );
      expect(growthPerDay?.low).toBeLessThan(growthPerDay?.estimate ?? 0);
      expect(growthPerDay?.high).toBeGreaterThan(growthPerDay?.estimate ?? Infinity);
    },
  );

  it.each(CHECKS.map((check) => ({ name: check.name, check })))('$name needs its reading', ({ check }) => {
    expect(check.measure(without(check.reading))).toBeNull();
  });

  it('does not say how many stuck streams are old where that was not read', () => {
    const [first] = CHECKS;
    expect(ask(first, without('oldStuckStreams'))?.summary).toMatch(/^2,400 stuck streams, /);
  });

  it('counts the leak in these alone', () => {
    expect(CHECKS.filter(({ name }) => countsLeak({ check: name })).map(({ name }) => name)).toEqual([
      'stuck-streams',
      'dead-sockets',
      'all-dead-sockets',
      'unlisted-sockets',
      'close-wait-sockets',
      'old-workers',
      'aged-streams',
      'excess-close-wait',
      'excess-open-files',
    ]);
    expect(countsLeak({ check: 'of an earlier version' })).toBe(false);
  });
});

describe('what every check measured', () => {
  it('is kept in numbers, and read again as it was', () => {
    const neighbours = madeTrend({
      memoryBytes: { perDay: 4 * MIB, level: 600 * MIB, standardError: MIB / 64 },
      otherSockets: { perDay: 200, level: 4000, standardError: 1 },
      stuckStreams: growsBy('stuckStreams'),
    });
    for (const host of [trend, neighbours, { ...neighbours, isLoadKnown: false }]) {
      const kept = measuresOf(measureChecks(host));
      const measured = CHECKS.flatMap((check) => {
        const measure = check.measure(host);
        return measure ? [{ name: check.name, measure }] : [];
      });
      expect(kept.map(({ check }) => check.name)).toEqual(measured.map(({ name }) => name));
      for (const [index, { measure }] of kept.entries()) {
        const { alibi, detail, isLoadOut, ...numbers } = measured[index]?.measure ?? measure;
        expect(measure).toMatchObject({ alibi, detail, isLoadOut });
        for (const [field, value] of Object.entries(numbers))
          expect(measure[field as keyof typeof numbers] / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 5);
      }
    }
    const alibis = measuresOf(measureChecks(neighbours)).map(({ measure }) => measure.alibi);
    expect(alibis).toContain('neighbour');
    expect(alibis).toContain(null);
  });

  it('is answered as the check itself does, and with what is unusual in its fleet', () => {
    const measured = measureChecks(trend);
    const usual = answersOf(measured);
    const [memory] = CHECKS.filter(({ name }) => name === 'memory-growth');
    if (!memory) throw new Error('no check');
    expect(usual.get('memory-growth')?.logRatio).toBeCloseTo(ask(memory, trend)?.logRatio ?? 0, 4);
    const drifting = answersOf(measured, { 'memory-growth': 4 });
    expect(drifting.get('memory-growth')?.logRatio).toBeLessThan(usual.get('memory-growth')?.logRatio ?? 0);
    expect(drifting.get('pool-growth')?.logRatio).toBe(usual.get('pool-growth')?.logRatio);
  });
});

describe('how fast leaks are', () => {
  const limits: Record<string, number> = {
    maxConnections: 4_000,
    maxOpenFiles: 9_000,
    memoryLimitBytes: 2 ** 33,
    pressureBytes: 2 ** 28,
  };
  const limited = (known = limits): HostTrend => ({ ...trend, limit: (name) => known[name] ?? null });

  it('goes from the limit in years to the limit in two days', () => {
    const { slowest, fastest } = leakRates(limited(), 'memory', false);
    expect([2 ** 33 / slowest, 2 ** 33 / fastest]).toEqual([1000, 2]);
    expect(2 ** 28 / leakRates(limited(), 'tcp-memory', false).slowest).toBe(1000);
    expect(leakRates(limited(), 'connections', false)).toEqual({ slowest: 4, fastest: 2000 });
    expect(leakRates(limited(), 'workers', true)).toEqual(leakRates(limited({}), 'workers', false));
  });

  it('begins with few things a day where the leak itself is counted, and no more than connections leak', () => {
    expect(leakRates(limited(), 'connections', true)).toEqual({ slowest: 0.5, fastest: 2000 });
    expect(leakRates(limited(), 'descriptors', true)).toEqual({ slowest: 0.5, fastest: 4500 });
    expect(leakRates(limited(), 'descriptors', false)).toEqual({ slowest: 4, fastest: 4500 });
    const few = limited({ ...limits, maxOpenFiles: 200 });
    expect(leakRates(few, 'descriptors', true)).toEqual({ slowest: 0.2, fastest: 100 });
  });

  it('goes by usual limits where a host does not say its own', () => {
    expect(leakRates(limited({ maxConnections: 4_000 }), 'descriptors', false).fastest).toBe(4_000);
    for (const name of ['connections', 'descriptors', 'memory', 'tcp-memory', 'workers'] as const) {
      const { slowest, fastest } = leakRates(limited({}), name, false);
      expect(slowest).toBeGreaterThan(0);
      expect(fastest).toBeGreaterThan(100 * slowest);
    }
  });
});

describe('an alibi', () => {
  it('rests on growth that is sure', () => {
    const of = (made: MadeGrowth) => grown(madeTrend({ otherSockets: made }), 'otherSockets');
    expect(of({ perDay: 40, standardError: 10, level: 1000 })).toMatchObject({ perDay: 40 });
    expect(of({ perDay: 39, standardError: 10, level: 1000 })).toBeNull();
    expect(grown(madeTrend({}), 'otherSockets')).toBeNull();
    expect(of({ perDay: 40, standardError: 10, level: 1000 })?.relative).toBeCloseTo(
      40 / (1000 - 40 * 14),
      9,
    );
  });

  it('has growth as a part of what stood before, and that never as nothing', () => {
    const growth = { ...growsBy('connections'), perDay: 100, days: 14 } as never;
    expect(relativeTo(growth, 2400)).toBe(0.1);
    expect(relativeTo(growth, 1450)).toBe(100 / 145);
    expect(relativeTo(growth, 5)).toBe(100);
  });

  it.each([
    { is: 'workers drain often, and all hold no more', share: 0.3, all: 0, because: 'levels-off' },
    { is: 'workers drain often, and all hold half as much more', share: 0.3, all: 50, because: null },
    { is: 'workers drain often, and all hold less than half', share: 0.3, all: 49, because: 'levels-off' },
    { is: 'workers drain seldom', share: 0.2, all: 0, because: null },
    { is: 'nobody read what all hold', share: 0.5, all: null, because: null },
  ])('is that new workers fill while old ones drain: $is', ({ share, all, because }) => {
    const host = madeTrend({
      ...(all !== null && { allOpenFiles: { perDay: all, standardError: 1, level: 3000 } }),
    });
    const from = Math.round((1 - share) * host.bins.length);
    const usableOfHost = host.bins.map((bin, row) => ({ ...bin, stoppingWorkers: row >= from ? 1 : 0 }));
    expect(movesFromOldWorkers({ ...host, usableOfHost }, { perDay: 100 } as never)).toBe(because);
  });

  const inUse = {
    connections: { perDay: 100, level: 2400, standardError: 3 },
    allCloseWaitSockets: { perDay: 1, level: 40, standardError: 1 },
    deadSockets: { perDay: 0, level: 0, standardError: 0.1 },
    streamlessConnections: { perDay: -9, level: 50, standardError: 2 },
    stuckStreams: { perDay: 0, level: 0, standardError: 0.1 },
    untimedStreams: { perDay: 2, level: 300, standardError: 8 },
    openFiles: { perDay: 200, level: 4800, standardError: 6 },
    poolUsedBytes: { perDay: 10 * MIB, level: 240 * MIB, standardError: MIB / 4 },
  };
  const { allCloseWaitSockets: _, ...withoutCloseWait } = inUse;

  it.each([
    { is: 'and in use', trend: inUse, because: 'in-use' },
    {
      is: 'and a quarter may be closed by the peer',
      trend: { ...inUse, allCloseWaitSockets: { perDay: 7, level: 90, standardError: 0 } },
      because: null,
    },
    {
      is: 'and a quarter have no timer',
      trend: { ...inUse, untimedStreams: { perDay: 2, level: 300, standardError: 11 } },
      because: null,
    },
    {
      is: 'and stuck',
      trend: { ...inUse, stuckStreams: { perDay: 90, level: 1200, standardError: 1 } },
      because: null,
    },
    { is: 'and nobody read CLOSE_WAIT', trend: withoutCloseWait, because: null },
    {
      is: 'perhaps',
      trend: { ...inUse, connections: { perDay: 100, level: 2400, standardError: 26 } },
      because: null,
    },
    {
      is: 'and in use, and pools and files grow faster than they do',
      trend: {
        ...inUse,
        poolUsedBytes: { perDay: 12 * MIB, level: 240 * MIB, standardError: MIB / 4 },
        openFiles: { perDay: 240, level: 4800, standardError: 6 },
      },
      because: null,
      connections: 'in-use',
    },
  ])('is that connections get more $is', ({ trend, because, connections = because }) => {
    const alibis = Object.fromEntries(
      measuresOf(measureChecks(madeTrend(trend))).map(({ check, measure }) => [check.name, measure.alibi]),
    );
    expect(alibis).toMatchObject({
      'connection-growth': connections,
      'open-file-growth': because,
      'pool-growth': because,
    });
  });

  it.each([
    { others: { perDay: 200, level: 4000, standardError: 1 }, because: 'neighbour' },
    { others: { perDay: 200, level: 4000, standardError: 100 }, because: null },
    { others: { perDay: 2, level: 4000, standardError: 0.1 }, because: null },
  ])('of TCP memory is that sockets of other programs grow as fast: $because', ({ others, because }) => {
    const host = madeTrend({
      memoryBytes: { perDay: 20 * MIB, level: 600 * MIB, standardError: MIB / 4 },
      otherSockets: others,
    });
    const [memory] = CHECKS.filter(({ name }) => name === 'memory-growth');
    expect(memory?.measure(host)?.alibi).toBe(because);
  });
});

describe('the kinds that evidence shows', () => {
  const piece = (check: string, logOdds: number) => ({ check, logOdds });

  it('are those that it speaks for', () => {
    expect(shownKinds([piece('pool-growth', 1), piece('old-workers', -1)])).toEqual(['memory']);
    expect(shownKinds([piece('pool-growth', 0)])).toEqual([]);
    expect(shownKinds([piece('of an earlier version', 2)])).toEqual([]);
  });

  it('leave out what another kind takes along', () => {
    expect(shownKinds([piece('pool-growth', 1), piece('stuck-streams', 3)])).toEqual(['stuck-streams']);
    expect(shownKinds([piece('old-workers', 1), piece('stuck-streams', 3)])).toEqual([
      'stuck-streams',
      'old-workers',
    ]);
  });

  it('are as the evidence has them where it names one', () => {
    const dead = { check: 'memory-growth', kind: 'dead-sockets' as const, logOdds: 2 };
    expect(shownKinds([dead])).toEqual(['dead-sockets']);
    expect(judgedKinds([dead])).toEqual(['dead-sockets', 'tcp-memory']);
  });

  it('are judged for or against alike', () => {
    expect(judgedKinds([piece('pool-growth', -2), piece('old-workers', 0)])).toEqual([
      'old-workers',
      'memory',
    ]);
    expect(judgedKinds([])).toEqual([]);
  });
});
