import { addUnits, descriptorsOf, emptyHoldings, type Holdings, type PartialHoldings } from './holdings.ts';
import type { Worker } from './lifecycle.ts';

/** Things of one sort that a worker holds beside the connections that its load explains: leaked, or of a nuisance. */
export interface Pile {
  readonly unit: PartialHoldings;
  /** How many units the worker holds that are older than so many hours: a whole number. */
  countAt(worker: Worker, hours: number, olderThanHours: number): number;
}

/** What a process can have at most; beyond it nothing is taken. */
export interface ProcessLimits {
  readonly connections: number;
  readonly descriptors: number;
}

/** All that the worker holds of its piles, the first of them first where its limits leave no room. */
export function heldBy(
  piles: readonly Pile[],
  worker: Worker,
  hours: number,
  limits: ProcessLimits | null,
  leakedStreams = 0,
): Holdings {
  const held = emptyHoldings();
  const room = limits && {
    connections: limits.connections - leakedStreams,
    descriptors: limits.descriptors - 2 * leakedStreams,
  };
  for (const { unit, countAt } of piles) {
    const count = countAt(worker, hours, 0);
    addUnits(held, unit, room === null ? count : Math.min(count, roomFor(unit, held, room)));
  }
  return held;
}

function roomFor(unit: PartialHoldings, held: Holdings, { connections, descriptors }: ProcessLimits): number {
  const ofUnit = descriptorsOf(unit);
  return Math.max(
    0,
    Math.floor(
      Math.min(
        unit.connections ? (connections - held.connections) / unit.connections : Infinity,
        ofUnit > 0 ? (descriptors - descriptorsOf(held)) / ofUnit : Infinity,
      ),
    ),
  );
}

/** Half-closed streams older than so many hours. */
export function halfClosedOlderThan(
  piles: readonly Pile[],
  worker: Worker,
  hours: number,
  olderThanHours: number,
): number {
  let count = 0;
  for (const pile of piles)
    if (pile.unit.halfClosedStreams)
      count += pile.unit.halfClosedStreams * pile.countAt(worker, hours, olderThanHours);
  return count;
}

/** Age of the oldest half-closed stream, in hours; 0 without one. */
export function oldestHalfClosedHours(piles: readonly Pile[], worker: Worker, hours: number): number {
  let [younger, older] = [0, hours - worker.startedHours];
  if (halfClosedOlderThan(piles, worker, hours, 0) < 1) return 0;
  for (let step = 0; step < 20; step++) {
    const middle = (younger + older) / 2;
    if (halfClosedOlderThan(piles, worker, hours, middle) >= 1) younger = middle;
    else older = middle;
  }
  return younger;
}

/** Whether the pile keeps an old worker from ending, as connections and streams do and idle server sockets don't. */
export const holdsWorker = ({ unit }: Pile): boolean => Boolean(unit.connections || unit.streams);
