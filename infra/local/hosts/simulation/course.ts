import { drainedHours } from './drain.ts';
import type { HostScenario } from './host-scenario.ts';
import { type LeakCourse, leakCourse } from './leak-course.ts';
import { type Boot, lifecycle, type Worker } from './lifecycle.ts';
import { longStock } from './long-connections.ts';
import { hash, type Random, seededRandom, wander } from './random.ts';
import { trafficByHour } from './traffic.ts';

/**
 * All that chance decides about a host, one value an hour from the scenario's start; what stands at an instant is a
 * function of it, so that any instant can be asked and any period gives the same figures.
 */
export interface Course {
  readonly scenario: HostScenario;
  readonly seed: number;
  readonly workers: readonly Worker[];
  readonly boots: readonly Boot[];
  /** New connections a second. */
  readonly rates: Float64Array;
  /** New connections, and bytes out, since the start of the scenario. */
  readonly arrivals: Float64Array;
  readonly bytesOut: Float64Array;
  /** Long connections that would stand if no worker had ever ended. */
  readonly longConnections: Float64Array;
  /** Logarithm of the factor by which memory is off from what load explains. */
  readonly noise: Float64Array;
  /** Factor by which streams without a timer are more or fewer than their mean number. */
  readonly untimedFactor: Float64Array;
  readonly leak: LeakCourse | null;
}

/** How long what all hosts of a fleet share in their memory lasts. */
export const FLEET_WANDER_TAU_HOURS = 60;

export function courseOf(scenario: HostScenario, seed: number): Course {
  // A random of its own for each part, so that a leak more or less changes nothing else.
  const part = (salt: number) => seededRandom(hash(seed, salt));
  const { workers, boots } = lifecycle(scenario, seed);
  const rates = trafficByHour(scenario, part(101));
  const { arrivals, bytesOut } = integrals(scenario, rates, part(102));
  const longConnections = longStock(scenario, rates);
  const leak = leakCourse(scenario, workers, rates, part(104));
  const untimedFactor = untimedByHour(scenario, rates, part(106));
  const course = { scenario, seed, boots, rates, arrivals, bytesOut, longConnections, untimedFactor, leak };
  const noise = memoryNoise(scenario, rates.length, part(103));
  const drained = workers.map((worker) => ({
    ...worker,
    endedHours: Math.min(worker.endedHours, drainedHours({ ...course, workers, noise }, worker)),
  }));
  return { ...course, workers: drained, noise };
}

function integrals({ connections }: HostScenario, rates: Float64Array, random: Random) {
  const payload = wander(random, rates.length, 0.15, 6);
  const arrivals = new Float64Array(rates.length);
  const bytesOut = new Float64Array(rates.length);
  const bytesEach = connections.requestsPerShort * connections.bytesOutPerRequest;
  for (let hour = 1; hour < rates.length; hour++) {
    const arrived = 1800 * ((rates[hour - 1] ?? 0) + (rates[hour] ?? 0));
    arrivals[hour] = (arrivals[hour - 1] ?? 0) + arrived;
    bytesOut[hour] = (bytesOut[hour - 1] ?? 0) + arrived * bytesEach * Math.exp(payload[hour] ?? 0);
  }
  return { arrivals, bytesOut };
}

function untimedByHour({ connections, traffic }: HostScenario, rates: Float64Array, random: Random) {
  const { loadShare, hours } = connections.untimed;
  const keep = Math.exp(-1 / hours);
  let standing = rates.subarray(0, 24).reduce((sum, rate) => sum + rate, 0) / 24;
  return wander(random, rates.length, 0.06, 30).map((level, hour) => {
    const rate = rates[hour] ?? 0;
    standing = rate + (standing - rate) * keep;
    const ofLoad = standing / traffic.connectionsPerSecond;
    return Math.exp(level) * (1 - loadShare + loadShare * ofLoad);
  });
}

function memoryNoise(
  { noise, traffic: { fleet } }: HostScenario,
  count: number,
  random: Random,
): Float64Array {
  const hourly = wander(random, count, noise.hourlySd, noise.hourlyTauHours);
  const slow = wander(random, count, noise.wanderSd, noise.wanderTauHours);
  const shared =
    fleet &&
    wander(seededRandom(hash(fleet.seed, 0x3e3)), count, fleet.memoryWanderSd, FLEET_WANDER_TAU_HOURS);
  return hourly.map((level, hour) => level + (slow[hour] ?? 0) + (shared?.[hour] ?? 0));
}
