import { describe, expect, it } from 'vitest';
import { type SimulatedHost, simulateHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import type { HostScenario } from '../../../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Neighbour, Nuisances, Stock } from '../../../../../infra/local/hosts/simulation/nuisances.ts';
import { hostWith, main } from './leaking-hosts.ts';
import { dayOf, memoryAt } from './scenarios.ts';

const STOCK: Stock = {
  unit: { deadSockets: 1 },
  level: 100,
  loadShare: 0,
  hours: 0,
  wanderSd: 0,
  wanderTauHours: 1,
};
const NEIGHBOUR: Neighbour = {
  place: 'namespace',
  sockets: 300,
  bytesPerSocket: 20_000,
  dayAmplitude: 0,
  growthPerDay: 0,
  restartDays: Infinity,
  step: null,
  wanderSd: 0,
  wanderTauHours: 1,
};

const nuisances = (stocks: readonly Partial<Stock>[], rest: Partial<Nuisances> = {}): Nuisances => ({
  stocks: stocks.map((stock) => ({ ...STOCK, ...stock })),
  neighbours: [],
  ...rest,
});
/** A quiet host without a leak; `change` may add load that grows. */
function hostOfStocks(
  stocks: readonly Partial<Stock>[],
  change: (scenario: HostScenario) => Partial<HostScenario> = () => ({}),
): SimulatedHost {
  const { scenario, seed } = hostWith(null, { nuisances: nuisances(stocks) });
  return simulateHost({ ...scenario, ...change(scenario) }, seed);
}
const growing = (scenario: HostScenario) => ({
  traffic: { ...scenario.traffic, growthPerDay: 0.05 },
});

describe('a stock', () => {
  it('stands in the number of its level', () => {
    const host = hostOfStocks([{}], growing);
    expect([1, 9, 20, 27].map((day) => main(host, day).deadSockets)).toEqual([100, 100, 100, 100]);
  });

  it('follows the load where it comes with it', () => {
    const host = hostOfStocks([{ loadShare: 1 }], growing);
    const counts = [0.5, 20].map((day) => main(host, day).deadSockets);
    expect((counts[1] ?? 0) / (counts[0] ?? 1)).toBeCloseTo(2 / 1.025, 1);
  });

  it('fills after a start with its time constant, and drains from an old worker', () => {
    const host = hostOfStocks(
      [{ unit: { connections: 1, streams: 1, established: 2 }, level: 1000, hours: 48 }],
      (scenario) => ({
        events: [{ type: 'reload', atDay: 14 }],
        connections: { ...scenario.connections, longShare: 0 },
      }),
    );
    const empty = hostOfStocks([], (scenario) => ({
      events: [{ type: 'reload', atDay: 14 }],
      connections: { ...scenario.connections, longShare: 0 },
    }));
    const held = (day: number) =>
      (main(host, day).runtime?.current ?? 0) - (main(empty, day).runtime?.current ?? 0);
    expect(held(2) / 1000).toBeCloseTo(1 - Math.exp(-1), 1);
    expect(held(12) / 1000).toBeCloseTo(1, 1);
    const old = (day: number) => host.at(dayOf(host, day))?.workers.find(({ running }) => !running);
    expect((old(16)?.runtime?.current ?? 0) / 1000).toBeCloseTo(Math.exp(-1), 1);
  });

  it('of half-closed streams has the ages that its lifetime brings', () => {
    const unit = { connections: 1, streams: 1, untimedStreams: 1, halfClosedStreams: 1, established: 2 };
    const { streams } = main(hostOfStocks([{ unit, level: 400, hours: 24 }]), 20);
    expect(streams?.untimed).toBeGreaterThanOrEqual(400);
    expect((streams?.stuck ?? 0) / 400).toBeCloseTo(Math.exp(-1 / 24), 1);
    expect((streams?.day ?? 0) / 400).toBeCloseTo(Math.exp(-1), 1);
    expect(streams?.oldestSeconds).toBeGreaterThan(4 * 86_400);
    expect(streams?.oldestSeconds).toBeLessThan(8 * 86_400);
  });

  it.each([
    ['never goes back', Infinity, 1],
    ['goes back slowly', 48, Math.exp(-1)],
  ] as const)('of peaks %s', (_, peakHours, share) => {
    const stocks = [{ unit: { heapBytes: 4096 }, level: 10_000, loadShare: 1, peakHours }];
    const host = hostOfStocks(stocks, (scenario) => ({
      traffic: { ...scenario.traffic, migrations: [{ atDay: 10, factor: 0.01 }] },
    }));
    const without = hostOfStocks([], () => ({ traffic: host.scenario.traffic }));
    const heap = (day: number) => main(host, day).residentKilobytes - main(without, day).residentKilobytes;
    expect(heap(12) / heap(9.9)).toBeCloseTo(share, 1);
  });

  it('has incidents that come and go without more arrivals', () => {
    const pulses = [{ atDay: 5, riseHours: 4, standHours: 10, fallHours: 2, count: 3000 }];
    const unit = { connections: 1, streams: 1, established: 2 };
    const [host, calm] = [hostOfStocks([{ unit, level: 0, pulses }]), hostOfStocks([])];
    const piled = (day: number) =>
      (main(host, day).runtime?.current ?? 0) - (main(calm, day).runtime?.current ?? 0);
    expect([4.9, 5 + 10 / 24, 5.8].map(piled)).toEqual([0, 3000, 0]);
    expect(main(host, 8).runtime?.cumulative).toBe(main(calm, 8).runtime?.cumulative);
  });

  it('of memory leaves an old worker its share', () => {
    const stocks = [{ unit: { heapBytes: 4096 }, level: 25_000, oldWorkerShare: 0.5 }];
    const change = (scenario: HostScenario) => ({
      events: [{ type: 'reload', atDay: 10 } as const],
      connections: { ...scenario.connections, longShare: 0.001, longHours: 30 },
    });
    const [host, without] = [hostOfStocks(stocks, change), hostOfStocks([], change)];
    const old = (of: SimulatedHost) =>
      of.at(dayOf(of, 10.2))?.workers.find(({ running }) => !running)?.residentKilobytes ?? 0;
    expect(old(host) - old(without)).toBe(50_000);
  });
});

describe('another program', () => {
  const hostBeside = (neighbour: Partial<Neighbour> | null) =>
    hostWith(null, {
      nuisances: nuisances([], { neighbours: neighbour === null ? [] : [{ ...NEIGHBOUR, ...neighbour }] }),
    });
  const alone = hostBeside(null);
  const tcp = (host: SimulatedHost, day = 10) => {
    const state = host.at(dayOf(host, day));
    if (state === null) throw new Error('no answer');
    const { inUse, inUse6, allocated } = state.tcp;
    return { listed: inUse + inUse6, allocated };
  };

  it.each([
    ['namespace', 300, 300],
    ['container', 0, 300],
    ['memory-alone', 0, 0],
  ] as const)('in the place "%s" is counted there and charged to the host', (place, listed, allocated) => {
    const host = hostBeside({ place });
    expect(tcp(host).listed - tcp(alone).listed).toBe(listed);
    expect(tcp(host).allocated - tcp(alone).allocated).toBe(allocated);
    expect(Math.abs(memoryAt(host, 10) - memoryAt(alone, 10) - 6e6)).toBeLessThan(10_000);
    expect(main(host, 10)).toEqual(main(alone, 10));
    expect(host.truth()).toMatchObject({ leaking: false, daysToLimit: null });
  });

  it('grows until it starts anew, and steps', () => {
    const growth = (host: SimulatedHost, from: number, to: number) =>
      tcp(host, to).listed - tcp(host, from).listed - (tcp(alone, to).listed - tcp(alone, from).listed);
    const grows = hostBeside({ growthPerDay: 50, restartDays: 12 });
    expect(growth(grows, 1, 11)).toBe(500);
    expect(growth(grows, 11, 13)).toBe(-500);
    expect(growth(hostBeside({ step: { atDay: 5, factor: 2 } }), 4, 6)).toBe(300);
  });
});

describe('a host', () => {
  it('swaps memory out without losing any', () => {
    const swap = { share: 0.25, wanderSd: 0, wanderTauHours: 1 };
    const [swapping, calm] = [
      hostWith(null, { nuisances: nuisances([], { swap }) }),
      hostWith(null, { nuisances: nuisances([]) }),
    ].map((host) => main(host, 10));
    expect((swapping?.swapKilobytes ?? 0) / (calm?.residentKilobytes ?? 1)).toBeCloseTo(0.25, 3);
    expect((swapping?.swapKilobytes ?? 0) + (swapping?.residentKilobytes ?? 0)).toBe(calm?.residentKilobytes);
  });

  it('has campaigns with a slope at either end', () => {
    const episodes = [{ fromDay: 5, toDay: 9, factor: 3, rampHours: 24 }];
    const { scenario, seed } = hostWith(null);
    const host = simulateHost({ ...scenario, traffic: { ...scenario.traffic, episodes } }, seed);
    const current = (day: number) => main(host, day).runtime?.current ?? 0;
    expect(current(7) / current(4)).toBeGreaterThan(2.3);
    expect(current(5.5) / current(4)).toBeLessThan(current(7) / current(4));
    expect(current(10) / current(4)).toBeCloseTo(1, 0);
  });

  it('has connections that last longer from a step on', () => {
    const { scenario, seed } = hostWith(null);
    const connections = {
      ...scenario.connections,
      longShare: 0,
      lifetimeSteps: [{ atDay: 10, factor: 4 }],
    };
    const untimed = { ...scenario.connections.untimed, steady: 0 };
    const host = simulateHost({ ...scenario, connections: { ...connections, untimed } }, seed);
    const mean = (from: number) => {
      const counts = Array.from({ length: 48 }, (_, hour) => main(host, from + hour / 24).runtime?.current);
      return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) / counts.length;
    };
    expect(mean(12) / mean(6)).toBeCloseTo(4, 0);
  });
});
