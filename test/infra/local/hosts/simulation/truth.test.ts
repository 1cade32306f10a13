import { describe, expect, it } from 'vitest';
import type { SimulatedHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import { dailyNoiseBytes } from '../../../../../infra/local/hosts/simulation/truth.ts';
import { LEAKY_KINDS } from '../../../../corpora/corpus.ts';
import { ALL_KINDS, dayOf, hostOf, memoryAt, quiet } from './scenarios.ts';

const isLeaky = (kind: string) => (LEAKY_KINDS as readonly string[]).includes(kind);
const withoutLeak = (host: SimulatedHost) =>
  hostOf(host.scenario.kind as 'linear', SEED, (scenario) => ({ ...quiet(scenario), leak: null }));
const SEED = 3;

const slope = (values: readonly number[]) => {
  const middle = (values.length - 1) / 2;
  const moments = values.map((value, day) => [(day - middle) * value, (day - middle) ** 2] as const);
  return moments.reduce((sum, [xy]) => sum + xy, 0) / moments.reduce((sum, [, xx]) => sum + xx, 0);
};
const daily = (host: SimulatedHost) => Array.from({ length: 28 }, (_, day) => memoryAt(host, day + 0.5));

describe('the truth of a simulated host', () => {
  it.each(ALL_KINDS)('says of kind %s what its class claims', (kind) => {
    const truth = hostOf(kind, SEED).truth();
    expect(truth.kind).toBe(kind);
    expect(truth.leaking).toBe(isLeaky(kind));
    expect(truth.slopeBytesPerDay > 0).toBe(isLeaky(kind));
    expect(truth.r > 0).toBe(isLeaky(kind));
    expect(truth.observable).toBe(kind !== 'bypassed' && kind !== 'unreadable');
    if (!isLeaky(kind)) expect(truth).toMatchObject({ material: false, daysToPressure: null, onsetAt: null });
  });

  it.each(['linear', 'traffic', 'with-growth'] as const)(
    'of a %s leak has the slope that memory has beyond its load',
    (kind) => {
      const host = hostOf(kind, SEED, quiet);
      const leaked = daily(host).map((bytes, day) => bytes - memoryAt(withoutLeak(host), day + 0.5));
      expect(slope(leaked) / host.truth().slopeBytesPerDay).toBeGreaterThan(0.7);
      expect(slope(leaked) / host.truth().slopeBytesPerDay).toBeLessThan(1.6);
    },
  );

  it('of bursts leaks as much in the mean, in few hours', () => {
    const ratios = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const host = hostOf('bursts', seed, quiet);
      const hourly = Array.from({ length: 672 }, (_, hour) => memoryAt(host, hour / 24));
      const gains = hourly.slice(1).map((bytes, hour) => bytes - (hourly[hour] ?? 0));
      const size = (host.scenario.leak?.bytesPerDay ?? 0) / 2;
      expect(gains.filter((gain) => gain > size).length).toBeLessThan(40);
      return slope(daily(host)) / host.truth().slopeBytesPerDay;
    });
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(mean).toBeGreaterThan(0.6);
    expect(mean).toBeLessThan(1.4);
  });

  it('begins an onset with the affected release', () => {
    const host = hostOf('onset', SEED, quiet);
    const truth = host.truth();
    const [upgrade] = host.scenario.events;
    const atDay = upgrade?.atDay ?? Number.NaN;
    expect(truth.onsetAt).toEqual(dayOf(host, atDay));
    expect(truth.leakingDays).toBeCloseTo(28 - atDay, 6);
    expect(truth.versionBefore).not.toBe(truth.versionAfter);
    expect(host.truth(dayOf(host, atDay - 1))).toMatchObject({
      leaking: false,
      slopeBytesPerDay: 0,
      onsetAt: null,
    });
    const rise = (from: number, to: number) =>
      (memoryAt(host, to) - memoryAt(host, from)) / truth.slopeBytesPerDay;
    expect(Math.abs(rise(1, atDay - 0.5))).toBeLessThan(0.5);
    expect(rise(atDay + 1, 27) / (26 - atDay)).toBeGreaterThan(0.6);
  });

  it('lets each segment of a sawtooth rise and fall back', () => {
    const host = hostOf('sawtooth', SEED, quiet);
    const restarts = host.scenario.events.map(({ atDay }) => atDay);
    expect(restarts.length).toBeGreaterThan(2);
    for (const [place, atDay] of restarts.slice(1).entries()) {
      const begun = restarts[place] ?? 0;
      expect(memoryAt(host, atDay - 0.01)).toBeGreaterThan(memoryAt(host, begun + 0.01));
      expect(memoryAt(host, atDay + 0.01)).toBeLessThan(memoryAt(host, atDay - 0.01));
    }
    const tops = restarts.slice(1).map((atDay) => memoryAt(host, atDay - 0.01));
    expect(Math.abs(slope(tops)) / host.truth().slopeBytesPerDay).toBeLessThan(0.3);
  });

  it('keeps the memory of a masked leak flat', () => {
    const hosts = [1, 2, 3, 4].map((seed) => hostOf('masked', seed, quiet));
    for (const host of hosts)
      expect(Math.abs(slope(daily(host))) / host.truth().slopeBytesPerDay).toBeLessThan(0.2);
  });

  it('reaches pressure when it says', () => {
    const host = hostOf('linear', SEED, (scenario) => {
      const still = quiet(scenario);
      const pressureBytes = (0.97 * scenario.machine.memoryTotalBytes) / 16;
      return {
        ...still,
        leak: still.leak && {
          ...still.leak,
          pattern: 'steady',
          bytesPerDay: pressureBytes / 25,
          bytesPerStream: 60_000,
        },
      };
    });
    const { daysToPressure } = host.truth(dayOf(host, 5));
    const reached = Array.from({ length: 28 * 24 }, (_, hour) => hour / 24).find(
      (day) => (host.at(dayOf(host, day))?.tcp.pressureEvents ?? 0) > 0,
    );
    expect(Math.abs((reached ?? Infinity) - 5 - (daysToPressure ?? 0))).toBeLessThan(1);
    expect(host.truth().daysToPressure).toBe(0);
  });

  it('knows the spread of daily medians of what load does not explain', () => {
    const ratios = Array.from({ length: 60 }, (_, seed) => {
      const host = hostOf('steady', seed);
      const level = hostOf('steady', seed, (scenario) => ({
        ...quiet(scenario),
        noise: scenario.noise,
        machine: scenario.machine,
        traffic: {
          ...quiet(scenario).traffic,
          growthPerDay: 0,
          fleet: scenario.traffic.fleet && { ...scenario.traffic.fleet, noiseSd: 0 },
        },
      }));
      const medians = Array.from({ length: 28 }, (_, day) => {
        const hours = Array.from({ length: 24 }, (_, hour) => memoryAt(level, day + hour / 24)).sort(
          (a, b) => a - b,
        );
        return ((hours[11] ?? 0) + (hours[12] ?? 0)) / 2;
      });
      const mean = medians.reduce((sum, value) => sum + value, 0) / 28;
      const variance = medians.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 27;
      return variance / dailyNoiseBytes(host.scenario) ** 2;
    });
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(mean).toBeGreaterThan(0.7);
    expect(mean).toBeLessThan(1.2);
  });
});
