import { hash, seededRandom } from './random.ts';
import { expectedLoadBytes, limitsAt, unlimitedBytes } from './tcp-memory.ts';
import type { Trajectory } from './trajectory.ts';
import { workerFigures } from './worker-figures.ts';

/** Counters of the kernel since the scenario's start, one value an hour. */
export interface Pressure {
  /** TCPMemoryPressures. */
  readonly events: Float64Array;
  /** TCPAbortOnMemory. */
  readonly aborts: Float64Array;
}

/** Entries into memory pressure: the kernel enters above the pressure limit and leaves only below the low one. */
export function pressureOf(trajectory: Trajectory): Pressure {
  const count = trajectory.rates.length;
  const random = seededRandom(hash(trajectory.seed, 105));
  const events = new Float64Array(count);
  const aborts = new Float64Array(count);
  const { pageBytes } = trajectory.scenario.machine;
  if (!mayReachPressure(trajectory)) return { events, aborts };
  let inPressure = false;
  for (let hour = 1; hour < count; hour++) {
    const alive = trajectory.workers.filter((w) => w.startedHours <= hour && w.endedHours > hour);
    const figures = alive.map((worker) => workerFigures(trajectory, worker, hour));
    const pages = unlimitedBytes(trajectory, figures, hour, 0) / pageBytes;
    const limits = limitsAt(trajectory.scenario, hour);
    const above = pages > limits.pressurePages;
    // Inside the hour memory falls below and comes back a few times.
    const entered = above ? (inPressure ? random.poisson(3) : 1 + random.poisson(2)) : 0;
    events[hour] = (events[hour - 1] ?? 0) + entered;
    aborts[hour] = (aborts[hour - 1] ?? 0) + (pages > limits.highPages ? random.poisson(20) : 0);
    inPressure = above || (inPressure && pages > limits.lowPages);
  }
  return { events, aborts };
}

/** Most hosts are so far from pressure that no hour needs a look. */
function mayReachPressure({ scenario, rates, noise, leak, workers, piles, neighbours }: Trajectory): boolean {
  if (piles.length > 0 || neighbours.length > 0 || scenario.connections.lifetimeSteps) return true;
  const busiest = Math.max(...rates) / scenario.traffic.connectionsPerSecond;
  const noisiest = Math.exp(Math.max(...noise));
  const steps = scenario.memorySteps.reduce((maximum, { factor }) => maximum * Math.max(1, factor), 1);
  const { filling, untimed } = scenario.connections;
  const batch = Math.max(1, scenario.traffic.batch?.memoryFactor ?? 1);
  const load = expectedLoadBytes(scenario) * (busiest * noisiest * steps * batch + filling.share);
  const leaked = leak?.bytes[leak.bytes.length - 1] ?? 0;
  const tunnels = untimed.steady * untimed.bytesEach * busiest * noisiest * Math.max(1, workers.length);
  const minimum = Math.min(limitsAt(scenario, 0).pressurePages, limitsAt(scenario, Infinity).pressurePages);
  return (load + leaked + tunnels + 2_000_000) / scenario.machine.pageBytes > minimum;
}
