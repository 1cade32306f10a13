import type { Archive } from '../aws/s3-history.ts';
import { newRuns, readRun } from '../aws/s3-new-runs.ts';
import { type PlaceRun, placeRun } from '../domain/audit/place-run.ts';
import type { SeenPlace } from '../domain/audit/watch-places.ts';
import { sampledRunAt } from '../domain/records/archive.ts';
import type { Sample } from '../domain/records/sample.ts';
import type { WatchedPlace } from '../domain/records/watched-places.ts';
import { isKnownRelease } from '../knowledge/releases.ts';

export interface ReadingLimits {
  /** A run with more hosts is not read. */
  maximumHosts: number;
  /** Milliseconds between two audits. */
  period: number;
}

/**
 * Reads the runs of a place that were written since the watch before, and the one before them, each once. Of two runs at
 * most the samples are in memory.
 */
export async function readPlace(
  archive: Archive,
  known: WatchedPlace | undefined,
  at: Date,
  { maximumHosts, period }: ReadingLimits,
): Promise<SeenPlace> {
  const { accountId, region } = archive;
  const { keys, before, seenTo, seenKeys } = await newRuns(archive, known, at);
  const runs: PlaceRun[] = [];
  let trouble: SeenPlace['trouble'] = null;
  let previous: { runAt: string; samples: Sample[] } | null = null;
  for (const key of keys.length > 0 && before !== null ? [before, ...keys] : keys) {
    const runAt = sampledRunAt(key) ?? '';
    const read = await readRun(archive, key, maximumHosts);
    if (!('samples' in read)) {
      if (key !== before) trouble = { runAt, ...read };
      continue;
    }
    const isNext = previous !== null && Date.parse(runAt) - Date.parse(previous.runAt) <= period;
    const samplesBefore = isNext && previous !== null ? previous.samples : [];
    if (key !== before)
      runs.push(placeRun({ accountId, region, runAt }, read.samples, samplesBefore, isKnownRelease));
    previous = { runAt, samples: read.samples };
  }
  return { accountId, region, runs, trouble, seenTo, seenKeys };
}
