import { describe, expect, it } from 'vitest';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import type { VerdictFacts } from '../../../lambdas/domain/scoring/decide-verdict.ts';
import { type FleetContext, judgeHost } from '../../../lambdas/domain/scoring/judge-host.ts';
import { type MeasuredHost, measureHost } from '../../../lambdas/domain/scoring/measure-host.ts';
import { measureChecks } from '../../../lambdas/domain/scoring/measured-checks.ts';
import type { Reading } from '../../../lambdas/domain/scoring/readings.ts';
import { syntheticBins } from '../synthetic-bins.ts';
import { type MadeGrowth, madeTrend } from './made-trend.ts';

type Readings = Partial<Record<Reading, MadeGrowth>>;
interface Made extends FleetContext {
  facts?: Partial<VerdictFacts>;
  limit?: MeasuredHost['nearestLimit'];
}

const measure = () => measureHost(syntheticBins(1, { days: 14 }));
/** A host of two weeks that is judged by readings that grow as told. */
const judged = (readings: Readings, { facts, limit = null, ...context }: Made = {}) => {
  const measured = measure();
  return judgeHost(
    {
      ...measured,
      nearestLimit: limit,
      checks: measureChecks(madeTrend(readings)),
      facts: { ...measured.facts, ...facts },
    },
    context,
  );
};

const FLAT: MadeGrowth = { perDay: 0, standardError: 1e6, level: 6e8 };
const FILES: MadeGrowth = { perDay: 100, standardError: 1, level: 6_000 };
const STUCK: MadeGrowth = { perDay: 30, standardError: 1, level: 400 };

describe('a host as it is judged', () => {
  it('is as likely to leak as any of its fleet where nothing was read', () => {
    const { leakProbability, kinds, evidence, verdict } = judged({}, { prevalence: 0.1 });
    expect(leakProbability).toBeCloseTo(0.1, 9);
    expect({ kinds, evidence, verdict }).toEqual({ kinds: [], evidence: [], verdict: 'healthy' });
  });

  it.each([
    { prevalence: 0.9, prior: 0.5 },
    { prevalence: 0.5, prior: 0.5 },
    { prevalence: 0.2, prior: 0.2 },
    { prevalence: 0.001, prior: 0.005 },
    { prevalence: undefined, prior: 0.04 },
  ])('has a prior of $prior where the share that leaks is $prevalence', ({ prevalence, prior }) => {
    const { priorLogOdds } = judged({}, prevalence === undefined ? {} : { prevalence });
    expect(priorLogOdds).toBeCloseTo(Math.log(prior / (1 - prior)), 9);
  });

  it('has a score of its probability and of how soon it hurts', () => {
    const at = (days: number) => ({
      resource: 'connections' as const,
      secondsToLimit: { estimate: days * DAY_SECONDS, low: 0, high: null },
    });
    const probability = judged({ openFiles: FILES }).leakProbability;
    expect(judged({ openFiles: FILES }, { limit: at(1) }).score).toBe(Math.round(100 * probability));
    expect(judged({ openFiles: FILES }, { limit: at(50.5) }).score).toBe(Math.round(50 * probability));
    expect(judged({ openFiles: FILES }).score).toBe(0);
  });

  it('is suspected at most where TCP memory grows and what can be counted does not', () => {
    const memoryBytes = { perDay: 3e7, standardError: 1e6, level: 6e8 };
    const connections = { perDay: 0, standardError: 10, level: 4_000 };
    const context = { prevalence: 0.5 };
    expect(judged({ memoryBytes }, context).verdict).toBe('leaking');
    expect(judged({ memoryBytes, connections }, context).verdict).toBe('suspected');
  });

  it('keeps its own figures, and neither checks nor facts', () => {
    const { checks: _, facts: __, window: ___, ...figures } = { ...measure(), nearestLimit: null };
    const assessment = judged({ openFiles: FILES });
    expect(assessment).toMatchObject(figures);
    for (const left of ['checks', 'facts', 'window']) expect(assessment).not.toHaveProperty(left);
  });
});

describe('the kinds of leak that are shown', () => {
  it('are those that something speaks for, with the probability of each', () => {
    const { kinds, evidence, priorLogOdds } = judged({
      openFiles: FILES,
      poolUsedBytes: { perDay: 1e8, standardError: 1e6, level: 6e9 },
      memoryBytes: FLAT,
    });
    expect(kinds.map(({ kind, witness }) => [kind, witness])).toEqual([
      ['descriptors', 'open-file-growth'],
      ['memory', 'pool-growth'],
    ]);
    const pieces = evidence.reduce((sum, { logOdds }) => sum + logOdds, 0);
    expect(kinds[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(-priorLogOdds - pieces)), 9);
    expect(kinds[1]?.probability).toBeLessThan(kinds[0]?.probability ?? 0);
    expect(judged({ memoryBytes: FLAT }).kinds).toEqual([]);
  });
});

describe('the evidence', () => {
  it('begins with the likeliest kind, what counts first, and has each check once', () => {
    const { evidence, kinds } = judged({
      memoryBytes: FLAT,
      connections: { perDay: 0, standardError: 10, level: 4_000 },
      stuckStreams: STUCK,
      deadSockets: STUCK,
    });
    expect(kinds[0]?.kind).toBe('stuck-streams');
    expect(evidence.map(({ check, kind, logOdds }) => [check, kind, logOdds > 0])).toEqual([
      ['stuck-streams', 'stuck-streams', true],
      ['dead-sockets', 'stuck-streams', true],
      ['memory-growth', 'stuck-streams', false],
      ['connection-growth', 'live-sockets', false],
    ]);
    const { window } = measure();
    expect(evidence.map((piece) => piece.window)).toEqual(evidence.map(() => window));
  });

  it('has all of the likeliest kind before the others, also what repeats it', () => {
    const memory = { perDay: 1e8, standardError: 1e6, level: 6e9 };
    const { evidence } = judged({
      stuckStreams: { perDay: 0, standardError: 1, level: 10 },
      poolUsedBytes: memory,
      residentBytes: memory,
    });
    expect(evidence.map(({ check, logOdds }) => [check, logOdds > 0])).toEqual([
      ['pool-growth', true],
      ['resident-growth', false],
      ['stuck-streams', false],
    ]);
    const heap = judged({ poolUsedBytes: { ...memory, perDay: 0 }, heapBytes: memory });
    expect(heap.evidence.map(({ check }) => check)).toEqual(['heap-growth', 'pool-growth']);
  });

  it('has no reason where a growth is believed, or where there is none', () => {
    for (const { because } of judged({ openFiles: FILES, memoryBytes: FLAT }).evidence)
      expect(because).toBeUndefined();
  });

  describe('where memory grows with the load', () => {
    const because = (readings: Readings, otherwise: VerdictFacts['otherwise'] = 'load-growth') =>
      Object.fromEntries(
        judged(readings, { prevalence: 0, facts: { otherwise } }).evidence.map((piece) => [
          piece.check,
          piece.because,
        ]),
      );

    it('says so of memory that does not grow beside it, and of nothing else', () => {
      const beside = because({ openFiles: FILES, memoryBytes: FLAT, untimedStreams: FLAT });
      expect(beside).toEqual({
        'open-file-growth': undefined,
        'memory-growth': 'load',
        'untimed-streams': undefined,
      });
      expect(because({ openFiles: FILES, memoryBytes: FLAT }, 'step')['memory-growth']).toBeUndefined();
    });

    it('says so instead of that its growth is unclear', () => {
      const unclear = { ...FLAT, perDay: 1.8e7, standardError: 1e7 };
      expect(because({ memoryBytes: unclear }, 'healthy')).toEqual({ 'memory-growth': 'unclear' });
      expect(because({ memoryBytes: unclear })).toEqual({ 'memory-growth': 'load' });
      expect(judged({ memoryBytes: unclear }).kinds).toEqual([]);
    });

    it('does not say so of memory that counts, grows all the same or repeats another fact', () => {
      expect(because({ memoryBytes: FLAT })).toEqual({ 'memory-growth': undefined });
      const growing = { ...FLAT, perDay: 1e7 };
      expect(because({ openFiles: FILES, memoryBytes: growing })['memory-growth']).toBeUndefined();
      const old = { perDay: 0.3, standardError: 0.02, level: 5 };
      expect(because({ stoppingWorkers: old, memoryBytes: FLAT })['memory-growth']).toBe('echo');
    });
  });
});
