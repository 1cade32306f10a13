import type { HostScenario } from '../../../infra/local/hosts/simulation/host-scenario.ts';
import type { Random } from '../../../infra/local/hosts/simulation/random.ts';
import { BASELINES } from './baselines.ts';
import { floods, incidents } from './incidents.ts';
import { MEMORY } from './memory.ts';
import { neighbour } from './neighbours.ts';
import { TIMELINE } from './timeline.ts';

/** Hosts with nothing odd beside their class. */
const PLAIN_SHARE = 0.25;
const SHARES = { incidents: 0.3, floods: 0.12, neighbour: 0.22, swap: 0.12 };

/** The host with nuisances of any number and size; some have none. */
export function withNuisances(host: HostScenario, random: Random): HostScenario {
  if (random.chance(PLAIN_SHARE)) return host;
  const stocks = [...BASELINES, ...MEMORY].flatMap(({ share, make }) =>
    random.chance(share) ? [make(host, random)] : [],
  );
  if (random.chance(SHARES.incidents)) stocks.push(...incidents(host, random));
  if (random.chance(SHARES.floods)) stocks.push(...floods(host, random));
  const neighbours = random.chance(SHARES.neighbour) ? [neighbour(host, random)] : [];
  const swap = {
    share: random.logBetween(0.01, 0.4),
    wanderSd: random.between(0.1, 0.5),
    wanderTauHours: random.logBetween(12, 200),
  };
  return {
    ...host,
    nuisances: random.chance(SHARES.swap) ? { stocks, neighbours, swap } : { stocks, neighbours },
  };
}

/** The host with what happens over weeks. */
export const withTimeline = (host: HostScenario, random: Random): HostScenario =>
  TIMELINE.reduce(
    (changed, { share, change }) => (random.chance(share) ? change(changed, random) : changed),
    host,
  );
