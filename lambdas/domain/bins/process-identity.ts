import type { Process } from '../records/sample.ts';

/** A worker, and the scheduled instant of the run that saw it, in seconds since 1970. */
export interface Sighting {
  worker: Process;
  at: number;
}

/** The kernel's start time moves a second with the clock's own corrections; more than this is another start. */
const SAME_START_SECONDS = 5;

/** Hosts answer some seconds after the scheduled instant, and up to two minutes where many are asked. */
const MAXIMUM_DELAY_SECONDS = 120;

/** How much of the time between two runs may be the difference between their delays. */
export const delaySeconds = (elapsedSeconds: number): number =>
  Math.min(elapsedSeconds / 4, MAXIMUM_DELAY_SECONDS);

/**
 * Whether two runs saw one worker: its pid is the same, and it started at the same time or, where the clock was set
 * in between, its uptime grew as time did. What is not known speaks for nothing.
 */
export function isSameWorker(earlier: Sighting, later: Sighting): boolean {
  const [a, b] = [earlier.worker, later.worker];
  if (a.pid !== null && b.pid !== null && a.pid !== b.pid) return false;
  const elapsed = later.at - earlier.at;
  const grew =
    a.uptimeSeconds === null || b.uptimeSeconds === null ? null : b.uptimeSeconds - a.uptimeSeconds;
  if (grew !== null && Math.abs(grew - elapsed) <= delaySeconds(elapsed)) return true;
  const moved = startMovedSeconds(a, b);
  return moved === null ? grew === null : moved <= SAME_START_SECONDS;
}

/** By how many seconds the start time of a worker differs between two samples; `null` where one doesn't know it. */
export function startMovedSeconds(a: Process, b: Process): number | null {
  if (a.startedAt === null || b.startedAt === null) return null;
  if (a.startedAt === b.startedAt) return 0;
  return Math.abs(Date.parse(b.startedAt) - Date.parse(a.startedAt)) / 1000;
}

/**
 * When a worker started, in seconds since 1970 on the axis of scheduled instants: by its uptime, which no clock step
 * changes, or else by the host's word.
 */
export function startSeconds({ worker, at }: Sighting): number | null {
  if (worker.uptimeSeconds !== null) return at - worker.uptimeSeconds;
  return worker.startedAt === null ? null : Date.parse(worker.startedAt) / 1000;
}
