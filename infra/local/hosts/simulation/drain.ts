import { leakedBetween } from './leak-trajectory.ts';
import type { Worker } from './lifecycle.ts';
import { longConnections } from './long-connections.ts';
import { holdsWorker, type Pile } from './pile.ts';
import type { Trajectory } from './trajectory.ts';
import { untimedStreams } from './worker-figures.ts';

/** When a worker that stops has no connection left; never where some are held for ever. */
export function drainedHours(trajectory: Trajectory, worker: Worker): number {
  const { stoppingHours, startedHours, stays } = worker;
  if (stoppingHours === Infinity || stays) return Infinity;
  if (leakedBetween(trajectory.leak?.streams, trajectory, startedHours, stoppingHours) >= 1) return Infinity;
  const { longHours, untimed } = trajectory.scenario.connections;
  const timeUntil = (count: number, tau: number) => (count > 0.5 ? tau * Math.log(count / 0.5) : 0);
  const long = timeUntil(longConnections(trajectory, worker, stoppingHours), longHours);
  const tunnels = timeUntil(untimedStreams(trajectory, worker, stoppingHours, 0), untimed.hours);
  const piles = trajectory.piles.filter(holdsWorker).map((pile) => hoursUntilGone(pile, worker));
  return stoppingHours + Math.max(0.02, long, tunnels, ...piles);
}

/** After this time what still stands is taken to stand for ever. */
const MAXIMUM_HOURS = 3000;

/** Hours after which an old worker has nothing of the pile left. */
function hoursUntilGone(pile: Pile, worker: Worker): number {
  const isGone = (hours: number) => pile.countAt(worker, worker.stoppingHours + hours, 0) === 0;
  if (isGone(0)) return 0;
  if (!isGone(MAXIMUM_HOURS)) return Infinity;
  let [standing, gone] = [0, MAXIMUM_HOURS];
  for (let step = 0; step < 20; step++) {
    const middle = (standing + gone) / 2;
    if (isGone(middle)) gone = middle;
    else standing = middle;
  }
  return gone;
}
