import { between } from './by-hour.ts';
import { processLimits } from './capacity.ts';
import type { Holdings } from './holdings.ts';
import { leakedBetween } from './leak-trajectory.ts';
import { leaks } from './leaks.ts';
import type { Worker } from './lifecycle.ts';
import { longConnections } from './long-connections.ts';
import { heldBy } from './pile.ts';
import type { Trajectory } from './trajectory.ts';

/** What one worker holds at an instant; not yet whole numbers, except what leaked. */
export interface WorkerFigures {
  readonly running: boolean;
  readonly short: number;
  readonly long: number;
  readonly untimed: number;
  readonly leakedStreams: number;
  readonly leakedDeadSockets: number;
  readonly leakedBytes: number;
  /** Beside these, of leaks of other kinds and of nuisances: whole numbers. */
  readonly held: Holdings;
}

export function workerFigures(trajectory: Trajectory, worker: Worker, hours: number): WorkerFigures {
  const { scenario, rates, leak } = trajectory;
  const running = hours < worker.stoppingHours;
  const until = Math.min(hours, worker.stoppingHours);
  const { startedHours } = worker;
  const affected = leak !== null && scenario.leak !== null && leaks(scenario.leak, worker);
  const leaked = (byHour: Float64Array | undefined) =>
    affected ? leakedBetween(byHour, trajectory, startedHours, until) : 0;
  const leakedStreams = Math.floor(leaked(leak?.streams));
  return {
    running,
    short: running
      ? between(rates, hours) * scenario.connections.shortSeconds * between(trajectory.lifetimes, hours)
      : 0,
    long: longConnections(trajectory, worker, hours),
    untimed: untimedStreams(trajectory, worker, hours, 0),
    leakedStreams,
    leakedDeadSockets: Math.min(Math.floor(leaked(leak?.deadSockets)), 2 * leakedStreams),
    leakedBytes: leaked(leak?.bytes),
    held: heldBy(trajectory.piles, worker, hours, processLimits(scenario), leakedStreams),
  };
}

/** Streams without a timer that are older than so many hours and belong to the worker. */
export function untimedStreams(
  { scenario, untimedFactor }: Trajectory,
  { startedHours, stoppingHours }: Worker,
  hours: number,
  olderThanHours: number,
): number {
  const { steady, hours: tau } = scenario.connections.untimed;
  const youngest = Math.min(hours - olderThanHours, stoppingHours);
  if (steady === 0 || youngest <= startedHours) return 0;
  const around = steady * between(untimedFactor, Math.min(hours, stoppingHours));
  return around * (Math.exp((youngest - hours) / tau) - Math.exp((startedHours - hours) / tau));
}

/** Leaked streams of the worker that are older than so many hours. */
export function leakedOlderThan(
  trajectory: Trajectory,
  worker: Worker,
  hours: number,
  olderThanHours: number,
): number {
  const { leak, scenario } = trajectory;
  if (leak === null || scenario.leak === null || !leaks(scenario.leak, worker)) return 0;
  const until = Math.min(hours - olderThanHours, worker.stoppingHours);
  return Math.floor(leakedBetween(leak.streams, trajectory, worker.startedHours, until));
}

/** Age of the worker's oldest leaked stream, in hours; 0 without one. */
export function oldestLeakHours(trajectory: Trajectory, worker: Worker, hours: number): number {
  const { leak } = trajectory;
  if (leak === null || leakedOlderThan(trajectory, worker, hours, 0) < 1) return 0;
  let [withoutLeak, withLeak] = [worker.startedHours, Math.min(hours, worker.stoppingHours)];
  for (let step = 0; step < 20; step++) {
    const middle = (withoutLeak + withLeak) / 2;
    if (leakedBetween(leak.streams, trajectory, worker.startedHours, middle) >= 1) withLeak = middle;
    else withoutLeak = middle;
  }
  return hours - withLeak;
}
