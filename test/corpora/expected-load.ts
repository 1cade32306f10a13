import type { HostScenario } from '../../infra/local/hosts/simulation/host-scenario.ts';
import { poolOverhead } from '../../infra/local/hosts/simulation/worker-memory.ts';

/** Mean connections of the load at the start, by Little's law, without nuisances. */
export function loadConnections({ traffic, connections }: HostScenario): number {
  const { shortSeconds, longShare, longHours, untimed } = connections;
  return traffic.connectionsPerSecond * (shortSeconds + 3600 * longShare * longHours) + untimed.steady;
}

/** With what stands of its nuisances, incidents left out. */
export function expectedConnections(host: HostScenario): number {
  const stocks = host.nuisances?.stocks ?? [];
  return stocks.reduce(
    (sum, { unit, level }) => sum + (unit.connections ?? 0) * level,
    loadConnections(host),
  );
}

/** Memory that the running worker needs at the mean. */
export function expectedMemoryBytes(host: HostScenario): number {
  const stocks = host.nuisances?.stocks ?? [];
  const overhead = poolOverhead(host);
  return stocks.reduce(
    (sum, { unit, level }) => sum + level * ((unit.poolBytes ?? 0) * overhead + (unit.heapBytes ?? 0)),
    3e7 + 35e3 * loadConnections(host),
  );
}
