import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { DAY } from '../../../lambdas/domain/records/time.ts';
import { ask } from '../../../lambdas/domain/scoring/checks/check.ts';
import { CHECKS } from '../../../lambdas/domain/scoring/checks/index.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { withReading } from '../made-readings.ts';
import { randomNumbers, syntheticBins } from '../synthetic-bins.ts';
import { BINS, DAYS, HOSTS } from './invariant-hosts.ts';
import { kindsOf } from './kinds-of.ts';

const logOddsOf = (bins: readonly Bin[]): number => {
  const { leakProbability, priorLogOdds } = scoreHost(bins);
  return Math.log(leakProbability / (1 - leakProbability)) - priorLogOdds;
};

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

describe('the probability of a leak', () => {
  it('is never raised by growth in whose interval zero lies', () => {
    let within = 0;
    for (const bins of BINS) {
      const host = hostTrend(bins);
      for (const check of CHECKS) {
        const answer = ask(check, host);
        const growth = host.growth(check.reading);
        if (!answer || !growth || growth.perDay >= 2 * growth.standardError) continue;
        within += 1;
        expect(answer.logRatio).toBeLessThanOrEqual(0);
      }
    }
    expect(within).toBeGreaterThan(500);
  });

  it('is the same with every bin told twice, in any order', () => {
    const random = randomNumbers(1);
    for (const bins of BINS.slice(0, 40)) {
      const shuffled = [...bins, ...bins].map((bin) => ({ bin, order: random() }));
      const told = shuffled.sort((a, b) => a.order - b.order).map(({ bin }) => bin);
      expect(scoreHost(told)).toEqual(scoreHost(bins));
    }
  });

  it('is the same with a witness copied to another name', () => {
    const deadSockets = (bins: readonly Bin[]) =>
      kindsOf(hostTrend(bins)).find(({ kind }) => kind === 'dead-sockets')?.logOdds ?? Number.NaN;
    const lasting = [0, 2, 20, 200].flatMap((stuckPerDay) =>
      [1, 2, 3].map((seed) => syntheticBins(seed, { days: DAYS, stuckPerDay })),
    );
    const told = lasting.map((bins) => deadSockets(bins.map((bin) => ({ ...bin, allDeadSockets: null }))));
    const copied = lasting.map((bins) =>
      deadSockets(bins.map((bin) => ({ ...bin, allDeadSockets: bin.deadSockets }))),
    );
    for (const [place, logOdds] of told.entries()) expect(copied[place]).toBeCloseTo(logOdds, 9);
    expect(told.filter((logOdds) => logOdds > 1).length).toBeGreaterThan(3);
  });

  it('is the same on another day of the year, and in a fleet of another order', () => {
    for (const bins of BINS.slice(0, 60)) {
      const later = bins.map((bin) => ({
        ...bin,
        binAt: new Date(Date.parse(bin.binAt) + 91.125 * DAY).toISOString(),
      }));
      expect(logOddsOf(later)).toBeCloseTo(logOddsOf(bins), 6);
    }
    const inOrder = BINS.map(logOddsOf);
    expect([...BINS].reverse().map(logOddsOf).reverse()).toEqual(inOrder);
  });

  it('changes little where the same memory comes in pages four times as large', () => {
    // The kernel's reserve of pages for each CPU is then four times as large, too: growth within it is none, and a fall within it
    // says less against a leak.
    const changes = BINS.map((bins) => {
      const large = bins.map((bin) => ({ ...bin, pageBytes: 4 * (bin.pageBytes ?? 4096) }));
      return Math.abs(logOddsOf(large) - logOddsOf(bins));
    });
    expect(sorted(changes)[Math.floor(0.5 * changes.length)]).toBeLessThan(0.01);
    expect(sorted(changes)[Math.floor(0.9 * changes.length)]).toBeLessThan(0.8);
  });

  it('changes little with samples of an hour instead of a quarter', () => {
    const changes = HOSTS.map((host) => Math.abs(logOddsOf(host.bins(60)) - logOddsOf(host.bins(15))));
    expect(sorted(changes)[Math.floor(0.5 * changes.length)]).toBeLessThan(0.1);
    expect(sorted(changes)[Math.floor(0.9 * changes.length)]).toBeLessThan(0.6);
  });

  it.each([
    'stuckStreams',
    'deadSockets',
    'allCloseWaitSockets',
    'connections',
    'untimedStreams',
    'openFiles',
    'poolUsedBytes',
    'memoryBytes',
  ] as const)('never falls as %s grows steeper at the same error', (reading) => {
    const [check] = CHECKS.filter((each) => each.reading === reading);
    const sound = syntheticBins(5, { days: DAYS });
    const unit = reading.endsWith('Bytes') ? 65_536 : 1;
    const ratios = [0, 1, 2, 5, 10, 20, 40, 80].map((perBin) => {
      const bins = withReading(
        sound,
        reading,
        (index) => unit * (1000 + 3 * Math.sin(index * 9) + perBin * index),
      );
      return (check && ask(check, hostTrend(bins))?.logRatio) ?? Number.NaN;
    });
    for (const [index, ratio] of ratios.entries())
      expect(ratio).toBeGreaterThanOrEqual((ratios[index - 1] ?? -Infinity) - 0.05);
  });
});
