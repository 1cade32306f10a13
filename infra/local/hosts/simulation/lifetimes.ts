import type { HostScenario } from './host-scenario.ts';
import { type Random, wander } from './random.ts';

/** How many times as long connections last as at the start, one value an hour. */
export function lifetimesByHour({ connections }: HostScenario, count: number, random: Random): Float64Array {
  const { lifetimeSteps = [], lifetimeWander } = connections;
  const levels = lifetimeWander
    ? wander(random, count, lifetimeWander.sd, lifetimeWander.tauHours)
    : new Float64Array(count);
  const driftPerDay = lifetimeWander?.driftPerDay ?? 0;
  return levels.map((level, hour) => {
    let factor = Math.exp(level + (driftPerDay * hour) / 24);
    for (const step of lifetimeSteps) if (step.atDay * 24 <= hour) factor *= step.factor;
    return factor;
  });
}
