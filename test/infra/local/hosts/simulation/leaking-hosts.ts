import { type SimulatedHost, simulateHost } from '../../../../../infra/local/hosts/simulated-host.ts';
import type {
  HostEvent,
  HostScenario,
  ResourceLeak,
} from '../../../../../infra/local/hosts/simulation/host-scenario.ts';
import type { WorkerState } from '../../../../../infra/local/hosts/simulation/worker-state.ts';
import { hostOfKind } from '../../../../corpora/corpus.ts';
import { dayOf, quiet } from './scenarios.ts';

export const MAXIMUM = { maxConnections: 20_000, maxOpenFiles: 40_050 };

/** A small, quiet host that all can be asked of, with a leak that takes 200 units a day. */
export function hostWith(
  leak: Partial<ResourceLeak> | null,
  change: Partial<HostScenario> = {},
): SimulatedHost {
  const { scenario, seed } = hostOfKind('steady', 2);
  const { shortSeconds } = scenario.connections;
  const calm = quiet({ ...scenario, ...change });
  const world = {
    ...calm,
    traffic: { ...calm.traffic, connectionsPerSecond: 500 / shortSeconds, growthPerDay: 0 },
    haproxy: {
      ...calm.haproxy,
      ...MAXIMUM,
      version: '2.8.9',
      answers: 'all' as const,
      ageDays: 0,
      hardStopAfterSeconds: null,
      ...change.haproxy,
    },
    probe: 'newest' as const,
  };
  if (leak === null) return simulateHost(world, seed);
  const whole = {
    kind: 'live-sockets',
    pattern: 'steady',
    unitsPerDay: 200,
    unit: {},
    affectedVersions: ['2.8.9'],
    ...leak,
  } as const;
  return simulateHost({ ...world, resourceLeak: whole }, seed);
}

export const main = (host: SimulatedHost, day: number): WorkerState => {
  const worker = host.at(dayOf(host, day))?.workers.find(({ running }) => running);
  if (worker === undefined) throw new Error(`no worker on day ${day}`);
  return worker;
};
export const restart = { type: 'restart', atDay: 14 } satisfies HostEvent;
export const reload = { type: 'reload', atDay: 14 } satisfies HostEvent;
