import { roomForConnections } from './capacity.ts';
import type { HostScenario } from './host-scenario.ts';
import type { Worker } from './lifecycle.ts';
import { lifetimeFactor } from './lifetimes.ts';
import type { Pile, ProcessLimits } from './pile.ts';
import { heldBy } from './pile.ts';

/**
 * New connections a second that get in: at its limits a worker takes a new connection only where another has ended.
 *
 * @param rates those that come, one value an hour
 */
export function servedRates(
  scenario: HostScenario,
  limits: ProcessLimits | null,
  { workers, rates, piles }: { workers: readonly Worker[]; rates: Float64Array; piles: readonly Pile[] },
): Float64Array {
  if (limits === null) return rates;
  const { shortSeconds, longShare, longHours } = scenario.connections;
  return rates.map((rate, hour) => {
    const main = workers.findLast(({ startedHours }) => startedHours <= hour);
    if (main === undefined) return rate;
    const seconds = shortSeconds * lifetimeFactor(scenario, hour) + 3600 * longShare * longHours;
    return Math.min(rate, roomForConnections(scenario, heldBy(piles, main, hour, limits)) / seconds);
  });
}
