import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import type { HostScenario } from '../../../../../infra/local/hosts/simulation/host-scenario.ts';
import type { HostState } from '../../../../../infra/local/hosts/simulation/host-state.ts';
import { anyKindBalanced } from '../../../../corpora/any-kind.ts';
import { ALL_KINDS, dayOf, hostOf, memoryAt, quiet, statesOf } from './scenarios.ts';

const anyHost = fc.tuple(fc.constantFrom(...ALL_KINDS), fc.integer({ min: 0, max: 999 }));
const everyState = (check: (state: HostState) => void) =>
  fc.assert(
    fc.property(anyHost, ([kind, seed]) => {
      for (const state of statesOf(hostOf(kind, seed), 3)) check(state);
    }),
    { numRuns: 60 },
  );
/** Hosts with leaks of every kind and all nuisances. */
const everyStateOfAnyKind = (check: (state: HostState, scenario: HostScenario) => void) => {
  for (const { scenario, seed } of anyKindBalanced(11, { hosts: 66, days: 21 }))
    for (const state of statesOf(simulateHost(scenario, seed), 1.3)) check(state, scenario);
};

describe('what a simulated host conserves', () => {
  it('has no more sockets in its parts than allocated', () =>
    everyState(({ tcp, workers }) => {
      const dead = workers.reduce((sum, { deadSockets }) => sum + deadSockets, 0);
      expect(tcp.allocated).toBeGreaterThanOrEqual(tcp.inUse + tcp.inUse6 + dead + tcp.orphan);
      expect(Math.min(tcp.inUse, tcp.inUse6, tcp.orphan, tcp.timeWait)).toBeGreaterThanOrEqual(0);
    }));

  it('holds no more memory than the high limit', () =>
    everyState(({ tcp, limits }) => expect(tcp.memoryPages ?? 0).toBeLessThanOrEqual(limits.highPages)));

  it('counts stuck streams among those without a timer, and those among all', () =>
    everyState(({ workers }) => {
      for (const { streams, runtime, deadSockets, openFiles } of workers) {
        expect(deadSockets).toBeLessThan(openFiles);
        if (streams === null) continue;
        const falling = [runtime?.current, streams.total, streams.untimed, streams.stuck, streams.hour];
        falling.push(streams.sixHours, streams.day, streams.week);
        expect(falling).toEqual(falling.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
        expect(streams.oldestSeconds >= 3600).toBe(streams.hour > 0);
        if (streams.day > 0) expect(streams.oldestSeconds).toBeGreaterThanOrEqual(86_000);
      }
    }));

  it('has one running worker, with its own pid, no older than the host', () =>
    everyState(({ workers, uptimeSeconds }) => {
      expect(workers.filter(({ running }) => running)).toHaveLength(1);
      expect(new Set(workers.map(({ pid }) => pid)).size).toBe(workers.length);
      for (const worker of workers) expect(worker.uptimeSeconds).toBeLessThanOrEqual(uptimeSeconds);
    }));

  it('lets no counter fall while its process or kernel lives', () =>
    fc.assert(
      fc.property(anyHost, ([kind, seed]) => {
        const states = statesOf(hostOf(kind, seed), 6);
        for (const [index, later] of states.slice(1).entries()) {
          const earlier = states[index];
          if (earlier === undefined || earlier.boot !== later.boot) continue;
          expect(later.tcp.pressureEvents).toBeGreaterThanOrEqual(earlier.tcp.pressureEvents);
          expect(later.tcp.abortsOnMemory).toBeGreaterThanOrEqual(earlier.tcp.abortsOnMemory);
          for (const { pid, runtime } of later.workers) {
            const before = earlier.workers.find((worker) => worker.pid === pid)?.runtime;
            if (!runtime || !before) continue;
            // Beyond 15 digits it is not printed any more.
            if (runtime.bytesOutCumulative !== null)
              expect(runtime.bytesOutCumulative).toBeGreaterThanOrEqual(
                before.bytesOutCumulative ?? Infinity,
              );
            expect(runtime.cumulative).toBeGreaterThanOrEqual(before.cumulative);
            expect(runtime.requestsCumulative).toBeGreaterThanOrEqual(before.requestsCumulative);
          }
        }
      }),
      { numRuns: 40 },
    ));
});

describe('what a host of any kind conserves', () => {
  it('has each socket of its workers in one state, and all of them among the allocated', () =>
    everyStateOfAnyKind(({ tcp, udp, workers }) => {
      let sockets = 0;
      for (const worker of workers) {
        const { listening, ...states } = worker.socketStates;
        const live = Object.values(states).reduce((sum, count) => sum + count, 0);
        expect(Math.min(...Object.values(states), listening)).toBeGreaterThanOrEqual(0);
        expect(live + worker.deadSockets).toBe(worker.sockets);
        expect(worker.openFiles).toBeGreaterThan(worker.sockets + worker.udpSockets + listening);
        sockets += worker.sockets;
      }
      expect(tcp.allocated).toBeGreaterThanOrEqual(sockets + tcp.orphan);
      expect(tcp.inUse + tcp.inUse6).toBeGreaterThanOrEqual(
        sockets - workers.reduce((sum, { deadSockets }) => sum + deadSockets, 0),
      );
      expect(udp.inUse).toBeGreaterThan(workers.reduce((sum, { udpSockets }) => sum + udpSockets, 0));
    }));

  it('stays within maxconn, its descriptors and the high limit of TCP memory', () =>
    everyStateOfAnyKind(({ tcp, limits, workers }) => {
      expect(tcp.memoryPages ?? 0).toBeLessThanOrEqual(limits.highPages);
      for (const { runtime, openFiles, maxOpenFiles } of workers) {
        expect(runtime?.current ?? 0).toBeLessThanOrEqual(runtime?.max ?? 0);
        expect(openFiles).toBeLessThanOrEqual(maxOpenFiles);
      }
    }));

  it('counts stuck streams among those without a timer, and those among all', () =>
    everyStateOfAnyKind(({ workers }) => {
      for (const { streams } of workers) {
        if (streams === null) continue;
        const falling = [streams.total, streams.untimed, streams.stuck, streams.sixHours, streams.day];
        expect(falling).toEqual(falling.toSorted((a, b) => b - a));
        expect(streams.oldestSeconds >= 3600).toBe(streams.hour > 0);
      }
    }));
});

describe('the kernel of a simulated host', () => {
  it('blurs its memory by no more than 256 pages a CPU, and does blur it', () => {
    const accounting = (how: 'per-cpu' | 'exact') => (scenario: HostScenario) => ({
      ...scenario,
      machine: { ...scenario.machine, accounting: how },
    });
    for (const seed of [1, 2, 3, 4]) {
      const pages = (how: 'per-cpu' | 'exact') =>
        statesOf(hostOf('steady', seed, accounting(how))).map(({ tcp }) => tcp.memoryPages ?? 0);
      const exact = pages('exact');
      const { cpuCount } = hostOf('steady', seed).scenario.machine;
      const blur = pages('per-cpu').map((value, place) => Math.abs(value - (exact[place] ?? 0)));
      expect(Math.max(...blur)).toBeLessThanOrEqual(256 * cpuCount + 1);
      expect(Math.max(...blur)).toBeGreaterThan(100);
    }
  });
});

describe('a leaky host', () => {
  const leakyWith = (type: 'restart' | 'reload') =>
    hostOf('linear', 2, (scenario) => ({
      ...quiet(scenario),
      haproxy: { ...scenario.haproxy, hardStopAfterSeconds: null, answers: 'all' },
      leak: scenario.leak && { ...scenario.leak, mechanism: 'stuck-streams', deadShare: 1 },
      events: [{ type, atDay: 14 }],
    }));
  const held = (host: ReturnType<typeof leakyWith>, day: number) => host.at(dayOf(host, day))?.workers ?? [];

  it('holds a stream, two dead sockets and two descriptors for each that is stuck', () => {
    const host = leakyWith('restart');
    const sound = hostOf('linear', 2, (scenario) => ({ ...quiet(scenario), leak: null }));
    const [leaky, same] = [held(host, 13)[0], held(sound, 13)[0]];
    const leaked = (leaky?.runtime?.current ?? 0) - (same?.runtime?.current ?? 0);
    expect(leaked).toBeGreaterThan(20);
    expect(leaky?.deadSockets).toBe(2 * leaked);
    expect((leaky?.openFiles ?? 0) - (same?.openFiles ?? 0)).toBe(2 * leaked);
    const bytesEach = (memoryAt(host, 13) - memoryAt(sound, 13)) / leaked;
    const mean = host.scenario.leak?.bytesPerStream ?? 0;
    expect(Math.abs(bytesEach / mean - 1)).toBeLessThan(0.3);
  });

  it('is free of it after a restart', () => {
    const host = leakyWith('restart');
    const sound = hostOf('linear', 2, (scenario) => ({
      ...quiet(scenario),
      leak: null,
      events: [{ type: 'restart', atDay: 14 }],
    }));
    expect(held(host, 14.01)).toHaveLength(1);
    expect(memoryAt(host, 13.99) - memoryAt(sound, 13.99)).toBeGreaterThan(5e6);
    expect(memoryAt(host, 14.01) - memoryAt(sound, 14.01)).toBeLessThan(1e6);
  });

  it('keeps it in the old worker after a reload', () => {
    const host = leakyWith('reload');
    const [before] = held(host, 13.99);
    const old = held(host, 20).find(({ running }) => !running);
    expect(old?.pid).toBe(before?.pid);
    expect(old?.deadSockets).toBeGreaterThanOrEqual(before?.deadSockets ?? Infinity);
    expect(old?.streams?.stuck).toBe(old?.runtime?.current);
    const young = held(host, 14.2).find(({ running }) => running);
    expect(young?.deadSockets).toBeLessThan((before?.deadSockets ?? 0) / 10);
  });
});
