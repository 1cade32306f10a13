import { type NewestRun, newestSamples } from '../domain/audit/newest-runs.ts';
import { type Place, sampledRunAt, samplesFolder } from '../domain/records/archive.ts';
import type { Bin } from '../domain/records/bin.ts';
import type { BinFigures } from '../domain/records/bin-figures.ts';
import type { ParseIssue } from '../domain/records/ndjson.ts';
import type { Sample } from '../domain/records/sample.ts';
import { DAY, printInstant, WINDOW_DAYS } from '../domain/records/time.ts';
import { inTurn } from './in-turn.ts';
import { getRunUnder, UnreadableArchive } from './s3-archive.ts';
import { type Archive, archivedBins, closedBins, eachBinFigures, eachBins } from './s3-history.ts';
import type { Add } from './s3-host-records.ts';
import { listKeys } from './s3-objects.ts';
import { listPlaces } from './s3-places.ts';

/** Places read at once: most of their time is waiting for S3. */
const TOGETHER = 8;
/** Days of bins that the report's shares of answers look back at. */
const WEEK_DAYS = 7;

/** A place whose objects are no records; what else the report has is not affected. */
export interface UnreadPlace {
  accountId: string;
  region: string;
  problem: ParseIssue;
}

export interface PlacesRead {
  /** Of the newest run of each place. */
  newestRun: Sample[];
  /** Bins' objects that were there. */
  archived: number;
  unreadPlaces: UnreadPlace[];
}

/** Who takes the bins of places, in any order and portions. */
export interface BinGathering {
  /** For the bins of one place, which count once `keep` is called: none of one that can't be read to its end. */
  apart: () => { add: Add<Bin>; addFigures: Add<BinFigures>; keep: () => void };
  /** Whether all bins of 28 days of a place are needed; of others among several it is the figures of seven. */
  needsAll: (place: Place) => boolean;
}

/**
 * Reads what a report needs of the places of a fleet: their bins, some at a time, and their newest runs.
 * @param at the report's instant
 * @param assessedAt the bins before it count
 * @throws UnreadableArchive where the fleet has one place; of several the others are read
 */
export async function readPlaces(
  archive: Archive,
  { at, assessedAt, everyPlace }: { at: Date; assessedAt: Date; everyPlace: boolean },
  { apart, needsAll }: BinGathering,
): Promise<PlacesRead> {
  const places = everyPlace ? await listPlaces(archive) : [archive];
  const isOne = places.length === 1;
  const read = await inTurn(places, TOGETHER, async ({ accountId, region, fleetName }) => {
    const place = { ...archive, accountId, region, fleetName };
    try {
      const isWhole = isOne || needsAll(place);
      const days = isWhole ? WINDOW_DAYS : WEEK_DAYS;
      const { add, addFigures, keep } = apart();
      const [archived, run] = await Promise.all([
        archivedBins(place, closedBins(assessedAt, days)),
        newestRun(place, at),
      ]);
      await (isWhole ? eachBins(place, archived, add) : eachBinFigures(place, archived, addFigures));
      keep();
      return { archived: archived.length, run };
    } catch (error) {
      if (isOne || !(error instanceof UnreadableArchive)) throw error;
      return { archived: 0, run: null, unread: { accountId, region, problem: error.issue } };
    }
  });
  return {
    newestRun: newestSamples(read.flatMap(({ run }) => run ?? [])),
    archived: read.reduce((sum, { archived }) => sum + archived, 0),
    unreadPlaces: read.flatMap(({ unread }) => unread ?? []),
  };
}

/** The newest run of the day of an instant, or of the day before. */
async function newestRun(archive: Archive, at: Date): Promise<NewestRun | null> {
  for (const day of [at.getTime(), at.getTime() - DAY]) {
    const folder = samplesFolder({ ...archive, runAt: printInstant(day) });
    const keys = await listKeys(archive.s3, archive.bucket, folder);
    for (const key of [...keys.keys()].reverse()) {
      const runAt = sampledRunAt(key);
      if (runAt === null || Date.parse(runAt) > at.getTime()) continue;
      const run = await getRunUnder(archive.s3, archive.bucket, key);
      if (run !== null && 'samples' in run) return { runAt, samples: run.samples };
    }
  }
  return null;
}
