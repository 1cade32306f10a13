import type { Worker } from './lifecycle.ts';
import { halfClosedOlderThan, oldestHalfClosedHours } from './pile.ts';
import type { Trajectory } from './trajectory.ts';
import { leakedOlderThan, oldestLeakHours, untimedStreams, type WorkerFigures } from './worker-figures.ts';

/** What the list of streams says. */
export interface Streams {
  readonly total: number;
  readonly untimed: number;
  readonly stuck: number;
  readonly hour: number;
  readonly sixHours: number;
  readonly day: number;
  readonly week: number;
  readonly oldestSeconds: number;
}

/** Above it the probe doesn't list streams. */
const MAXIMUM_STREAMS = 20_000;

export function streamsOf(
  trajectory: Trajectory,
  worker: Worker,
  figures: WorkerFigures,
  total: number,
  hours: number,
): Streams | null {
  const { haproxy, connections, leak } = trajectory.scenario;
  if (haproxy.answers !== 'all' || total > MAXIMUM_STREAMS) return null;
  const isStuck = leak?.mechanism === 'stuck-streams' && figures.leakedStreams > 0;
  const { halfClosedShare, steady, hours: untimedHours } = connections.untimed;
  const olderThan = (age: number) =>
    (isStuck ? leakedOlderThan(trajectory, worker, hours, age) : 0) +
    (halfClosedShare > 0 ? Math.round(halfClosedShare * untimedStreams(trajectory, worker, hours, age)) : 0) +
    halfClosedOlderThan(trajectory.piles, worker, hours, age);
  // At a limit of the process nothing but what leaked has room.
  const untimed = Math.min(
    Math.round(figures.untimed) + (isStuck ? figures.leakedStreams : 0) + figures.held.untimedStreams,
    total,
  );
  const stuckFor = (age: number) => Math.min(olderThan(age), untimed);
  const hour = stuckFor(1);
  const halfClosed = halfClosedShare * steady;
  const oldestHalfClosed = halfClosed > 0.5 ? untimedHours * Math.log(halfClosed / 0.5) : 0;
  const age = hours - worker.startedHours;
  const oldest = Math.max(
    isStuck ? oldestLeakHours(trajectory, worker, hours) : 0,
    Math.min(age, oldestHalfClosed),
    oldestHalfClosedHours(trajectory.piles, worker, hours),
  );
  return {
    total,
    untimed,
    stuck: hour,
    hour,
    sixHours: stuckFor(6),
    day: stuckFor(24),
    week: stuckFor(168),
    oldestSeconds: hour > 0 ? Math.max(3600, Math.floor(oldest * 3600)) : 0,
  };
}
