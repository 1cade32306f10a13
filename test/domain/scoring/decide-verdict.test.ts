import { describe, expect, it } from 'vitest';
import { Bin } from '../../../lambdas/domain/records/bin.ts';
import { BIN, BIN_SECONDS, BINS_A_DAY } from '../../../lambdas/domain/records/time.ts';
import {
  type Balance,
  decideVerdict,
  restartsApart,
  verdictFacts,
} from '../../../lambdas/domain/scoring/decide-verdict.ts';
import type { HostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import type { Reading } from '../../../lambdas/domain/scoring/readings.ts';
import type { Growth } from '../../../lambdas/domain/scoring/trend/growth.ts';

const MIB = 2 ** 20;

/** Bins in a row, 100 MiB of memory in each, unless told otherwise. */
function binsOf(count: number, told: (index: number) => Partial<Bin> = () => ({})): Bin[] {
  return Array.from({ length: count }, (_, index) =>
    Bin.parse({
      schema: 1,
      binAt: new Date(Date.UTC(2026, 9, 1) + index * BIN).toISOString(),
      hostId: 'i-1',
      accountId: '111122223333',
      region: 'eu-west-1',
      sampled: 12,
      unreachable: 0,
      malformed: 0,
      usable: true,
      events: [],
      segment: 'a',
      ageSeconds: 1_000_000,
      pageBytes: 4096,
      memoryBytes: 100 * MIB,
      ...told(index),
    }),
  );
}

/** A growth in standard errors, and the log of how much better it fits than one that saturates. */
const growth = (significance: number, shape = 0): Growth => ({
  perDay: 4 * significance,
  standardError: 4,
  degreesOfFreedom: 80,
  shape,
  step: 0,
  noise: 1,
  days: 14,
});

interface Made {
  days?: number;
  usable?: Bin[];
  growths?: Partial<Record<Reading, Growth>>;
  levels?: Partial<Record<Reading, number>>;
}

/** A host of fourteen days whose stuck streams are counted and do not grow. */
function host({ days = 14, usable = binsOf(112), growths = {}, levels = {} }: Made = {}): HostTrend {
  const grown: Made['growths'] = { memoryBytes: growth(0), stuckStreams: growth(0), ...growths };
  const standing: Made['levels'] = { memoryBytes: 100 * MIB, stuckStreams: 0, connections: 4000, ...levels };
  return {
    bins: usable,
    usable,
    usableOfHost: usable,
    days,
    growth: (reading) => grown[reading] ?? null,
    restartEverySeconds: null,
    isLoadKnown: true,
    lastDay: () => [],
    limit: () => null,
    level: (reading) => standing[reading] ?? null,
  };
}

const balance = (
  probability: number,
  mechanismLogOdds = 0,
  statisticsLogOdds = 0,
  witness: Balance['witness'] = null,
): Balance => ({
  probability,
  mechanismLogOdds,
  statisticsLogOdds,
  witness,
  isAlone: witness === 'memory-growth',
});
const NONE = balance(0.01);
const none = () => null;

const verdictOf = (trend: HostTrend, of: Balance, unadjusted: () => Growth | null) =>
  decideVerdict(verdictFacts(trend, [], unadjusted), of);

describe('the verdict on what speaks for a leak', () => {
  it.each([
    { of: 'counts that are clear', balance: balance(0.5, 3), days: 2, verdict: 'leaking' },
    {
      of: 'counts that are clear, a little less likely',
      balance: balance(0.49, 3),
      days: 2,
      verdict: 'suspected',
    },
    { of: 'clear counts that are hardly likely', balance: balance(0.15, 3), days: 2, verdict: 'suspected' },
    { of: 'clear counts that are not likely', balance: balance(0.14, 3), days: 14, verdict: 'healthy' },
    {
      of: 'less than two days of clear counts',
      balance: balance(1, 9),
      days: 1.9,
      verdict: 'suspected',
    },
    {
      of: 'less than two days of counts that are not clear',
      balance: balance(1, 2.9, 9),
      days: 1.9,
      verdict: 'insufficient-data',
    },
    {
      of: 'less than two days of clear counts that are not likely',
      balance: balance(0.14, 3),
      days: 1.9,
      verdict: 'insufficient-data',
    },
    {
      of: 'counts that are not clear, early',
      balance: balance(0.9, 2.9),
      days: 6.9,
      verdict: 'insufficient-data',
    },
    { of: 'overwhelming statistics, early', balance: balance(1, 0, 5), days: 2, verdict: 'suspected' },
    { of: 'less than that, early', balance: balance(1, 0, 4.9), days: 6.9, verdict: 'insufficient-data' },
    { of: 'statistics after a week', balance: balance(1, 0, 4.9), days: 7, verdict: 'suspected' },
    {
      of: 'statistics after less than two weeks',
      balance: balance(1, 0, 9),
      days: 13.4,
      verdict: 'suspected',
    },
    { of: 'statistics that are hardly likely', balance: balance(0.55, 1, 2), days: 14, verdict: 'suspected' },
    { of: 'statistics that are not likely', balance: balance(0.54, 1, 2), days: 14, verdict: 'healthy' },
    { of: 'stuck streams', balance: balance(0.4, 3, 0, 'stuck-streams'), days: 14, verdict: 'suspected' },
    { of: 'fewer of them', balance: balance(0.39, 3, 0, 'stuck-streams'), days: 14, verdict: 'healthy' },
    { of: 'old workers', balance: balance(0.25, 3, 0, 'old-workers'), days: 14, verdict: 'suspected' },
    { of: 'less sure ones', balance: balance(0.24, 3, 0, 'old-workers'), days: 14, verdict: 'healthy' },
    {
      of: 'files that are no sockets',
      balance: balance(0.15, 0, 2, 'plain-file-growth'),
      days: 14,
      verdict: 'suspected',
    },
    { of: 'pools', balance: balance(0.4, 0, 2, 'pool-growth'), days: 14, verdict: 'suspected' },
    {
      of: 'pools that are not likely',
      balance: balance(0.39, 0, 2, 'pool-growth'),
      days: 14,
      verdict: 'healthy',
    },
    { of: 'TCP memory', balance: balance(0.3, 0, 2, 'memory-growth'), days: 14, verdict: 'suspected' },
    {
      of: 'TCP memory that is surer than a leak has to be, what can be counted being flat',
      balance: balance(0.99, 0, 9, 'memory-growth'),
      days: 14,
      verdict: 'suspected',
    },
    {
      of: 'TCP memory that is not likely',
      balance: balance(0.29, 0, 2, 'memory-growth'),
      days: 14,
      verdict: 'healthy',
    },
    { of: 'sure statistics after two weeks', balance: balance(0.75), days: 13.5, verdict: 'leaking' },
    { of: 'less sure statistics after two weeks', balance: balance(0.74), days: 14, verdict: 'suspected' },
  ])('is $verdict for $of', ({ balance, days, verdict }) => {
    expect(verdictOf(host({ days }), balance, none)).toBe(verdict);
  });

  /** Bins of processes that lived for so many bins each, one after the other. */
  const processes = (...lives: number[]) => {
    const ages = lives.flatMap((life) => Array.from({ length: life }, (_, bin) => (bin + 1) * BIN_SECONDS));
    return binsOf(ages.length, (index) => ({ ageSeconds: ages[index] ?? null }));
  };

  it.each([
    { lives: [8, 8, 8, 40], restarts: 3, verdict: 'leaking' },
    { lives: [8, 8, 48], restarts: 2, verdict: 'suspected' },
    { lives: [8, 8, 7, 41], restarts: 2, verdict: 'suspected' },
  ])('is $verdict for statistics of a week with processes of $lives bins', ({ lives, restarts, verdict }) => {
    const usable = processes(...lives);
    expect(restartsApart(host({ usable }))).toBe(restarts);
    expect(verdictOf(host({ days: 8, usable }), balance(0.9), none)).toBe(verdict);
  });

  it('counts no restart where an age is not known', () => {
    const usable = processes(8, 8).map((bin, index) => (index === 8 ? { ...bin, ageSeconds: null } : bin));
    expect(restartsApart(host({ usable }))).toBe(0);
  });
});

describe('what can not be observed', () => {
  const unread = { stuckStreams: null, deadSockets: null } as const;
  const of = (memoryBytes: number | null, levels: Record<string, number | null>): HostTrend => {
    const made = host({ usable: binsOf(112, () => ({ memoryBytes })) });
    return {
      ...made,
      level: (reading) => (reading in levels ? (levels[reading] ?? null) : made.level(reading)),
    };
  };

  it.each([
    { of: 'no memory and no count', memory: null, levels: unread, verdict: 'not-observable' },
    { of: 'no memory but stuck streams', memory: null, levels: { deadSockets: null }, verdict: 'healthy' },
    {
      of: 'no memory but dead sockets',
      memory: null,
      levels: { ...unread, deadSockets: 0 },
      verdict: 'healthy',
    },
    { of: 'sixteen pages under load', memory: 16 * 4096, levels: {}, verdict: 'not-observable' },
    { of: 'more than sixteen pages', memory: 17 * 4096, levels: {}, verdict: 'healthy' },
    {
      of: 'sixteen pages, 99 connections',
      memory: 16 * 4096,
      levels: { connections: 99 },
      verdict: 'healthy',
    },
    {
      of: 'sixteen pages, 100 connections',
      memory: 65_536,
      levels: { connections: 100 },
      verdict: 'not-observable',
    },
    { of: 'nothing, connections unknown', memory: 0, levels: { connections: null }, verdict: 'healthy' },
  ])('gives a host with $of the verdict $verdict', ({ memory, levels, verdict }) => {
    expect(verdictOf(of(memory, levels), NONE, none)).toBe(verdict);
  });

  it('is none of a host without any figure of TCP memory whose other figures leak', () => {
    const blind = of(null, unread);
    expect(verdictOf(blind, balance(0.9, 0, 6), none)).toBe('leaking');
    expect(verdictOf(blind, balance(0.34, 0, 2), none)).toBe('not-observable');
  });

  it('is that of a host on which HAProxy ran and does no more', () => {
    const ended = (from: number) =>
      binsOf(112, (index) => ({
        version: index < from ? '2.8.11' : null,
        openFiles: null,
        connections: null,
      }));
    expect(verdictOf(host({ usable: ended(112 - BINS_A_DAY) }), NONE, none)).toBe('not-observable');
    expect(verdictOf(host({ usable: ended(113 - BINS_A_DAY) }), NONE, none)).toBe('healthy');
    expect(verdictOf(host({ usable: ended(0) }), NONE, none)).toBe('healthy');
  });

  it('is none of a host whose memory was more than that once, or at times not read', () => {
    const once = binsOf(112, (index) => ({
      memoryBytes: index === 50 ? 17 * 4096 : ([null, 4096][index % 2] ?? null),
    }));
    expect(verdictOf(host({ usable: once }), NONE, none)).toBe('healthy');
    const nothing = binsOf(112, (index) => ({ memoryBytes: [null, 0][index % 2] ?? null }));
    const without = { ...host({ usable: nothing }), level: () => null };
    expect(verdictOf(without, NONE, none)).toBe('healthy');
  });

  it('is measured in pages of the host', () => {
    const usable = binsOf(112, () => ({ memoryBytes: 20 * 4096, pageBytes: 16_384 }));
    expect(verdictOf(host({ usable }), NONE, none)).toBe('not-observable');
    const unknown = binsOf(112, () => ({ memoryBytes: 20 * 4096, pageBytes: null }));
    expect(verdictOf(host({ usable: unknown }), NONE, none)).toBe('healthy');
  });
});

describe('what else the readings show', () => {
  /** Memory that is a tenth higher from two thirds of the window on. */
  const risen = binsOf(112, (index) => ({ memoryBytes: (index < 74 ? 100 : 110) * MIB }));

  it.each([
    { of: 'growth that the load explains', raw: growth(3.1), memory: growth(2.9), verdict: 'load-growth' },
    { of: 'growth that the load may explain', raw: growth(2.9), memory: growth(0), verdict: 'healthy' },
    { of: 'growth beyond the load', raw: growth(9), memory: growth(3), verdict: 'healthy' },
    { of: 'growth that saturates', raw: growth(2.1), memory: growth(1, -3.1), verdict: 'warming-up' },
    { of: 'growth that may saturate', raw: growth(2.1), memory: growth(1, -2.9), verdict: 'healthy' },
    {
      of: 'growth within chance that saturates',
      raw: growth(1.9),
      memory: growth(1, -9),
      verdict: 'healthy',
    },
    {
      of: 'growth that may saturate with the load',
      raw: growth(3.1),
      memory: growth(1, -2.9),
      verdict: 'load-growth',
    },
    { of: 'no growth known without the load', raw: growth(9), memory: undefined, verdict: 'healthy' },
  ])('is $verdict for $of', ({ raw, memory, verdict }) => {
    const made = host({ usable: risen });
    const of = {
      ...made,
      growth: (reading: Reading) => (reading === 'memoryBytes' ? (memory ?? null) : made.growth(reading)),
    };
    expect(verdictOf(of, NONE, () => raw)).toBe(verdict);
  });

  it('is warming-up where connections saturate, whatever memory does', () => {
    const of = host({ usable: risen, growths: { connections: growth(4, -4) } });
    expect(verdictOf(of, NONE, () => growth(4))).toBe('warming-up');
  });

  it.each([
    { part: 1.06, verdict: 'load-growth' },
    { part: 1.04, verdict: 'healthy' },
  ])('is $verdict where memory ends at $part of what it began with', ({ part, verdict }) => {
    const usable = binsOf(112, (index) => ({ memoryBytes: (index < 75 ? 100 : 100 * part) * MIB }));
    expect(verdictOf(host({ usable }), NONE, () => growth(9))).toBe(verdict);
  });

  it.each([
    { third: 'first', isUnread: (index: number) => index < 37 },
    { third: 'last', isUnread: (index: number) => index >= 74 },
  ])('sees no rise where the $third third of memory was not read', ({ isUnread }) => {
    const usable = binsOf(111, (index) => ({ memoryBytes: isUnread(index) ? null : (index + 1) * MIB }));
    expect(verdictOf(host({ usable }), NONE, () => growth(9))).toBe('healthy');
  });

  it('looks at the first and the last third alone for a rise', () => {
    const dip = binsOf(111, (index) => ({ memoryBytes: (index < 37 || index >= 74 ? 100 : 50) * MIB }));
    expect(verdictOf(host({ usable: dip }), NONE, () => growth(9))).toBe('healthy');
    expect(verdictOf(host({ usable: dip.slice(40) }), NONE, () => growth(9))).toBe('load-growth');
  });

  it.each([
    { of: 'a day', bins: BINS_A_DAY, draining: BINS_A_DAY, verdict: 'reload-residue' },
    { of: 'five of the last eight bins', bins: 40, draining: 5, verdict: 'reload-residue' },
    { of: 'the last half day', bins: 40, draining: 4, verdict: 'healthy' },
    { of: 'all of less than a day', bins: BINS_A_DAY - 1, draining: BINS_A_DAY - 1, verdict: 'healthy' },
  ])('is $verdict for workers that drained for $of', ({ bins, draining, verdict }) => {
    const usable = binsOf(bins, (index) => ({ stoppingWorkers: index >= bins - draining ? 1 : 0 }));
    expect(verdictOf(host({ usable }), NONE, none)).toBe(verdict);
  });

  it('counts bins that know of no draining workers as without any', () => {
    const usable = binsOf(40, (index) => ({ stoppingWorkers: index < 36 ? null : 1 }));
    expect(verdictOf(host({ usable }), NONE, none)).toBe('healthy');
  });

  it.each([
    { of: 'more than a fifth', part: 1.21, from: 40, verdict: 'step' },
    { of: 'a fifth', part: 1.2, from: 40, verdict: 'healthy' },
    { of: 'half, in the first day', part: 1.5, from: BINS_A_DAY - 1, verdict: 'healthy' },
    { of: 'half, after a day', part: 1.5, from: BINS_A_DAY, verdict: 'step' },
    { of: 'half, too late to settle', part: 1.5, from: 112 - 4, verdict: 'healthy' },
    { of: 'half, just early enough', part: 1.5, from: 112 - 5, verdict: 'step' },
  ])('is $verdict for memory that rises with a new configuration by $of', ({ part, from, verdict }) => {
    const usable = binsOf(112, (index) =>
      index < from ? {} : { segment: 'b', memoryBytes: part * 100 * MIB },
    );
    expect(verdictOf(host({ usable }), NONE, none)).toBe(verdict);
  });

  it.each([
    { day: 'before', isUnread: (index: number) => index >= 32 && index < 40 },
    { day: 'after', isUnread: (index: number) => index >= 44 && index < 52 },
  ])('sees no step where memory was not read on the day $day', ({ isUnread }) => {
    const usable = binsOf(112, (index) => ({
      segment: index < 40 ? 'a' : 'b',
      memoryBytes: isUnread(index) ? null : (index < 40 ? 100 : 150) * MIB,
    }));
    expect(verdictOf(host({ usable }), NONE, none)).toBe('healthy');
  });

  it('takes no rise within one configuration, nor the first hours of a new one, for a step', () => {
    const within = binsOf(112, (index) => ({ memoryBytes: (index < 40 ? 100 : 150) * MIB }));
    expect(verdictOf(host({ usable: within }), NONE, none)).toBe('healthy');
    const first = (high: number) =>
      binsOf(112, (index) => ({
        segment: index < 40 ? 'a' : 'b',
        memoryBytes: (index >= 40 && (index < high || index >= 104) ? 150 : 100) * MIB,
      }));
    // The day that counts begins twelve hours after the change: four bins.
    expect(verdictOf(host({ usable: first(44 + 3) }), NONE, none)).toBe('healthy');
    expect(verdictOf(host({ usable: first(44 + 5) }), NONE, none)).toBe('step');
  });

  it('takes no rise that is gone again for a step', () => {
    const usable = binsOf(112, (index) => ({
      segment: ['a', 'b', 'c'][Math.floor(index / 40)] ?? 'c',
      memoryBytes: (index >= 40 && index < 80 ? 150 : 100) * MIB,
    }));
    expect(verdictOf(host({ usable }), NONE, none)).toBe('healthy');
  });

  it('sees old workers also where no worker lives long enough for a bin of its own', () => {
    const usableOfHost = binsOf(112, () => ({ stoppingWorkers: 60 }));
    expect(verdictOf({ ...host({ usable: [] }), usableOfHost }, NONE, none)).toBe('reload-residue');
  });

  it.each([
    { of: 'neither count', growths: [], days: 6.9, verdict: 'insufficient-data' },
    { of: 'neither count, after a week', growths: [], days: 7, verdict: 'healthy' },
    { of: 'stuck streams', growths: ['stuckStreams'], days: 3, verdict: 'healthy' },
    { of: 'dead sockets', growths: ['deadSockets'], days: 3, verdict: 'healthy' },
    {
      of: 'the sockets of the whole host',
      growths: ['unlistedSockets'],
      days: 3,
      verdict: 'insufficient-data',
    },
  ] as const)('is $verdict after $days days that know the growth of $of', ({ growths, days, verdict }) => {
    const known: readonly Reading[] = growths;
    const of = {
      ...host({ days }),
      growth: (reading: Reading) => (known.includes(reading) ? growth(0) : null),
    };
    expect(verdictOf(of, NONE, none)).toBe(verdict);
  });
});
