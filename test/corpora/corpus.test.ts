import { describe, expect, it } from 'vitest';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import {
  adversarial,
  type CorpusHost,
  classes,
  cohorts,
  FIRST_REPORT_SEED,
  fourPercent,
  HEALTHY_KINDS,
  LEAKY_KINDS,
  UNOBSERVABLE_KINDS,
  upgrades,
} from './corpus.ts';

const truths = (hosts: readonly CorpusHost[]) =>
  hosts.map(({ scenario, seed }) => simulateHost(scenario, seed).truth());
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a corpus', () => {
  it.each([
    ['fourPercent', (seed: number) => fourPercent(seed, { hosts: 60 })],
    ['adversarial', (seed: number) => adversarial(seed, { hosts: 60 })],
    ['classes', (seed: number) => classes(seed, { hosts: 2 })],
    ['cohorts', (seed: number) => cohorts(seed, 0.1, { hosts: 20 })],
    ['upgrades', (seed: number) => upgrades(seed, { hosts: 30 })],
  ] as const)('%s is a function of its seed, with hosts of their own', (_, corpus) => {
    expect(corpus(FIRST_REPORT_SEED)).toEqual(corpus(FIRST_REPORT_SEED));
    expect(corpus(FIRST_REPORT_SEED)).not.toEqual(corpus(1));
    const hosts = corpus(FIRST_REPORT_SEED);
    expect(new Set(hosts.map(({ seed }) => seed)).size).toBe(hosts.length);
    expect(new Set(hosts.map(({ scenario }) => scenario.identity.hostId)).size).toBe(hosts.length);
  });

  it('of four percent has so many leaks, of every class and most of them material', () => {
    const found = truths(fourPercent(1, { hosts: 1000 }));
    const leaking = found.filter((truth) => truth.leaking);
    expect(leaking).toHaveLength(40);
    expect(new Set(leaking.map(({ kind }) => kind))).toEqual(new Set(LEAKY_KINDS));
    expect(leaking.filter(({ material }) => material).length).toBeGreaterThan(20);
    expect(found.filter(({ kind }) => kind === 'steady').length).toBeGreaterThan(400);
  });

  it('of the adversarial kind has no leak and every nasty kind', () => {
    const found = truths(adversarial(1, { hosts: 100 }));
    expect(found.filter(({ leaking }) => leaking)).toEqual([]);
    expect(new Set(found.map(({ kind }) => kind))).toEqual(
      new Set(HEALTHY_KINDS.filter((kind) => kind !== 'steady')),
    );
  });

  it('of classes has each class equally often', () => {
    const kinds = classes(1, { hosts: 3 }).map(({ scenario }) => scenario.kind);
    for (const kind of [...LEAKY_KINDS, ...HEALTHY_KINDS, ...UNOBSERVABLE_KINDS])
      expect(kinds.filter((other) => other === kind)).toHaveLength(3);
  });

  it.each([0, 0.1, 0.5])('of cohorts gives each host of one release the slope r = %d', (r) => {
    const found = truths(cohorts(1, r, { hosts: 20 }));
    const leaking = found.filter((truth) => truth.leaking);
    expect(leaking).toHaveLength(r > 0 ? 20 : 0);
    for (const truth of leaking) {
      expect(truth.r).toBeCloseTo(r, 9);
      expect(truth.versionAfter).toBe('2.8.11');
    }
  });

  it('of cohorts has a load in common', () => {
    const rates = cohorts(1, 0, { hosts: 12 }).map(({ scenario, seed }) => {
      const level = { type: 'synthetic', dayAmplitude: 0, peakHour: 0, weekendFactor: 1 } as const;
      const host = simulateHost({ ...scenario, traffic: { ...scenario.traffic, shape: level } }, seed);
      return host.bins(60).map((bin) => Math.log(bin.connectionsPerSecond ?? Number.NaN));
    });
    const sharedVariance = (hosts: readonly number[][]) => {
      const bins = hosts[0]?.map((_, place) => mean(hosts.map((host) => host[place] ?? 0))).slice(1) ?? [];
      return mean(bins.map((value) => (value - mean(bins)) ** 2));
    };
    // Were the hosts' loads their own, their mean would vary a twelfth as much as one of them.
    const alone = mean(rates.map((host) => sharedVariance([host])));
    expect(sharedVariance(rates)).toBeGreaterThan(alone / 4);
  });

  it('of upgrades has hosts that were cured, that were not, that stayed, that never leaked and that began to', () => {
    const found = truths(upgrades(1, { hosts: 40 }));
    for (const truth of found) {
      expect(truth.slopeBytesPerDayBefore > 0).toBe(!['never-leaked', 'introduced'].includes(truth.kind));
      expect(truth.leaking).toBe(['not-fixed', 'not-upgraded', 'introduced'].includes(truth.kind));
      expect(truth.versionAfter).toBe(
        { 'not-fixed': '2.8.13', 'not-upgraded': '2.8.11', introduced: '2.8.11' }[truth.kind] ?? '2.8.30',
      );
    }
  });

  it('takes a start and a length', () => {
    const from = new Date('2026-01-01T00:00:00Z');
    const [host] = fourPercent(1, { hosts: 30, from, days: 14 }).filter(
      ({ scenario }) => scenario.kind === 'steady',
    );
    const bins = host && simulateHost(host.scenario, host.seed).bins(60);
    expect(bins?.length).toBe(14 * 8);
    expect(bins?.[0]?.binAt).toBe('2026-01-01T00:00:00Z');
  });
});
