import { describe, expect, it } from 'vitest';
import { Bin } from '../../../../../lambdas/domain/records/bin.ts';
import type { SampledHost } from '../../../../../lambdas/domain/records/sample.ts';
import { ALL_KINDS, dayOf, hostOf } from './scenarios.ts';

const PERIOD_MINUTES = 60;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];

/** The samples that an archive of the same period would hold of a bin. */
function samplesOf(host: ReturnType<typeof hostOf>, bin: Bin): SampledHost[] {
  return [0, 1, 2]
    .map((hour) => host.sample(new Date(Date.parse(bin.binAt) + hour * 3_600_000)))
    .filter((sample) => sample?.outcome === 'sampled');
}

const running = ({ processes }: SampledHost) => processes.find(({ state }) => state === 'running');

describe('bins of a simulated host', () => {
  it.each(ALL_KINDS)('of kind %s are records of the archive', (kind) => {
    const bins = hostOf(kind, 4).bins(PERIOD_MINUTES);
    expect(bins.length).toBeGreaterThan(0);
    for (const bin of bins) expect(Bin.parse(bin)).toEqual(bin);
  });

  it.each(['linear', 'half-closed', 'reloaded', 'gaps'] as const)(
    'of kind %s have the medians of its samples',
    (kind) => {
      const host = hostOf(kind, 4);
      const full = host.bins(PERIOD_MINUTES).filter(({ sampled }) => sampled === 3);
      expect(full.length).toBeGreaterThan(100);
      for (const bin of full.filter((_, place) => place % 20 === 5)) {
        const samples = samplesOf(host, bin);
        const medianOf = (value: (sample: SampledHost) => number | null | undefined) =>
          median(samples.map((sample) => value(sample) ?? Number.NaN));
        expect(bin.memoryBytes).toBe(
          medianOf(({ tcp, kernel }) => (tcp.memoryPages ?? 0) * (kernel.pageBytes ?? 0)),
        );
        expect(bin.deadSockets).toBe(medianOf((sample) => running(sample)?.deadSockets));
        expect(bin.openFiles).toBe(medianOf((sample) => running(sample)?.openFiles));
        if (bin.oldStuckStreams !== null)
          expect(bin.oldStuckStreams).toBe(
            medianOf((sample) => running(sample)?.streams.stuckOlderThan['24h']),
          );
        expect(bin.stoppingWorkers).toBe(
          medianOf(({ processes }) => processes.filter(({ state }) => state === 'stopping').length),
        );
      }
    },
  );

  it('have the flows that the counters show', () => {
    const host = hostOf('growth', 4, (scenario) => ({
      ...scenario,
      haproxy: { ...scenario.haproxy, answers: 'all' },
    }));
    const bin = host.bins(PERIOD_MINUTES)[30];
    const counted = [-1, 2].map((hour) => {
      const sample = host.sample(new Date(Date.parse(bin?.binAt ?? '') + hour * 3_600_000));
      return sample?.outcome === 'sampled' ? (running(sample)?.connections.cumulative ?? 0) : 0;
    });
    const [before = 0, last = 0] = counted;
    expect(Math.abs(((bin?.connectionsPerSecond ?? 0) * 10_800) / (last - before) - 1)).toBeLessThan(0.15);
    const cps = host.scenario.traffic.connectionsPerSecond;
    expect(bin?.connectionsPerSecond).toBeGreaterThan(cps / 10);
    expect(bin?.connectionsPerSecond).toBeLessThan(cps * 5);
  });

  it.each([
    { type: 'restart', way: undefined, event: ['restart'] },
    { type: 'reload', way: undefined, event: ['reload'] },
    { type: 'reboot', way: undefined, event: ['reboot'] },
    { type: 'upgrade', way: 'restart', event: ['upgrade'] },
    { type: 'upgrade', way: 'reload', event: ['reload', 'upgrade'] },
    { type: 'config-change', way: 'reload', event: ['reload', 'config-change'] },
    { type: 'limits-change', way: undefined, event: ['limits-change'] },
    { type: 'clock-step', way: undefined, event: ['clock-step'] },
  ] as const)('record $type by $way', ({ type, way, event }) => {
    const atDay = 10 + 4.5 / 24;
    const host = hostOf('long-lived', 4, (scenario) => ({
      ...scenario,
      haproxy: { ...scenario.haproxy, answers: 'all', hardStopAfterSeconds: null },
      events: [
        type === 'upgrade'
          ? { type, by: way, atDay, version: '3.2.9' }
          : type === 'config-change'
            ? { type, by: way, atDay }
            : type === 'limits-change'
              ? { type, atDay, factor: 2 }
              : type === 'clock-step'
                ? { type, atDay, seconds: -7200 }
                : { type, atDay },
      ],
    }));
    const bins = host.bins(PERIOD_MINUTES);
    const told = bins.slice(1).filter(({ events }) => events.length > 0);
    expect(told.map(({ events }) => events)).toEqual([event]);
    expect(told[0]?.binAt).toBe(dayOf(host, 10.125).toISOString().replace('.000Z', 'Z'));
    expect(told[0]?.usable).toBe(type === 'clock-step');
    expect(new Set(bins.map(({ segment }) => segment)).size).toBe(type === 'clock-step' ? 1 : 2);
  });

  it('record a gap, and do not stand in for runs that were not answered', () => {
    const gaps = [{ fromDay: 5, toDay: 6 }];
    const bins = hostOf('steady', 4, (scenario) => ({ ...scenario, gaps })).bins(PERIOD_MINUTES);
    const silent = bins.filter(({ sampled }) => sampled === 0);
    expect(silent).toHaveLength(8);
    for (const bin of silent)
      expect(bin).toMatchObject({ unreachable: 3, usable: false, memoryBytes: null, segment: null });
    const afterGap = bins.filter(({ events }) => events.includes('gap')).map(({ binAt }) => binAt);
    // Each bin whose bin before is empty, and the first of all: the host was up, and nobody asked it.
    expect(afterGap).toEqual([bins[0], ...bins.slice(41, 49)].map((bin) => bin?.binAt));
  });
});
