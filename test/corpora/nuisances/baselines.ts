import type { PartialHoldings } from '../../../infra/local/hosts/simulation/holdings.ts';
import type { HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Stock } from '../../../infra/local/hosts/simulation/nuisances.ts';
import type { Random } from '../../../infra/local/hosts/simulation/random.ts';
import { loadConnections } from '../expected-load.ts';

/** What stands in healthy hosts and looks like the beginning of a leak, each with the share of hosts that have it. */
export const BASELINES: readonly { share: number; make: (host: HostScenario, random: Random) => Stock }[] = [
  // Sockets stay dead from a reset until HAProxy notices; seen: 0 to 14 on 2.6.12 under resets.
  {
    share: 0.45,
    make: (host, random) =>
      baseline(random, atMost(host, 0.2, random.logBetween(0.5, 200)), random.pick([0, 0, hours(random)]), {
        deadSockets: 1,
        tcpBytes: random.pick([0, random.logBetween(500, 8000)]),
      }),
  },
  {
    share: 0.25,
    make: (host, random) =>
      baseline(random, atMost(host, 0.4, random.logBetween(2, 1000)), hours(random), {
        ...UNTIMED_STREAM,
        halfClosedStreams: 1,
        established: 1,
        closeWait: 1,
        tcpBytes: random.logBetween(500, 60_000),
      }),
  },
  {
    share: 0.25,
    make: (host, random) =>
      baseline(random, atMost(host, 1, random.logBetween(2, 3000)), hours(random), {
        ...UNTIMED_STREAM,
        established: 2,
        tcpBytes: random.logBetween(500, 10_000),
      }),
  },
  // Closed by the peer and not yet by HAProxy: slow servers, long answers.
  {
    share: 0.35,
    make: (host, random) =>
      baseline(random, atMost(host, 0.5, random.logBetween(1, 500)), random.pick([0, 0, hours(random)]), {
        closeWait: 1,
        poolBytes: 1000,
        heapBytes: 2000,
      }),
  },
  // Clients between two requests; streams of one multiplexed connection.
  {
    share: 0.35,
    make: (host, random) => ({
      ...baseline(random, loadConnections(host) * random.logBetween(0.05, 1.5), random.logBetween(0.02, 1), {
        connections: 1,
        established: 1,
        poolBytes: 1500,
        heapBytes: 20_000,
        tcpBytes: 800,
      }),
      loadShare: 1,
    }),
  },
  {
    share: 0.3,
    make: (host, random) => ({
      ...baseline(random, loadConnections(host) * random.logBetween(0.05, 2), 0, {
        streams: 1,
        established: 1,
        poolBytes: 9000,
        tcpBytes: 3000,
      }),
      loadShare: 1,
    }),
  },
  // Kept open towards servers, as many as the last peak needed.
  {
    share: 0.4,
    make: (host, random) => ({
      ...baseline(random, loadConnections(host) * random.logBetween(0.05, 1), 0, {
        established: 1,
        poolBytes: 1200,
        heapBytes: 3000,
        tcpBytes: 600,
      }),
      loadShare: 1,
      peakHours: random.logBetween(0.3, 60),
    }),
  },
  {
    share: 0.25,
    make: (host, random) => ({
      ...baseline(random, loadConnections(host) * random.logBetween(0.03, 1.5), random.between(20, 85), {
        connections: 1,
        streams: 1,
        established: 2,
        tcpBytes: random.logBetween(800, 8000),
        poolBytes: 6000,
        heapBytes: 15_000,
      }),
      loadShare: 1,
    }),
  },
  // Pipes for splicing stay in a pool of their own.
  {
    share: 0.2,
    make: (host, random) => ({
      ...baseline(random, loadConnections(host) * random.logBetween(0.02, 0.5), 0, { files: 1 }),
      loadShare: 1,
      peakHours: random.pick([Infinity, random.logBetween(2, 200)]),
    }),
  },
  // QUIC has a socket for each connection.
  {
    share: 0.2,
    make: (host, random) =>
      baseline(random, loadConnections(host) * random.logBetween(0.01, 0.5), random.logBetween(0.05, 6), {
        udpSockets: 1,
        udpBytes: random.logBetween(200, 6000),
        poolBytes: 8000,
        heapBytes: 6000,
      }),
  },
];

const UNTIMED_STREAM = { connections: 1, streams: 1, untimedStreams: 1, poolBytes: 9000, heapBytes: 12_000 };

const hours = (random: Random): number => random.logBetween(4, 96);

const atMost = (host: HostScenario, share: number, level: number): number =>
  Math.min(level, 2 + share * loadConnections(host));

const baseline = (random: Random, level: number, fillHours: number, unit: PartialHoldings): Stock => ({
  unit,
  level,
  loadShare: random.pick([0, 1, random.uniform()]),
  hours: fillHours,
  wanderSd: random.logBetween(0.02, 0.4),
  wanderTauHours: random.logBetween(4, 96),
});
