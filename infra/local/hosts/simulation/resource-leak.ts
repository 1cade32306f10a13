import { IDLE_DESCRIPTORS, maxConnectionsOf, maxOpenFilesOf } from './capacity.ts';
import { descriptorsOf } from './holdings.ts';
import type { HostScenario, ResourceLeak } from './host-scenario.ts';
import { growHourly } from './leak-growth.ts';
import { leakedBetween, standingAt } from './leak-trajectory.ts';
import { leaks } from './leaks.ts';
import type { Worker } from './lifecycle.ts';
import type { Pile } from './pile.ts';
import { hash, type Random } from './random.ts';

/** @param rates new connections a second, one value an hour */
export function resourceLeakPile(
  scenario: HostScenario,
  workers: readonly Worker[],
  rates: Float64Array,
  random: Random,
): Pile | null {
  const leak = scenario.resourceLeak;
  if (leak === undefined) return null;
  if (leak.kind === 'old-workers') return oldWorkerPile(leak);
  const units = unitsByHour(scenario, leak, { workers, rates }, random);
  return {
    unit: leak.unit,
    countAt: (worker, hours, olderThanHours) => {
      if (!leaks(leak, worker)) return 0;
      const until = Math.min(hours - olderThanHours, worker.stoppingHours);
      return Math.floor(leakedBetween(units, { workers }, worker.startedHours, until));
    },
  };
}

/** So many units since the first worker's start; a worker takes no more than its limits allow. */
function unitsByHour(
  scenario: HostScenario,
  leak: ResourceLeak,
  load: { workers: readonly Worker[]; rates: Float64Array },
  random: Random,
): Float64Array {
  const units = new Float64Array(load.rates.length);
  const maximum = mostUnits(scenario, leak);
  growHourly(leak, scenario, load, random, (hour, hours, main) => {
    const before = units[hour - 1] ?? 0;
    const held = standingAt(units, load, main, hour);
    const grown = random.poisson((leak.unitsPerDay / 24) * hours);
    units[hour] = before + Math.max(0, Math.min(grown, maximum - held));
  });
  return units;
}

function mostUnits(scenario: HostScenario, { unit }: ResourceLeak): number {
  const connections = unit.connections ? maxConnectionsOf(scenario) / unit.connections : Infinity;
  const descriptors = descriptorsOf(unit);
  const files = descriptors > 0 ? (maxOpenFilesOf(scenario) - IDLE_DESCRIPTORS) / descriptors : Infinity;
  return Math.floor(Math.min(connections, files));
}

/** What an old worker that never ends has kept, since it was told to stop. */
const oldWorkerPile = ({ unit, oldWorkerUnits = 1 }: ResourceLeak): Pile => ({
  unit,
  countAt: ({ pid, stays, stoppingHours }, hours, olderThanHours) =>
    stays && hours - olderThanHours >= stoppingHours ? 1 + (hash(pid, 61) % oldWorkerUnits) : 0,
});
