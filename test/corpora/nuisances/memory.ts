import type { PartialHoldings } from '../../../infra/local/hosts/simulation/holdings.ts';
import type { HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Stock } from '../../../infra/local/hosts/simulation/nuisances.ts';
import type { Random } from '../../../infra/local/hosts/simulation/random.ts';

const UNIT_BYTES = 4096;
const POOLS: PartialHoldings = { poolBytes: UNIT_BYTES };
const HEAP: PartialHoldings = { heapBytes: UNIT_BYTES };

/** Memory that grows and is no leak, each with the share of hosts that have it. */
export const MEMORY: readonly { share: number; make: (host: HostScenario, random: Random) => Stock }[] = [
  // The allocator keeps what a peak needed, for hours or for ever.
  { share: 0.3, make: (host, random) => ratchet(host, random, POOLS) },
  { share: 0.4, make: (host, random) => ratchet(host, random, HEAP) },
  // Caches, stick tables, sessions of TLS.
  {
    share: 0.35,
    make: (host, random) => ({
      ...memory(host, random, random.pick([POOLS, HEAP]), random.logBetween(0.003, 0.12)),
      hours: random.logBetween(4, 200),
    }),
  },
  // glibc's arenas and fragments.
  {
    share: 0.5,
    make: (host, random) => ({
      ...memory(host, random, HEAP, random.logBetween(0.003, 0.05)),
      wanderSd: random.logBetween(0.05, 0.4),
      wanderTauHours: random.logBetween(8, 120),
      hours: random.pick([0, random.logBetween(1, 60)]),
    }),
  },
];

const ratchet = (host: HostScenario, random: Random, unit: PartialHoldings): Stock => ({
  ...memory(host, random, unit, random.logBetween(0.003, 0.08)),
  loadShare: random.between(0.3, 1),
  wanderSd: random.between(0.02, 0.15),
  wanderTauHours: random.logBetween(2, 24),
  peakHours: random.pick([Infinity, random.logBetween(12, 400)]),
});

/** A share of the host's memory. */
const memory = ({ machine }: HostScenario, random: Random, unit: PartialHoldings, share: number): Stock => ({
  unit,
  level: (share * machine.memoryTotalBytes) / UNIT_BYTES,
  loadShare: 0,
  hours: 0,
  oldWorkerShare: random.pick([0.1, random.uniform()]),
  wanderSd: random.between(0, 0.03),
  wanderTauHours: random.logBetween(4, 48),
});
