import { maxConnectionsOf, memoryLimitOf } from '../hosts/simulation/capacity.ts';
import type { HostScenario, ResourceLeak } from '../hosts/simulation/host-scenario.ts';
import { expectedLoadBytes, limitsAt } from '../hosts/simulation/tcp-memory.ts';

export const SOUND = '2.6.18-1ubuntu1';
export const FIRST_SEEN = '2.8.11-1ubuntu2';
export const BELIEVED_FIXED = '2.8.13-1ubuntu1';
export const FIXED = '2.8.27-1ubuntu1';

export const USUAL_WEEK = { type: 'synthetic', dayAmplitude: 0.5, peakHour: 14, weekendFactor: 0.7 } as const;
export const EVEN_WEEK = { type: 'synthetic', dayAmplitude: 0.3, peakHour: 15, weekendFactor: 0.95 } as const;

/** Days before the end, of a host's time; long before it where the demo is short. */
export const daysBeforeEnd = ({ days }: HostScenario, wanted: number) => days - Math.min(wanted, 0.75 * days);

/**
 * The founding leak: streams that nothing can wake, each with two sockets and full buffers.
 * @param daysToPressure from a start with this load to the kernel's limit
 */
export function leaking(host: HostScenario, daysToPressure: number): HostScenario {
  const room = limitsAt(host, 0).pressurePages * host.machine.pageBytes - expectedLoadBytes(host);
  return {
    ...host,
    leak: {
      mechanism: 'stuck-streams',
      pattern: 'steady',
      bytesPerDay: room / daysToPressure,
      bytesPerStream: 240_000,
      deadShare: 0.9,
      affectedVersions: [FIRST_SEEN, BELIEVED_FIXED],
    },
    haproxy: { ...host.haproxy, timeoutSeconds: 10_800, hardStopAfterSeconds: null },
  };
}

/** Memory of HAProxy's pools that is never given back, half of the host's within so many days. */
export const leakingPools = (host: HostScenario, days: number): HostScenario => {
  const poolBytes = 20_000;
  const unitsPerDay = (0.5 * memoryLimitOf(host)) / days / poolBytes;
  return withLeak(host, { kind: 'memory', unitsPerDay, unit: { poolBytes, heapBytes: 2000 } });
};

/** Connections whose client has gone, which stay, half of `maxconn` within so many days. */
export const leakingConnections = (host: HostScenario, days: number): HostScenario =>
  withLeak(host, {
    kind: 'live-sockets',
    unitsPerDay: (0.5 * maxConnectionsOf(host)) / days,
    unit: { connections: 1, streams: 1, closeWait: 1, established: 1, poolBytes: 2000 },
  });

const withLeak = (
  host: HostScenario,
  leak: Pick<ResourceLeak, 'kind' | 'unitsPerDay' | 'unit'>,
): HostScenario => ({
  ...host,
  resourceLeak: { ...leak, pattern: 'steady', affectedVersions: [host.haproxy.version] },
});

/** By a restart each, so many days before the end. */
export const upgraded = (host: HostScenario, ...upgrades: (readonly [string, number])[]): HostScenario => ({
  ...host,
  events: upgrades.map(([version, daysAgo]) => ({
    type: 'upgrade',
    version,
    by: 'restart',
    atDay: daysBeforeEnd(host, daysAgo),
  })),
});

/** The same at even distances, as long as the host lives. */
export const repeated = <Type extends 'restart' | 'reload'>(
  { days }: HostScenario,
  { type, everyDays, firstDay }: { type: Type; everyDays: number; firstDay: number },
) =>
  Array.from({ length: Math.floor(days / everyDays) }, (_, index) => ({
    type,
    atDay: everyDays * index + firstDay,
  }));
