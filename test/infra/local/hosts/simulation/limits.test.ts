import { describe, expect, it } from 'vitest';
import type { SimulatedHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import { hostWith, MAXIMUM, main, reload } from './leaking-hosts.ts';
import { dayOf } from './scenarios.ts';

describe('a limit of a simulated host', () => {
  it('of connections lets no further one in', () => {
    const host = hostWith({ unit: { connections: 1, streams: 1, established: 2 }, unitsPerDay: 2500 });
    const days = Array.from({ length: 27 }, (_, day) => day + 0.5);
    const current = days.map((day) => main(host, day).runtime?.current ?? 0);
    expect(Math.max(...current)).toBe(MAXIMUM.maxConnections);
    expect(current.at(-1)).toBe(MAXIMUM.maxConnections);
    const cumulative = (day: number) => main(host, day).runtime?.cumulative ?? 0;
    expect(cumulative(27) - cumulative(26)).toBeLessThan((cumulative(2) - cumulative(1)) / 20);
  });

  it('of descriptors is never passed', () => {
    const host = hostWith({ kind: 'descriptors', unit: { files: 1 }, unitsPerDay: 4000 });
    const files = Array.from({ length: 27 }, (_, day) => main(host, day + 0.5).openFiles);
    expect(Math.max(...files)).toBeLessThanOrEqual(MAXIMUM.maxOpenFiles);
    expect(files.at(-1)).toBeGreaterThan(0.9 * MAXIMUM.maxOpenFiles);
  });

  it('of memory ends the worker, again and again', () => {
    const { scenario } = hostWith(null);
    const memoryLimitBytes = 2 ** 30;
    const machine = { ...scenario.machine, memoryLimitBytes };
    const host = hostWith({ kind: 'memory', unit: { heapBytes: 1e6 } }, { machine });
    const bins = host.bins(60);
    const restarts = bins.filter(({ events }) => events.includes('restart'));
    expect(restarts.length).toBeGreaterThan(3);
    for (const bin of bins) expect(bin.allResidentBytes).toBeLessThan(1.1 * memoryLimitBytes);
  });

  it('is followed by a restart where somebody watches', () => {
    const unit = { connections: 1, established: 1 };
    const watched = hostWith({ unit, unitsPerDay: 4000, operatorHours: 5 });
    const alone = hostWith({ unit, unitsPerDay: 4000 });
    const restarts = (host: SimulatedHost) =>
      host.bins(60).filter(({ events }) => events.includes('restart')).length;
    expect(restarts(alone)).toBe(0);
    expect(restarts(watched)).toBeGreaterThan(2);
  });
});

describe('old workers that never end', () => {
  const events = Array.from({ length: 20 }, (_, place) => ({ ...reload, atDay: 1 + place }));
  const leak = {
    kind: 'old-workers',
    unitsPerDay: 0,
    unit: { connections: 1, established: 1, closeWait: 1, heapBytes: 2e6 },
    oldWorkerUnits: 10,
  } as const;
  const oldWorkers = (host: SimulatedHost, day: number) =>
    host.at(dayOf(host, day))?.workers.filter(({ running }) => !running) ?? [];

  it('are left by as many reloads as the leak says, each with sockets and memory', () => {
    const host = hostWith({ ...leak, reloadShare: 0.5 }, { events });
    const workers = oldWorkers(host, 27).filter(({ stoppingSeconds }) => (stoppingSeconds ?? 0) > 5 * 86_400);
    expect(workers.length).toBeGreaterThan(4);
    expect(workers.length).toBeLessThan(17);
    for (const { socketStates, runtime, residentKilobytes } of workers) {
      expect(socketStates.closeWait).toBeGreaterThan(0);
      expect(runtime?.current).toBeGreaterThan(0);
      expect(residentKilobytes).toBeGreaterThan(30_000);
    }
    expect(main(host, 27).socketStates.closeWait).toBeLessThan(50);
  });

  it('outlive hard-stop-after and end with a restart', () => {
    const { haproxy } = hostWith(null).scenario;
    const host = hostWith(leak, {
      haproxy: { ...haproxy, ...MAXIMUM, version: '2.8.9', hardStopAfterSeconds: 60 },
      events: [...events, { type: 'restart', atDay: 25 }],
    });
    expect(oldWorkers(host, 24)).toHaveLength(20);
    expect(oldWorkers(host, 25.1)).toEqual([]);
  });
});

describe('the truth of a leak of a resource', () => {
  it.each([
    ['live-sockets', { unit: { connections: 1, established: 1, closeWait: 1 } }, 'connections', 97.5],
    ['descriptors', { kind: 'descriptors', unit: { files: 1 } }, 'descriptors', 194],
    ['memory', { kind: 'memory', unit: { heapBytes: 1e5 } }, 'memory', null],
    ['tcp-memory', { kind: 'tcp-memory', unit: { tcpBytes: 65_536 } }, 'tcp-memory', null],
  ] as const)('of kind %s names the limit that is nearest', (kind, leak, nearestLimit, days) => {
    const host = hostWith(leak);
    const truth = host.truth(dayOf(host, 0.5));
    expect(truth).toMatchObject({ leaking: true, leakKind: kind, nearestLimit });
    if (days !== null) expect(Math.abs((truth.daysToLimit ?? 0) / days - 1)).toBeLessThan(0.06);
    const later = host.truth(dayOf(host, 10.5));
    expect((truth.daysToLimit ?? 0) - (later.daysToLimit ?? 0)).toBeGreaterThan(8);
    expect((truth.daysToLimit ?? 0) - (later.daysToLimit ?? 0)).toBeLessThan(12);
  });

  it('knows no kind and no limit without a leak', () => {
    expect(hostWith(null).truth()).toMatchObject({
      leaking: false,
      leakKind: null,
      nearestLimit: null,
      daysToLimit: null,
    });
  });
});
