import { memoryLimitOf, roomForConnections } from './capacity.ts';
import type { Trajectory } from './trajectory.ts';
import { workerFigures } from './worker-figures.ts';
import { memoryKilobytes } from './worker-memory.ts';

/** What the system and its other programs need. */
const SYSTEM_BYTES = 150e6;
/** Soonest after the one before: less is a host too small for its load, which no leak explains. */
const MINIMUM_HOURS = 3;

/**
 * The first hour after an instant in which a limit ends the workers, `null` for never. The kernel ends those that need
 * more memory than there is, and the init system starts another; a worker that accepts nothing any more is
 * restarted by somebody after a while.
 */
export function forcedRestartHours(trajectory: Trajectory, after: number): number | null {
  const { scenario, rates, workers } = trajectory;
  const { machine, resourceLeak } = scenario;
  const limit = Math.min(memoryLimitOf(scenario), machine.memoryTotalBytes - SYSTEM_BYTES);
  const operatorHours = resourceLeak?.operatorHours ?? Infinity;
  let fullSince: number | null = null;
  for (let hour = Math.max(1, Math.ceil(after) + MINIMUM_HOURS); hour < rates.length; hour++) {
    let kilobytes = 0;
    let isFull = false;
    for (const worker of workers) {
      if (worker.startedHours > hour || worker.endedHours <= hour) continue;
      const figures = workerFigures(trajectory, worker, hour);
      const load = figures.short + figures.long + figures.untimed;
      kilobytes += memoryKilobytes(
        scenario,
        load + figures.held.connections + figures.leakedStreams,
        figures,
      );
      isFull ||= figures.running && roomForConnections(scenario, figures.held, figures.leakedStreams) < 1;
    }
    if (kilobytes * 1024 > limit) return hour + 0.3;
    if (!isFull) fullSince = null;
    else fullSince ??= hour;
    if (fullSince !== null && hour - fullSince >= operatorHours) return hour + 0.6;
  }
  return null;
}
