import type { Worker } from './lifecycle.ts';
import { longConnections } from './long-connections.ts';
import type { Trajectory } from './trajectory.ts';
import { leakedBetween, untimedStreams } from './worker-figures.ts';

/** When a worker that stops has no connection left; never where some are held for ever. */
export function drainedHours(trajectory: Trajectory, worker: Worker): number {
  const { stoppingHours, startedHours } = worker;
  if (stoppingHours === Infinity) return Infinity;
  if (leakedBetween(trajectory.leak?.streams, trajectory, startedHours, stoppingHours) >= 1) return Infinity;
  const { longHours, untimed } = trajectory.scenario.connections;
  const timeUntil = (count: number, tau: number) => (count > 0.5 ? tau * Math.log(count / 0.5) : 0);
  const long = timeUntil(longConnections(trajectory, worker, stoppingHours), longHours);
  const tunnels = timeUntil(untimedStreams(trajectory, worker, stoppingHours, 0), untimed.hours);
  return stoppingHours + Math.max(0.02, long, tunnels);
}
