import { describe, expect, it } from 'vitest';
import { fleetContext, fleetPrevalence, judgeFleet } from '../../../lambdas/domain/scoring/judge-fleet.ts';
import { judgeHost, weighHost } from '../../../lambdas/domain/scoring/judge-host.ts';
import { measureHost } from '../../../lambdas/domain/scoring/measure-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { soundGrowth } from '../../../lambdas/domain/scoring/sound-growth.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const probabilities = (clear: number, hosts: number) =>
  Array.from({ length: hosts }, (_, host) => (host < clear ? 1 : 0.001));

describe('the prevalence of a fleet', () => {
  it.each([
    { clear: 300, hosts: 1000, share: 0.29 },
    { clear: 0, hosts: 100_000, share: 0.005 },
    { clear: 1, hosts: 1, share: 0.059 },
    { clear: 0, hosts: 0, share: 0.04 },
  ])('is $share where $clear of $hosts hosts clearly leak', ({ clear, hosts, share }) => {
    expect(fleetPrevalence(probabilities(clear, hosts))).toBeCloseTo(share, 2.4);
  });
});

describe('a fleet of few hosts', () => {
  const hosts = () => {
    const sound = [1, 2, 3].map((seed) => measureHost(syntheticBins(seed, { days: 8 })));
    const leaking = measureHost(syntheticBins(4, { days: 8, stuckPerDay: 400 }));
    return { sound, all: [...sound, leaking] };
  };

  it('learns of those that are sound how far they drift, and of all how many leak', () => {
    const { sound, all } = hosts();
    const drifts = soundGrowth(sound);
    expect(drifts['memory-growth']).not.toBe(soundGrowth(all)['memory-growth']);
    const context = fleetContext(all);
    expect(context.sound).toEqual(drifts);
    const probabilities = all.map((host) => weighHost(host, { sound: drifts }).leakProbability);
    expect(probabilities).not.toEqual(all.map((host) => weighHost(host).leakProbability));
    expect(context.prevalence).toBe(fleetPrevalence(probabilities));
  });

  it('judges each by what all of them say', () => {
    const { all } = hosts();
    const judged = judgeFleet(all);
    expect(judged).toEqual(all.map((host) => judgeHost(host, fleetContext(all))));
    expect(judged).not.toEqual(all.map((host) => judgeHost(host)));
    expect(judged.map(({ verdict }) => verdict)).toEqual(['healthy', 'healthy', 'healthy', 'leaking']);
  });
});

describe('what a fleet says of its hosts', () => {
  const memoryWanders = (seed: number) =>
    syntheticBins(seed, { days: 14, wanderNoise: 0.3, wanderHours: 60 });
  const quiet = (seed: number) => syntheticBins(seed, { days: 14 });
  const fleetOf = (make: typeof quiet, hosts = 60) =>
    fleetContext(Array.from({ length: hosts }, (_, seed) => measureHost(make(seed))));

  it('widens the doubt where memory drifts on most of them, and narrows it where none does', () => {
    const [wandering, still] = [fleetOf(memoryWanders).sound, fleetOf(quiet).sound];
    expect(wandering['memory-growth']).toBeGreaterThan(2 * (still['memory-growth'] ?? Number.NaN));
    expect(still['memory-growth']).toBeLessThan(1);
  });

  it('makes the same growth of memory less or more of a leak', () => {
    const host = syntheticBins(500, { days: 14, stuckPerDay: 20, without: ['stuckStreams', 'deadSockets'] });
    const probabilityIn = (factor: number) =>
      scoreHost(host, { sound: { 'memory-growth': factor } }).leakProbability;
    expect(probabilityIn(4)).toBeLessThan(probabilityIn(1));
    expect(probabilityIn(0.3)).toBeGreaterThan(probabilityIn(1));
  });

  it('says nothing of checks that no sound host answers, nor of readings that stay at nothing', () => {
    const { sound } = fleetOf((seed) => syntheticBins(seed, { days: 14, without: ['memoryBytes'] }));
    expect(sound).not.toHaveProperty('memory-growth');
    expect(sound).not.toHaveProperty('stuck-streams');
  });

  it('learns little from a few hosts, and nothing from those that leak', () => {
    const few = fleetOf(quiet, 3).sound['memory-growth'] ?? Number.NaN;
    expect(few).toBeGreaterThan(0.8);
    const leaky = (seed: number) => syntheticBins(seed, { days: 14, stuckPerDay: 400 });
    expect(fleetOf(leaky).sound).toEqual({});
  });
});
