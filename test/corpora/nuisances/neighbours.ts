import type { HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Neighbour } from '../../../infra/local/hosts/simulation/nuisances.ts';
import type { Random } from '../../../infra/local/hosts/simulation/random.ts';
import { limitsAt } from '../../../infra/local/hosts/simulation/tcp-memory.ts';

/** Another program with TCP connections: it stands, wanders, steps or grows, also by a leak of its own. */
export function neighbour(host: HostScenario, random: Random): Neighbour {
  const pressureBytes = limitsAt(host, 0).pressurePages * host.machine.pageBytes;
  const bytesPerSocket = random.logBetween(300, 300_000);
  const sockets = Math.min(5000, (pressureBytes * random.logBetween(0.005, 0.2)) / bytesPerSocket);
  const grows = random.chance(0.6);
  const daysToPressure = random.logBetween(15, 300);
  return {
    place: random.pick(['namespace', 'container', 'memory-alone']),
    sockets,
    bytesPerSocket,
    dayAmplitude: random.pick([0, random.uniform()]),
    growthPerDay: grows ? Math.min(4000, (0.7 * pressureBytes) / bytesPerSocket / daysToPressure) : 0,
    restartDays: grows ? random.pick([Infinity, Infinity, random.between(1, 14)]) : Infinity,
    step: random.chance(0.3)
      ? { atDay: random.between(0, host.days), factor: random.logBetween(0.3, 4) }
      : null,
    wanderSd: random.logBetween(0.02, 0.5),
    wanderTauHours: random.logBetween(6, 120),
  };
}
