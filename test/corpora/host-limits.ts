import type { HostScenario } from '../../infra/local/hosts/simulation/host-scenario.ts';
import { hash, type Random, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { expectedLoadBytes, limitsAt } from '../../infra/local/hosts/simulation/tcp-memory.ts';
import { expectedConnections, expectedMemoryBytes, loadConnections } from './expected-load.ts';

/** Of hosts run a probe that reads less, or figures come from other programs. */
const OLDER_PROBE_SHARE = 0.4;
const CONTROL_GROUP_SHARE = 0.2;

/** Which probe a host has and whether a control group limits it, from a chance of its own. */
export function withReadings(host: HostScenario, seed: number): HostScenario {
  const random = seededRandom(hash(seed, 51));
  const probe = random.chance(OLDER_PROBE_SHARE) ? 'older' : 'newest';
  const share = random.between(0.6, 0.95);
  const limited = random.chance(CONTROL_GROUP_SHARE) && host.machine.memoryLimitBytes === undefined;
  const memoryLimitBytes = Math.floor((share * host.machine.memoryTotalBytes) / 4096) * 4096;
  return { ...host, probe, machine: limited ? { ...host.machine, memoryLimitBytes } : host.machine };
}

/** Most of a limit that a healthy host's mean takes. */
const MEMORY_SHARE = 0.25;
const TCP_MEMORY_SHARE = 0.22;
const MAXIMUM_MEMORY_BYTES = 256 * 2 ** 30;
const ROUND_LIMITS = [2000, 4000, 8000, 10_000, 20_000, 32_768, 50_000, 65_000, 100_000, 200_000, 500_000];

/** A machine and limits with room for the load and all nuisances, as somebody chose them who looked at the peaks. */
export function withLimits(host: HostScenario, random: Random): HostScenario {
  const machine = { ...host.machine };
  const need = needsOf(host);
  const pressureBytes = () => limitsAt({ ...host, machine }, 0).pressurePages * machine.pageBytes;
  while (
    machine.memoryTotalBytes < MAXIMUM_MEMORY_BYTES &&
    (need.memoryBytes > MEMORY_SHARE * machine.memoryTotalBytes ||
      (host.kind !== 'near-pressure' && need.tcpBytes > TCP_MEMORY_SHARE * pressureBytes()))
  )
    machine.memoryTotalBytes *= 2;
  const least = need.connections * random.logBetween(5, 40);
  const maxConnections =
    ROUND_LIMITS.find((limit) => limit >= least) ?? 1_000_000 * Math.ceil(least / 1_000_000);
  const limit = Math.max(need.memoryBytes * random.between(2.5, 4), machine.memoryTotalBytes * 0.3);
  const memoryLimitBytes = Math.floor(Math.min(machine.memoryTotalBytes, limit) / 4096) * 4096;
  const maxOpenFiles = Math.max(2 * maxConnections + 50, random.pick([0, 0, 65_536, 524_288, 1_048_576]));
  return {
    ...host,
    machine: random.chance(0.25) ? { ...machine, memoryLimitBytes } : machine,
    haproxy: { ...host.haproxy, maxConnections, maxOpenFiles },
  };
}

/** Of the mean at the longest lifetimes, with the greatest incident of each sort. */
function needsOf(host: HostScenario): { connections: number; memoryBytes: number; tcpBytes: number } {
  const { stocks = [], neighbours = [] } = host.nuisances ?? {};
  const lifetime = Math.max(1, ...(host.connections.lifetimeSteps ?? []).map(({ factor }) => factor));
  const need = {
    connections: lifetime * expectedConnections(host),
    memoryBytes: expectedMemoryBytes(host) + (lifetime - 1) * 35e3 * loadConnections(host),
    tcpBytes: lifetime * expectedLoadBytes(host),
  };
  for (const { unit, level, loadShare, pulses = [] } of stocks) {
    const grown = (lifetime - 1) * loadShare * level;
    const greatest = Math.max(0, ...pulses.map(({ count }) => count)) + grown;
    need.connections += (greatest - grown) * (unit.connections ?? 0);
    need.memoryBytes += greatest * ((unit.poolBytes ?? 0) + (unit.heapBytes ?? 0));
    need.tcpBytes += (level + greatest) * (unit.tcpBytes ?? 0);
  }
  for (const { sockets, bytesPerSocket, growthPerDay, restartDays } of neighbours)
    need.tcpBytes += (sockets + growthPerDay * Math.min(host.days, restartDays)) * bytesPerSocket;
  return need;
}
