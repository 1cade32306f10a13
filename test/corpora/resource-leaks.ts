import {
  maxConnectionsOf,
  maxOpenFilesOf,
  memoryLimitOf,
} from '../../infra/local/hosts/simulation/capacity.ts';
import { descriptorsOf, type PartialHoldings } from '../../infra/local/hosts/simulation/holdings.ts';
import type { HostScenario, ResourceLeak } from '../../infra/local/hosts/simulation/host-scenario.ts';
import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { expectedLoadBytes, limitsAt } from '../../infra/local/hosts/simulation/tcp-memory.ts';
import { poolOverhead } from '../../infra/local/hosts/simulation/worker-memory.ts';
import { expectedConnections, expectedMemoryBytes } from './expected-load.ts';
import { every } from './leaky-hosts.ts';

/** One thing that leaks, by kind, as field reports have them; each draw another variant. */
const UNITS = {
  /** Mostly closed by the server and not by HAProxy: a whole connection, one without a stream, or the server's side alone. */
  'live-sockets': (random) => {
    const tcpBytes = random.pick([0, 0, random.logBetween(300, 4000)]);
    const [client, server] = random.chance(0.8)
      ? ([{ established: 1 }, { closeWait: 1 }] as const)
      : ([{ established: 1 }, { established: 1 }] as const);
    const side = {
      poolBytes: random.logBetween(500, 3000),
      heapBytes: random.logBetween(500, 20_000),
      tcpBytes,
    };
    const variant = random.pick(['stream', 'untimed-stream', 'no-stream', 'server-side'] as const);
    if (variant === 'server-side') return { ...side, ...server };
    if (variant === 'no-stream')
      return { ...side, connections: 1, ...(random.chance(0.7) ? { closeWait: 1 } : client) };
    const sockets = 'closeWait' in server ? { ...client, ...server } : { established: 2 };
    const untimedStreams = variant === 'untimed-stream' ? 1 : 0;
    return { ...side, connections: 1, streams: 1, untimedStreams, ...sockets };
  },
  'untimed-streams': (random) => ({
    connections: 1,
    streams: 1,
    untimedStreams: 1,
    ...(random.chance(0.6) ? { established: 2 } : { established: 1, closeWait: 1 }),
    tcpBytes: random.pick([0, random.logBetween(500, 20_000)]),
    poolBytes: random.logBetween(3000, 40_000),
    heapBytes: random.logBetween(2000, 40_000),
  }),
  /** Pipes, files, epoll and event descriptors, stats sockets of the master. */
  descriptors: (random) => ({ files: 1, heapBytes: random.pick([0, random.logBetween(100, 4000)]) }),
  /** Closed for the kernel and held by HAProxy, without a stream. */
  'dead-sockets': (random) => ({
    deadSockets: 1,
    tcpBytes: random.pick([0, random.logBetween(2000, 100_000)]),
    poolBytes: random.logBetween(300, 3000),
    heapBytes: random.logBetween(300, 10_000),
  }),
  /** Pools, heap that no pool shows (TLS, Lua), or both; of QUIC with its sockets. */
  memory: (random) => {
    const bytes = random.logBetween(1000, 60_000);
    const variant = random.pick(['pools', 'heap', 'both', 'quic'] as const);
    if (variant === 'pools') return { poolBytes: bytes };
    if (variant === 'heap') return { heapBytes: bytes };
    if (variant === 'both') return { poolBytes: bytes * random.between(0.2, 0.8), heapBytes: bytes };
    return { poolBytes: bytes, udpSockets: 1, udpBytes: random.pick([0, random.logBetween(500, 8000)]) };
  },
  'tcp-memory': () => ({ tcpBytes: 65_536 }),
} as const satisfies Partial<Record<ResourceLeak['kind'], (random: Random) => PartialHoldings>>;

export const RESOURCE_KINDS = [...(Object.keys(UNITS) as (keyof typeof UNITS)[]), 'old-workers'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** The host with a leak that takes its nearest limit from the mean load in so many days. */
export function withResourceLeak(
  host: HostScenario,
  random: Random,
  kind: ResourceKind,
  { days, pattern, version }: { days: number; pattern: ResourceLeak['pattern']; version: string },
): HostScenario {
  const affectedVersions = [version];
  if (kind === 'old-workers') return withOldWorkers(host, random, days, affectedVersions);
  const unit = UNITS[kind](random);
  const unitsPerDay = Math.max(0.2, unitsToLimit(host, unit) / days);
  const leak = { kind, pattern, unitsPerDay, unit, affectedVersions };
  const operatorHours = random.logBetween(1, 72);
  return { ...host, resourceLeak: random.chance(0.7) ? { ...leak, operatorHours } : leak };
}

function unitsToLimit(host: HostScenario, unit: PartialHoldings): number {
  const connections = expectedConnections(host);
  const rooms = [
    [maxConnectionsOf(host) - connections, unit.connections ?? 0],
    [maxOpenFilesOf(host) - 2 * connections, descriptorsOf(unit)],
    [
      memoryLimitOf(host) - expectedMemoryBytes(host),
      (unit.poolBytes ?? 0) * poolOverhead(host) + (unit.heapBytes ?? 0),
    ],
    [limitsAt(host, 0).pressurePages * host.machine.pageBytes - expectedLoadBytes(host), unit.tcpBytes ?? 0],
  ] as const;
  return Math.min(...rooms.filter(([, each]) => each > 0).map(([room, each]) => Math.max(1, room) / each));
}

/** Reloads as often as it takes until the workers that they leave fill the memory in so many days. */
function withOldWorkers(
  host: HostScenario,
  random: Random,
  days: number,
  affectedVersions: readonly string[],
): HostScenario {
  const reloadShare = random.pick([1, random.between(0.2, 0.9)]);
  const oldWorkerUnits = random.whole(1, 40);
  const heapBytes = random.logBetween(1e6, 2e8);
  const room = memoryLimitOf(host) - expectedMemoryBytes(host);
  const workersPerDay = room / days / (3e7 + heapBytes);
  const reloadsPerDay = Math.min(12, Math.max(0.15, workersPerDay / reloadShare));
  const sockets = random.pick([{ established: 2 }, { established: 1, closeWait: 1 }, { closeWait: 1 }]);
  return {
    ...host,
    haproxy: { ...host.haproxy, hardStopAfterSeconds: null },
    events: [...host.events, ...every(1 / reloadsPerDay, host, (atDay) => ({ type: 'reload', atDay }))].sort(
      (a, b) => a.atDay - b.atDay,
    ),
    resourceLeak: {
      kind: 'old-workers',
      pattern: 'steady',
      unitsPerDay: 0,
      unit: {
        connections: 1,
        streams: random.whole(0, 1),
        ...sockets,
        tcpBytes: random.pick([0, random.logBetween(1000, 60_000)]),
        heapBytes: (2 * heapBytes) / (1 + oldWorkerUnits),
      },
      reloadShare,
      oldWorkerUnits,
      affectedVersions,
    },
  };
}
