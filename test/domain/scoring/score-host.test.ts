import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import type { Verdict } from '../../../lambdas/domain/records/verdict.ts';
import { severityOf } from '../../../lambdas/domain/scoring/judge-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { LOAD_UNREAD } from '../made-readings.ts';
import { syntheticBins, type Trajectory } from '../synthetic-bins.ts';

const MECHANISM = [
  'stuckStreams',
  'oldStuckStreams',
  'deadSockets',
  'unlistedSockets',
  'connections',
  'openFiles',
  'poolUsedBytes',
] as const;

describe('the verdict', () => {
  it.each<{ verdict: Verdict; name: string; trajectory: Trajectory }>([
    { verdict: 'leaking', name: 'a steady leak', trajectory: { days: 14, stuckPerDay: 200 } },
    {
      verdict: 'leaking',
      name: 'streams that get stuck, after four days',
      trajectory: { days: 4, stuckPerDay: 200 },
    },
    {
      verdict: 'leaking',
      name: 'a leak seen in memory and load alone',
      trajectory: { days: 14, stuckPerDay: 200, without: MECHANISM },
    },
    {
      verdict: 'suspected',
      name: 'the same after ten days',
      trajectory: { days: 10, stuckPerDay: 200, without: MECHANISM },
    },
    {
      verdict: 'leaking',
      name: 'a leak that restarts hide',
      trajectory: { days: 14, stuckPerDay: 150, restartEveryDays: 3 },
    },
    {
      verdict: 'leaking',
      name: 'a leak since an upgrade',
      trajectory: { days: 14, stuckPerDay: 200, upgradeOnDay: 7, leakFromDay: 7 },
    },
    { verdict: 'healthy', name: 'nothing', trajectory: { days: 14 } },
    { verdict: 'healthy', name: 'nothing, after three days', trajectory: { days: 3 } },
    {
      verdict: 'insufficient-data',
      name: 'three days of memory alone',
      trajectory: { days: 3, without: MECHANISM },
    },
    {
      verdict: 'suspected',
      name: 'a day and a half of clear counts',
      trajectory: { days: 1.5, stuckPerDay: 200 },
    },
    { verdict: 'insufficient-data', name: 'a day and a half', trajectory: { days: 1.5 } },
    { verdict: 'load-growth', name: 'growing traffic', trajectory: { days: 28, loadGrowthPerDay: 0.03 } },
    {
      verdict: 'step',
      name: 'more memory with a new configuration',
      trajectory: { days: 14, step: { onDay: 7, share: 0.6 } },
    },
    {
      verdict: 'warming-up',
      name: 'memory that fills',
      trajectory: {
        days: 14,
        freshStart: true,
        warmUpShare: 1.2,
        warmUpDays: 2,
        whiteNoise: 0.01,
        wanderNoise: 0.01,
      },
    },
    {
      verdict: 'not-observable',
      name: 'no reading of memory or sockets',
      trajectory: { days: 14, without: ['memoryBytes', ...MECHANISM] },
    },
  ])('is $verdict for $name', ({ verdict, trajectory }) => {
    const verdicts = [1, 2, 3].map((seed) => scoreHost(syntheticBins(seed, trajectory)).verdict);
    expect(verdicts).toEqual([verdict, verdict, verdict]);
  });

  it('is not-observable where the memory figure stays at nothing', () => {
    const bins = syntheticBins(1, { days: 14 }).map((bin) => ({ ...bin, memoryBytes: 4096 }));
    expect(scoreHost(bins).verdict).toBe('not-observable');
  });

  describe('of a host that holds more than a sound one can', () => {
    const holding = (trajectory: Trajectory, of: Partial<Bin>) =>
      scoreHost(
        syntheticBins(1, trajectory).map((bin) => ({ ...bin, ...of })),
        { prevalence: 0.5 },
      );

    it.each([
      { of: { excessCloseWaitSockets: 16_000 }, kind: 'live-sockets', witness: 'excess-close-wait' },
      { of: { excessOpenFiles: 3_000 }, kind: 'descriptors', witness: 'excess-open-files' },
    ])(
      'is suspected at the first look, and never more while nothing grows: $kind',
      ({ of, kind, witness }) => {
        for (const days of [0.125, 1, 3, 14, 28]) {
          const { verdict, kinds, evidence, leakProbability, priorLogOdds } = holding({ days }, of);
          expect({ days, verdict }).toEqual({ days, verdict: 'suspected' });
          expect(kinds[0]).toMatchObject({ kind, witness });
          const sum = evidence.reduce((total, { logOdds }) => total + logOdds, priorLogOdds);
          expect(leakProbability).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
        }
      },
    );

    it('is suspected in a fleet without leaks too', () => {
      const bins = syntheticBins(1, { days: 0.125 }).map((bin) => ({ ...bin, excessOpenFiles: 3_000 }));
      expect(scoreHost(bins, { prevalence: 0 }).verdict).toBe('suspected');
    });

    it('is leaking where growth of another kind says so, however likely the level is', () => {
      const leaking = syntheticBins(1, { days: 14 }).map((bin, index) => ({
        ...bin,
        poolUsedBytes: (bin.poolUsedBytes ?? 0) + 1.2 * 2 ** 20 * index,
      }));
      const holding = leaking.map((bin) => ({ ...bin, excessCloseWaitSockets: 1_200 }));
      const [before, after] = [leaking, holding].map((bins) => scoreHost(bins, { prevalence: 0.5 }));
      expect([before?.verdict, before?.kinds[0]?.witness]).toEqual(['leaking', 'pool-growth']);
      expect([after?.verdict, after?.kinds[0]?.witness]).toEqual(['leaking', 'excess-close-wait']);
    });
  });

  it('is reload-residue while old workers drain', () => {
    const bins = syntheticBins(1, { days: 14 }).map((bin) => ({ ...bin, stoppingWorkers: 1 }));
    expect(scoreHost(bins).verdict).toBe('reload-residue');
  });
});

describe('an assessment', () => {
  const leaking = () => scoreHost(syntheticBins(1, { days: 14, stuckPerDay: 200 }));

  it('states how memory grows and when it reaches pressure', () => {
    const { memoryGrowthBytesPerDay: growth, secondsToPressure } = leaking();
    expect(growth?.estimate).toBeGreaterThan(0.9 * 200 * 260_000);
    expect(growth?.estimate).toBeLessThan(1.1 * 200 * 260_000);
    const { estimate = 0, low = 0, high = 0 } = secondsToPressure ?? {};
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
    expect(estimate / DAY_SECONDS).toBeGreaterThan(5);
    expect(estimate / DAY_SECONDS).toBeLessThan(25);
  });

  it('gives evidence that sums up to its probability', () => {
    const prior = Math.log(0.04 / 0.96);
    const { evidence, leakProbability } = leaking();
    const sum = evidence.reduce((total, { logOdds }) => total + logOdds, prior);
    expect(leakProbability).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
    expect(evidence.map(({ check }) => check)).toContain('dead-sockets');
    expect(evidence[0]?.summary).toMatch(
      /^[\d,]+ stuck streams.*, growing by \d+\/day \(95% CI \d+–\d+\) over 14 days$/,
    );
  });

  it('says that traffic explains the growth of memory only where it does', () => {
    const becauseOf = (trajectory: Trajectory) =>
      scoreHost(syntheticBins(1, trajectory)).evidence.find(({ check }) => check === 'memory-growth')
        ?.because;
    expect(becauseOf({ days: 28, loadGrowthPerDay: 0.03 })).toBe('load');
    expect(becauseOf({ days: 28 })).not.toBe('load');
  });

  it('says of each piece that load may be in it where nobody read the load', () => {
    const blind = syntheticBins(1, { days: 14, stuckPerDay: 200 }).map((bin) => ({ ...bin, ...LOAD_UNREAD }));
    const unknown = (bins: readonly Bin[]) =>
      scoreHost(bins).evidence.flatMap(({ check, loadUnknown }) => (loadUnknown ? [check] : []));
    expect(unknown(blind)).toContain('memory-growth');
    // What counts the leak itself is no matter of load.
    expect(unknown(blind)).not.toContain('dead-sockets');
    expect(unknown(syntheticBins(1, { days: 14, stuckPerDay: 200 }))).toEqual([]);
  });

  it('never gives a time to pressure to a host that does not grow', () => {
    const falling = syntheticBins(1, { days: 14 }).map((bin, index) => ({
      ...bin,
      memoryBytes: (bin.memoryBytes ?? 0) - index * 300_000,
    }));
    expect(scoreHost(falling).secondsToPressure).toBeNull();
    expect(scoreHost(falling).score).toBe(0);
  });

  it('is the same for bins in any order, and twice', () => {
    const bins = syntheticBins(1, { days: 14, stuckPerDay: 200 });
    expect(scoreHost([...bins.toReversed(), ...bins])).toEqual(leaking());
  });

  it('counts a higher prevalence as evidence does', () => {
    const bins = syntheticBins(2, { days: 14 });
    const odds = (prevalence: number) => {
      const { leakProbability } = scoreHost(bins, { prevalence });
      return leakProbability / (1 - leakProbability);
    };
    expect(odds(0.2) / odds(0.01)).toBeCloseTo(0.25 * 99, 6);
    expect(odds(0)).toBe(odds(0.005));
  });

  it('judges by what can be read', () => {
    const unread: (keyof Bin)[] = ['deadSockets', 'unlistedSockets'];
    const { evidence } = scoreHost(syntheticBins(1, { days: 14, without: unread }));
    expect(evidence.map(({ check }) => check)).not.toContain('dead-sockets');
  });

  it('has none without a bin', () => {
    expect(() => scoreHost([])).toThrow(new RangeError('a host without bins has no score'));
  });
});

it.each([
  [1, 1],
  [7, 1],
  [50.5, 0.5],
  [365, 0],
  [Infinity, 0],
])('is as severe at %f days to pressure as %f', (days, severity) => {
  expect(severityOf(days * DAY_SECONDS)).toBeCloseTo(severity, 2);
});

it('does not call slow wander a leak', () => {
  const wander: Trajectory = { days: 14, wanderNoise: 0.08, wanderHours: 60 };
  const verdicts = Array.from({ length: 100 }, (_, seed) => scoreHost(syntheticBins(seed, wander)).verdict);
  expect(verdicts.filter((verdict) => verdict === 'leaking').length).toBeLessThanOrEqual(2);
});
