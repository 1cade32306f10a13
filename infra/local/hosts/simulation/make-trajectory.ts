import { processLimits } from './capacity.ts';
import { drainedHours } from './drain.ts';
import { forcedRestartHours } from './forced-restart.ts';
import type { HostScenario } from './host-scenario.ts';
import { leakTrajectory } from './leak-trajectory.ts';
import { lifecycle } from './lifecycle.ts';
import { lifetimesByHour } from './lifetimes.ts';
import { longStock } from './long-connections.ts';
import { neighbourTrajectories } from './neighbours.ts';
import { pilesOf } from './piles-of.ts';
import { hash, type Random, seededRandom, wander } from './random.ts';
import { servedRates } from './served-rates.ts';
import { trafficByHour } from './traffic.ts';
import type { Trajectory } from './trajectory.ts';

/** How long what all hosts of a fleet share in their memory lasts. */
export const FLEET_WANDER_TAU_HOURS = 60;

/** Of one scenario. */
const MAXIMUM_FORCED_RESTARTS = 60;

export function makeTrajectory(scenario: HostScenario, seed: number): Trajectory {
  let trajectory = trajectoryOf(scenario, seed);
  if (scenario.resourceLeak === undefined && scenario.nuisances === undefined) return trajectory;
  for (let place = 0, hours = 0; place < MAXIMUM_FORCED_RESTARTS; place++) {
    const next = forcedRestartHours(trajectory, hours);
    if (next === null) break;
    hours = next;
    const restart = { type: 'restart', atDay: hours / 24 } as const;
    const events = [...trajectory.scenario.events, restart].sort((a, b) => a.atDay - b.atDay);
    trajectory = trajectoryOf({ ...trajectory.scenario, events }, seed);
  }
  return trajectory;
}

function trajectoryOf(scenario: HostScenario, seed: number): Trajectory {
  // A random of its own for each part, so that a leak more or less changes nothing else.
  const part = (salt: number) => seededRandom(hash(seed, salt));
  const { workers, boots } = lifecycle(scenario, seed);
  const arrivingRates = trafficByHour(scenario, part(101));
  const lifetimes = lifetimesByHour(scenario, arrivingRates.length, part(111));
  const load = { workers, rates: arrivingRates, lifetimes };
  const piles = pilesOf(scenario, seed, load);
  const leak = leakTrajectory(scenario, workers, arrivingRates, part(104));
  const rates = servedRates(scenario, processLimits(scenario), { ...load, piles, leak });
  const { arrivals, bytesOut } = integrals(scenario, rates, part(102));
  const longConnections = longStock(scenario, rates);
  const untimedFactor = untimedByHour(scenario, rates, part(106));
  const trajectory = {
    scenario,
    seed,
    boots,
    rates,
    lifetimes,
    arrivals,
    bytesOut,
    longConnections,
    untimedFactor,
    leak,
    piles,
    neighbours: neighbourTrajectories(scenario, rates.length, part(109)),
    swappedShare: swappedByHour(scenario, rates.length, part(110)),
  };
  const noise = memoryNoise(scenario, rates.length, part(103));
  const drained = workers.map((worker) => ({
    ...worker,
    endedHours: Math.min(worker.endedHours, drainedHours({ ...trajectory, workers, noise }, worker)),
  }));
  return { ...trajectory, workers: drained, noise };
}

function swappedByHour({ nuisances }: HostScenario, count: number, random: Random): Float64Array | null {
  if (nuisances?.swap === undefined) return null;
  const { share, wanderSd, wanderTauHours } = nuisances.swap;
  return wander(random, count, wanderSd, wanderTauHours).map((level) =>
    Math.min(0.9, share * Math.exp(level)),
  );
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
