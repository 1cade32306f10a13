import { assessmentBin, assessmentsFolder } from '../domain/records/archive.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import type { Sample } from '../domain/records/sample.ts';
import { BIN, DAY } from '../domain/records/time.ts';
import { getAssessmentHead, getAssessmentUnder } from './s3-assessments.ts';
import type { Archive } from './s3-history.ts';
import { listKeys } from './s3-objects.ts';
import { type BinGathering, readPlaces, type UnreadPlace } from './s3-report-places.ts';

/** Weeks of earlier scores that are drawn. */
const WEEKS = 26;
/** How much older than a week the assessment compared with may be. */
const SLACK = 2 * DAY;

/** What the archive has for a report; `gathered` is what the caller's `gather` made of 28 days of bins. */
export interface ArchivedSources<Gathered> {
  now: Assessment;
  before: Assessment | null;
  earlier: ({ at: string } & Assessment['fleet'])[];
  bins: Gathered;
  newestRun: Sample[];
  unreadPlaces: UnreadPlace[];
}

/**
 * Reads what a report at an instant is made of.
 * @param gather makes of the newest assessment who is handed the bins
 * @param everyPlace whether it is of all places of the archive
 * @returns `null` where nothing was judged before the instant, as in the first hours of a deployment
 */
export async function getReportSources<Gathered>(
  archive: Archive,
  at: Date,
  gather: (now: Assessment) => BinGathering & { gathered: () => Gathered },
  { everyPlace = false }: { everyPlace?: boolean | undefined } = {},
): Promise<ArchivedSources<Gathered> | null> {
  const keys = await assessmentKeys(archive, at);
  const newest = await newestAssessment(archive, keys, at);
  if (newest === null) return null;
  const { now, binAt } = newest;
  const weekAgo = weeksBefore(keys, binAt, 1);
  const { gathered, ...taken } = gather(now);
  const reading = { at, assessedAt: new Date(now.assessedAt), everyPlace };
  const { archived, newestRun, unreadPlaces } = await readPlaces(archive, reading, taken);
  // An empty fleet has bins without hosts; this one was scored before its first bin closed.
  if (archived === 0 && now.hosts.length === 0) return null;
  return {
    now,
    before: weekAgo === null ? null : await getAssessmentUnder(archive, weekAgo),
    earlier: await earlierFleets(archive, keys, binAt),
    bins: gathered(),
    newestRun,
    unreadPlaces,
  };
}

interface AssessmentKey {
  key: string;
  /** Start of the newest bin that it rests on, milliseconds since 1970. */
  binAt: number;
}

/** Oldest first, those whose newest bin had closed. */
async function assessmentKeys(archive: Archive, at: Date): Promise<AssessmentKey[]> {
  const keys = await listKeys(archive.s3, archive.bucket, assessmentsFolder(archive));
  return [...keys.keys()]
    .flatMap((key) => {
      const bin = assessmentBin(key);
      return bin === null ? [] : [{ key, binAt: Date.parse(bin) }];
    })
    .filter(({ binAt }) => binAt + BIN <= at.getTime())
    .sort((a, b) => a.binAt - b.binAt);
}

/** The newest one made by an instant: a bin is judged a while after it has closed. */
async function newestAssessment(
  archive: Archive,
  keys: readonly AssessmentKey[],
  at: Date,
): Promise<{ now: Assessment; binAt: number } | null> {
  for (const { key, binAt } of keys.toReversed()) {
    const now = await getAssessmentUnder(archive, key);
    if (now !== null && Date.parse(now.assessedAt) <= at.getTime()) return { now, binAt };
  }
  return null;
}

/** The newest assessment that is so many weeks old or a little more. */
function weeksBefore(keys: readonly AssessmentKey[], newest: number, weeks: number): string | null {
  const due = newest - 7 * weeks * DAY;
  const candidate = keys.findLast(({ binAt }) => binAt <= due);
  return candidate !== undefined && candidate.binAt >= due - SLACK ? candidate.key : null;
}

/** The fleet a week ago, two weeks ago and so on, oldest first. */
async function earlierFleets(
  archive: Archive,
  keys: readonly AssessmentKey[],
  newest: number,
): Promise<({ at: string } & Assessment['fleet'])[]> {
  const weeklyKeys = Array.from({ length: WEEKS }, (_, index) => weeksBefore(keys, newest, WEEKS - index));
  const fleets = [];
  // One after the other: each object has every host of a fleet.
  for (const key of weeklyKeys.filter((key) => key !== null)) {
    const head = await getAssessmentHead(archive, key);
    if (head !== null) fleets.push({ at: head.assessedAt, ...head.fleet });
  }
  return fleets;
}
