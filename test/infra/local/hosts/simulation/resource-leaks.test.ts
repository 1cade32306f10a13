import { describe, expect, it } from 'vitest';
import type { SimulatedHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import { descriptorsOf, socketsOf } from '../../../../../infra/local/hosts/simulation/holdings.ts';
import type { ResourceLeak } from '../../../../../infra/local/hosts/simulation/host-scenario.ts';
import { hostWith, main, reload, restart } from './leaking-hosts.ts';
import { dayOf } from './scenarios.ts';

const LEAKS: [string, Partial<ResourceLeak>][] = [
  [
    'connections in CLOSE_WAIT towards servers',
    { unit: { connections: 1, streams: 1, established: 1, closeWait: 1, poolBytes: 4000, heapBytes: 9000 } },
  ],
  ['the server side alone', { unit: { closeWait: 1, poolBytes: 1000, tcpBytes: 400 } }],
  [
    'streams without a timer',
    {
      kind: 'untimed-streams',
      unit: { connections: 1, streams: 1, untimedStreams: 1, established: 2, poolBytes: 9000 },
    },
  ],
  ['descriptors that are no sockets', { kind: 'descriptors', unit: { files: 1, heapBytes: 500 } }],
  ['dead sockets without a stream', { kind: 'dead-sockets', unit: { deadSockets: 1, tcpBytes: 9000 } }],
  ['pools', { kind: 'memory', unit: { poolBytes: 60_000 } }],
  ['heap that no pool shows', { kind: 'memory', unit: { heapBytes: 60_000 } }],
  ['QUIC', { kind: 'memory', unit: { poolBytes: 30_000, udpSockets: 1, udpBytes: 2000 } }],
  ['TCP memory alone', { kind: 'tcp-memory', unit: { tcpBytes: 65_536 } }],
];

describe('a leak of a resource', () => {
  it.each(LEAKS)('of %s holds what its units hold, in each reading', (_, leak) => {
    const [leaky, sound] = [hostWith(leak), hostWith(null)];
    const [with_, without] = [main(leaky, 10), main(sound, 10)];
    const unit = leak.unit ?? {};
    const readings: [number, number][] = [
      [(with_.runtime?.current ?? 0) - (without.runtime?.current ?? 0), unit.connections ?? 0],
      [(with_.streams?.total ?? 0) - (without.streams?.total ?? 0), unit.streams ?? 0],
      [(with_.streams?.untimed ?? 0) - (without.streams?.untimed ?? 0), unit.untimedStreams ?? 0],
      [with_.openFiles - without.openFiles, descriptorsOf(unit)],
      [with_.sockets - without.sockets, socketsOf(unit)],
      [with_.deadSockets - without.deadSockets, unit.deadSockets ?? 0],
      [with_.socketStates.closeWait - without.socketStates.closeWait, unit.closeWait ?? 0],
      [with_.socketStates.established - without.socketStates.established, unit.established ?? 0],
      [with_.udpSockets - without.udpSockets, unit.udpSockets ?? 0],
      [(with_.runtime?.poolUsedBytes ?? 0) - (without.runtime?.poolUsedBytes ?? 0), unit.poolBytes ?? 0],
    ];
    const counts = readings.filter(([, each]) => each > 0).map(([grown, each]) => grown / each);
    const units = counts[0] ?? 2000;
    expect(units).toBeGreaterThan(1700);
    expect(units).toBeLessThan(2300);
    for (const [grown, each] of readings) expect(grown).toBeCloseTo(units * each, 6);
    const pages = (host: SimulatedHost) => host.at(dayOf(host, 10))?.tcp.memoryPages ?? 0;
    const tcpBytes = 4096 * (pages(leaky) - pages(sound));
    expect(Math.abs(tcpBytes - units * (unit.tcpBytes ?? 0))).toBeLessThan(0.2 * tcpBytes + 10_000);
    const memory = (with_.residentKilobytes - without.residentKilobytes) * 1024;
    const least = units * ((unit.poolBytes ?? 0) + (unit.heapBytes ?? 0));
    expect(memory).toBeGreaterThanOrEqual(0.8 * least - 2048);
    expect(memory).toBeLessThan(1.4 * least + 2048);
  });

  it.each(LEAKS)('of %s is gone after a restart', (_, leak) => {
    const [leaky, sound] = [hostWith(leak, { events: [restart] }), hostWith(null, { events: [restart] })];
    expect(leaky.at(dayOf(leaky, 14.01))?.workers).toHaveLength(1);
    const [with_, without] = [main(leaky, 14.01), main(sound, 14.01)];
    expect(with_.openFiles - without.openFiles).toBeLessThan(10);
    expect(with_.residentKilobytes - without.residentKilobytes).toBeLessThan(1000);
  });

  it.each([
    ['connections', LEAKS[0]?.[1] ?? {}, true],
    ['the server side alone', LEAKS[1]?.[1] ?? {}, false],
    ['descriptors', LEAKS[3]?.[1] ?? {}, false],
  ] as const)(
    'of %s stays in the old worker after a reload, if it keeps that worker: %s',
    (_, leak, stays) => {
      const { scenario } = hostWith(null);
      const drains = { connections: { ...scenario.connections, longHours: 0.5 } };
      const host = hostWith(leak, { ...drains, events: [reload] });
      const held = main(host, 13.99).openFiles;
      const old = host.at(dayOf(host, 20))?.workers.find(({ running }) => !running);
      expect(old !== undefined).toBe(stays);
      if (old !== undefined) {
        expect(old.openFiles).toBeGreaterThan(0.6 * held);
        expect(old.stoppingSeconds).toBeCloseTo(6 * 86_400, -2);
      }
      expect(main(host, 14.1).openFiles).toBeLessThan(held / 2);
    },
  );
});
