import type { PartialHoldings } from '../../../infra/local/hosts/simulation/holdings.ts';
import type { HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Pulse, Stock } from '../../../infra/local/hosts/simulation/nuisances.ts';
import type { Random } from '../../../infra/local/hosts/simulation/random.ts';
import { loadConnections } from '../expected-load.ts';

/** Slow servers: connections pile up for hours without more arrivals, and go; the allocator may keep what they took. */
export function incidents(host: HostScenario, random: Random): Stock[] {
  const pulses = Array.from({ length: random.whole(1, 4) }, () =>
    pulse(host, random, loadConnections(host) * random.logBetween(0.2, 3)),
  );
  const waiting = random.chance(0.8) ? { established: 2 } : { established: 1, closeWait: 1 };
  const heapBytes = random.logBetween(5000, 40_000);
  const piled: PartialHoldings = {
    connections: 1,
    streams: 1,
    ...waiting,
    tcpBytes: random.logBetween(500, 30_000),
    poolBytes: random.logBetween(4000, 40_000),
  };
  const peakHours = random.pick([Infinity, random.logBetween(6, 400)]);
  const kept = { ...pulsed({ heapBytes }, pulses), oldWorkerShare: random.uniform(), peakHours };
  return [pulsed(piled, pulses), random.chance(0.5) ? kept : pulsed({ heapBytes }, pulses)];
}

/** Floods that leave half-closed, dead or closing sockets for hours. */
export function floods(host: HostScenario, random: Random): Stock[] {
  const unit = random.pick<PartialHoldings>([
    { deadSockets: 1, tcpBytes: 3000 },
    { closeWait: 1, heapBytes: 2000 },
    { connections: 1, established: 1, heapBytes: 4000, tcpBytes: 500 },
  ]);
  const count = Math.min(3000, loadConnections(host) * random.logBetween(0.02, 1));
  return [
    pulsed(
      unit,
      Array.from({ length: random.whole(1, 5) }, () => pulse(host, random, count * random.between(0.3, 1))),
    ),
  ];
}

const pulse = ({ days }: HostScenario, random: Random, count: number): Pulse => ({
  atDay: random.between(0, days),
  riseHours: random.logBetween(0.5, 12),
  standHours: random.pick([0, random.logBetween(0.5, 48)]),
  fallHours: random.logBetween(0.3, 12),
  count,
});

const pulsed = (unit: PartialHoldings, pulses: readonly Pulse[]): Stock => ({
  unit,
  level: 0,
  loadShare: 0,
  hours: 0,
  wanderSd: 0,
  wanderTauHours: 1,
  pulses,
});
