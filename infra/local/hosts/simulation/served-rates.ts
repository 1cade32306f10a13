import { roomForConnections } from './capacity.ts';
import type { HostScenario } from './host-scenario.ts';
import { type LeakTrajectory, leakedBetween } from './leak-trajectory.ts';
import type { Worker } from './lifecycle.ts';
import { heldBy, type Pile, type ProcessLimits } from './pile.ts';
import type { HourlyLoad } from './stock.ts';

/**
 * New connections a second that get in: at its limits a worker takes a new connection only where another has ended.
 *
 * @param rates those that come, one value an hour
 */
export function servedRates(
  scenario: HostScenario,
  limits: ProcessLimits | null,
  {
    workers,
    rates,
    lifetimes,
    piles,
    leak,
  }: HourlyLoad & {
    readonly workers: readonly Worker[];
    readonly piles: readonly Pile[];
    readonly leak: LeakTrajectory | null;
  },
): Float64Array {
  if (limits === null) return rates;
  const { shortSeconds, longShare, longHours } = scenario.connections;
  return rates.map((rate, hour) => {
    const main = workers.findLast(({ startedHours }) => startedHours <= hour);
    if (main === undefined) return rate;
    const seconds = shortSeconds * (lifetimes[hour] ?? 1) + 3600 * longShare * longHours;
    const leakedStreams = leakedBetween(leak?.streams, { workers }, main.startedHours, hour);
    const held = heldBy(piles, main, hour, limits, leakedStreams);
    return Math.min(rate, roomForConnections(scenario, held, leakedStreams) / seconds);
  });
}
