import type { HostScenario } from './host-scenario.ts';
import type { Worker } from './lifecycle.ts';
import type { Pile } from './pile.ts';
import { hash, seededRandom } from './random.ts';
import { resourceLeakPile } from './resource-leak.ts';
import { type HourlyLoad, stockPile } from './stock.ts';

/** The host's piles, each of a chance of its own: one more or less changes no other. */
export function pilesOf(
  scenario: HostScenario,
  seed: number,
  { workers, ...load }: HourlyLoad & { readonly workers: readonly Worker[] },
): Pile[] {
  const leak = resourceLeakPile(scenario, workers, load.rates, seededRandom(hash(seed, 107)));
  const stocks = (scenario.nuisances?.stocks ?? []).map((stock, place) =>
    stockPile(scenario, stock, load, seededRandom(hash(seed, 108, place))),
  );
  return leak === null ? stocks : [leak, ...stocks];
}
