import { describe, expect, it } from 'vitest';
import type { SimulatedHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import type { HostScenario } from '../../../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Bin } from '../../../../../lambdas/domain/records/bin.ts';
import type { HealthyKind } from '../../../../corpora/healthy-hosts.ts';
import { hostOf, memoryAt, quiet } from './scenarios.ts';

const SEEDS = [1, 2, 3, 4, 5];
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const known = (
  bins: readonly Bin[],
  key: 'memoryBytes' | 'stoppingWorkers' | 'stuckStreams' | 'untimedStreams',
) => bins.map((bin) => bin[key]).filter((value) => value !== null);
const rise = (host: SimulatedHost, from: number, to: number) => memoryAt(host, to) / memoryAt(host, from);
/** The scenario with an answer to all that the probe asks, and not too many streams to be listed. */
const answering = (scenario: HostScenario): HostScenario => ({
  ...scenario,
  traffic: {
    ...scenario.traffic,
    connectionsPerSecond: Math.min(
      scenario.traffic.connectionsPerSecond,
      900 / scenario.connections.shortSeconds,
    ),
  },
  haproxy: { ...scenario.haproxy, answers: 'all' },
});

/** How each class shows, on hosts without noise but of the wandering kind. */
const looks: [HealthyKind, string, (host: SimulatedHost) => boolean][] = [
  ['steady', 'memory stands', (host) => Math.abs(rise(host, 1, 27) - 1) < 0.07],
  ['growth', 'memory follows the traffic up', (host) => rise(host, 1, 27) > 1.08],
  [
    'step',
    'memory steps once and stands before and after',
    (host) => {
      const [{ atDay } = { atDay: 0 }] = host.scenario.memorySteps;
      const stands =
        Math.abs(rise(host, 1, atDay - 0.1) - 1) < 0.07 && Math.abs(rise(host, atDay + 2, 27.9) - 1) < 0.1;
      return stands && Math.abs(rise(host, atDay - 0.1, atDay + 2) - 1) > 0.12;
    },
  ],
  [
    'warm-up',
    'memory fills after a start, less and less',
    (host) => {
      const begun = host.scenario.events[0]?.atDay ?? 0;
      const middle = (begun + 28) / 2;
      return (
        memoryAt(host, middle) - memoryAt(host, begun + 0.05) > memoryAt(host, 27.9) - memoryAt(host, middle)
      );
    },
  ],
  [
    'long-lived',
    'connections accumulate to a steady number',
    (host) => rise(host, 0.1, 14) > 1.01 && Math.abs(rise(host, 20, 27) - 1) < 0.07,
  ],
  [
    'migration',
    'traffic and memory go to another level',
    (host) => {
      const [{ atDay, factor } = { atDay: 0, factor: 1 }] = host.scenario.traffic.migrations;
      return rise(host, atDay - 0.05, atDay + 0.9) > 1 === factor > 1;
    },
  ],
  [
    'reload-residue',
    'old workers linger',
    (host) => Math.max(...known(host.bins(60), 'stoppingWorkers')) >= 1,
  ],
  [
    'untimed-baseline',
    'many streams have no timer, none is stuck',
    (host) =>
      median(known(host.bins(60), 'untimedStreams')) > 50 &&
      Math.max(...known(host.bins(60), 'stuckStreams')) === 0,
  ],
  [
    'half-closed',
    'streams look stuck, and their number stands',
    (host) => {
      const stuck = known(host.bins(60), 'stuckStreams').slice(-80);
      return median(stuck) >= 3 && Math.abs(median(stuck.slice(40)) / median(stuck.slice(0, 40)) - 1) < 0.5;
    },
  ],
  [
    'restarts',
    'processes are replaced',
    (host) => new Set(host.bins(60).map(({ segment }) => segment)).size > 3,
  ],
  [
    'upgraded',
    'the release changes',
    (host) => new Set(host.bins(60).map(({ version }) => version)).size === 2,
  ],
  ['autoscaled', 'it lives for less than a week', (host) => host.bins(60).length < 7 * 8],
  ['gaps', 'some bins are empty', (host) => host.bins(60).some(({ sampled }) => sampled === 0)],
  [
    'clock-step',
    'the clock moves',
    (host) => host.bins(60).some(({ events }) => events.includes('clock-step')),
  ],
];

describe('a healthy host', () => {
  it.each(looks)('of kind %s is built so that %s', (kind, _, holds) => {
    const level =
      kind === 'migration' || kind === 'autoscaled'
        ? quiet
        : (scenario: HostScenario) => quiet({ ...scenario, traffic: { ...scenario.traffic, batch: null } });
    const answers = SEEDS.map((seed) => holds(hostOf(kind, seed, (scenario) => answering(level(scenario)))));
    expect(answers).toEqual(SEEDS.map(() => true));
  });

  it.each([
    ['follow the load', 1, 1.35],
    ['are as many whatever the load', 0, 1],
  ] as const)('has streams without a timer that %s', (_, loadShare, grown) => {
    for (const seed of SEEDS) {
      const host = hostOf('untimed-baseline', seed, (scenario) => {
        const calm = answering(quiet(scenario));
        const untimed = { ...calm.connections.untimed, loadShare, steady: 2000, hours: 8 };
        return {
          ...calm,
          traffic: { ...calm.traffic, growthPerDay: 0.02 },
          connections: { ...calm.connections, untimed },
        };
      });
      const counts = known(host.bins(60), 'untimedStreams').slice(24);
      const week = (from: number) => median(counts.slice(from, from + 56));
      expect(week(counts.length - 56) / week(0)).toBeGreaterThan(grown - 0.15);
      expect(week(counts.length - 56) / week(0)).toBeLessThan(grown + 0.15);
    }
  });

  it.each([
    ['seasonal', 1.8],
    ['batch', 1.25],
    ['wander', 1.15],
  ] as const)('of kind %s swings by a factor of %d or more', (kind, factor) => {
    for (const seed of SEEDS) {
      const bytes = known(hostOf(kind, seed).bins(60), 'memoryBytes').sort((a, b) => a - b);
      expect((bytes.at(-3) ?? 0) / (bytes[2] ?? 1)).toBeGreaterThan(factor);
    }
  });

  it('near pressure touches the limit, is counted and held below the high one', () => {
    const hosts = SEEDS.map((seed) => hostOf('near-pressure', seed));
    const events = hosts.flatMap((host) => host.bins(60).map((bin) => bin.pressureEvents ?? 0));
    expect(Math.max(...events)).toBeGreaterThan(0);
    const shares = hosts.flatMap((host) =>
      host.bins(60).map((bin) => (bin.memoryBytes ?? 0) / (bin.pressureBytes ?? 1)),
    );
    expect(Math.max(...shares)).toBeGreaterThan(1);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1.5);
  });

  it('with sockets charged elsewhere shows no load in its memory', () => {
    const bins = hostOf('bypassed', 1, answering).bins(60);
    expect(Math.max(...known(bins, 'memoryBytes')) / (bins[0]?.pressureBytes ?? 0)).toBeLessThan(0.1);
    expect(bins[0]?.connections ?? 0).toBeGreaterThan(0);
    expect(
      new Set(
        hostOf('unreadable', 1)
          .bins(60)
          .map((bin) => bin.memoryBytes),
      ),
    ).toEqual(new Set([null]));
  });
});
