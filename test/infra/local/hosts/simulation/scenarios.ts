import { type SimulatedHost, simulateHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import type { HostScenario } from '../../../../../infra/local/hosts/simulation/host-scenario.ts';
import type { HostState } from '../../../../../infra/local/hosts/simulation/host-state.ts';
import {
  HEALTHY_KINDS,
  hostOfKind,
  type Kind,
  LEAKY_KINDS,
  UNOBSERVABLE_KINDS,
} from '../../../../corpora/corpus.ts';

export const ALL_KINDS: readonly Kind[] = [...LEAKY_KINDS, ...HEALTHY_KINDS, ...UNOBSERVABLE_KINDS];

/** A host of a kind; `change` is made to its scenario. */
export function hostOf(kind: Kind, seed = 1, change = (scenario: HostScenario) => scenario): SimulatedHost {
  const host = hostOfKind(kind, seed);
  return simulateHost(change(host.scenario), host.seed);
}

/** The scenario with all its noise gone and level traffic, so that what is left can be told exactly. */
export const quiet = (scenario: HostScenario): HostScenario => ({
  ...scenario,
  machine: { ...scenario.machine, accounting: 'exact', clockSlews: false },
  traffic: {
    ...scenario.traffic,
    shape: { type: 'synthetic', dayAmplitude: 0, peakHour: 0, weekendFactor: 1 },
    noiseSd: 0,
    fleet: null,
  },
  noise: { ...scenario.noise, hourlySd: 0, wanderSd: 0, instantSd: 0 },
});

export const dayOf = ({ scenario }: Pick<SimulatedHost, 'scenario'>, day: number): Date =>
  new Date(scenario.from.getTime() + day * 86_400_000);

/** The states of the host at so many instants a day, those without an answer left out. */
export function statesOf(host: SimulatedHost, perDay = 8): HostState[] {
  const count = Math.ceil(host.scenario.days * perDay);
  return Array.from({ length: count }, (_, place) => host.at(dayOf(host, (place + 0.37) / perDay))).filter(
    (state) => state !== null,
  );
}

/** Bytes of TCP memory at a day; fails where the host doesn't tell. */
export function memoryAt(host: SimulatedHost, day: number): number {
  const pages = host.at(dayOf(host, day))?.tcp.memoryPages;
  if (pages === null || pages === undefined) throw new Error(`no memory on day ${day}`);
  return pages * host.scenario.machine.pageBytes;
}
