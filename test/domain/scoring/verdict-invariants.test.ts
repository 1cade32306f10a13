import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { isLeaky } from '../../../lambdas/domain/records/verdict.ts';
import { CHECKS } from '../../../lambdas/domain/scoring/checks/index.ts';
import { READINGS, type Reading } from '../../../lambdas/domain/scoring/readings.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { anyKindBalanced } from '../../corpora/any-kind.ts';
import { withReading } from '../made-readings.ts';
import { syntheticBins } from '../synthetic-bins.ts';
import { BINS, DAYS, HOSTS, simulated } from './invariant-hosts.ts';

/** What of a bin may not be readable. */
const READ = [
  'memoryBytes',
  'unlistedSockets',
  'allocatedSockets',
  'deadSockets',
  'stuckStreams',
  'oldStuckStreams',
  'untimedStreams',
  'streams',
  'connections',
  'openFiles',
  'poolUsedBytes',
  'residentBytes',
  'excessCloseWaitSockets',
  'excessOpenFiles',
  'stoppingWorkers',
  'allOpenFiles',
  'allDeadSockets',
  'allSockets',
  'allCloseWaitSockets',
  'allResidentBytes',
  'pageBytes',
  'cpuCount',
] as const satisfies (keyof Bin)[];

describe('a verdict', () => {
  /** What each resource is read by, and its limit. */
  const LIMITS: readonly { reading: Reading; limit: number }[] = [
    { reading: 'connections', limit: 10_000 },
    { reading: 'openFiles', limit: 20_000 },
    { reading: 'poolUsedBytes', limit: 8 * 2 ** 30 },
    { reading: 'memoryBytes', limit: 1_572_000_000 },
    { reading: 'stuckStreams', limit: 10_000 },
  ];

  it.each(LIMITS)(
    'is never healthy where $reading grow to their limit within 30 days',
    ({ reading, limit }) => {
      for (const daysLeft of [1, 3, 10, 20, 29]) {
        for (const seed of [1, 2, 3]) {
          const perBin = (0.8 * limit) / (DAYS + daysLeft) / 8;
          const bins = withReading(
            syntheticBins(seed, { days: DAYS }),
            reading,
            (index, { connectionsPerSecond }) =>
              0.002 * limit * (connectionsPerSecond ?? 0) * 0.5 + perBin * index,
          );
          expect(scoreHost(bins).verdict).not.toBe('healthy');
        }
      }
    },
  );

  // Some thousand scorings.
  it('is never healthy for want of one reading where another tells as much', { timeout: 300_000 }, () => {
    const leaking = BINS.filter((bins) => scoreHost(bins).verdict === 'leaking');
    expect(leaking.length).toBeGreaterThan(20);
    for (const bins of leaking) {
      const { kinds } = scoreHost(bins);
      const lead = CHECKS.find(({ name }) => name === kinds[0]?.witness)?.reading ?? 'memoryBytes';
      for (const name of READ.filter((name) => bins.some((bin) => bin[name] !== null))) {
        const without = bins.map((bin) => ({ ...bin, [name]: null }));
        // What alone tells of the leak can't be missed: who can't see doesn't know.
        const isLead =
          bins.some((bin) => READINGS[lead].of(bin) !== null) &&
          without.every((bin) => READINGS[lead].of(bin) === null);
        if (!isLead) expect([name, scoreHost(without).verdict]).not.toEqual([name, 'healthy']);
      }
    }
  });

  it('never turns from leaking to healthy, or back, with samples of an hour instead of a quarter', () => {
    for (const host of HOSTS) {
      const verdicts = [15, 60].map((minutes) => scoreHost(host.bins(minutes)).verdict).sort();
      expect(verdicts).not.toEqual(['healthy', 'leaking']);
    }
  });

  it('is not healthy of three in four simulated hosts whose limit comes within 30 days, of any kind and with any nuisance', () => {
    const near = anyKindBalanced(8, { hosts: 160, days: DAYS })
      .map(simulated)
      .filter((host) => {
        const { leaking, observable, daysToLimit, leakingDays } = host.truth();
        return leaking && observable && daysToLimit !== null && daysToLimit < 30 && leakingDays >= 7;
      });
    const healthy = near.filter((host) => scoreHost(host.bins(60)).verdict === 'healthy');
    expect(near.length).toBeGreaterThan(25);
    expect(healthy.length / near.length).toBeLessThan(0.25);
  });

  it('is not leaking for what other programs on the host get more of', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      for (const perBin of [5, 50, 500]) {
        const bins = syntheticBins(seed, { days: DAYS }).map((bin, index) => ({
          ...bin,
          allOpenFiles: bin.openFiles,
          allDeadSockets: 0,
          allocatedSockets: 9000 + perBin * index,
          memoryBytes: (bin.memoryBytes ?? 0) + 20_000 * perBin * index,
        }));
        expect(scoreHost(bins).verdict).not.toBe('leaking');
        expect(isLeaky(scoreHost(bins))).toBe(false);
      }
    }
  });
});
