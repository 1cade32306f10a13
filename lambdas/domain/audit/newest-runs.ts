import type { Sample } from '../records/sample.ts';
import { BIN } from '../records/time.ts';

/** The newest run of a place. */
export interface NewestRun {
  runAt: string;
  samples: readonly Sample[];
}

/**
 * The samples of the newest runs of a fleet's places: without those of a place that has been silent for three hours when
 * others were not, since what it said last is no answer now.
 */
export function newestSamples(runs: readonly NewestRun[]): Sample[] {
  const newest = Math.max(...runs.map(({ runAt }) => Date.parse(runAt)));
  return runs.flatMap(({ runAt, samples }) => (Date.parse(runAt) > newest - BIN ? samples : []));
}
