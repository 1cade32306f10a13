import { assessmentBin, assessmentsFolder, sampledRunAt, samplesFolder } from '../domain/records/archive.ts';
import { Assessment } from '../domain/records/assessment.ts';
import type { Bin } from '../domain/records/bin.ts';
import { assessmentInPlace } from '../domain/records/in-place.ts';
import type { Sample } from '../domain/records/sample.ts';
import { BIN, DAY, printInstant, WINDOW_DAYS } from '../domain/records/time.ts';
import { getRunUnder } from './s3-archive.ts';
import { type Archive, archivedBins, closedBins, getBins } from './s3-history.ts';
import { getText, listKeys } from './s3-objects.ts';

/** Weeks of earlier scores that are drawn. */
const WEEKS = 26;
/** How much older than a week the assessment compared with may be. */
const SLACK = 2 * DAY;

/** The part of an earlier assessment that a curve needs; hosts of 26 weeks would take long to check. */
const FleetOnly = Assessment.pick({ assessedAt: true, fleet: true });

/** What the archive has for a report; `gathered` is what the caller's `gather` made of 28 days of bins. */
export interface ArchivedSources<Gathered> {
  now: Assessment;
  before: Assessment | null;
  earlier: ({ at: string } & Assessment['fleet'])[];
  bins: Gathered;
  newestRun: Sample[];
}

/**
 * Reads what a report at an instant is made of.
 * @param gather is handed the bins in portions
 * @returns `null` where nothing was judged before the instant, as in the first hours of a deployment
 */
export async function getReportSources<Gathered>(
  archive: Archive,
  at: Date,
  gather: (now: Assessment) => { add: (bins: readonly Bin[]) => void; gathered: () => Gathered },
): Promise<ArchivedSources<Gathered> | null> {
  const keys = await assessmentKeys(archive, at);
  const newest = await newestAssessment(archive, keys, at);
  if (newest === null) return null;
  const { now, binAt } = newest;
  const weekAgo = weeksBefore(keys, binAt, 1);
  const starts = closedBins(new Date(now.assessedAt), WINDOW_DAYS);
  const archived = await archivedBins(archive, starts);
  // An empty fleet has bins without hosts; this one was scored before its first bin closed.
  if (archived.length === 0 && now.hosts.length === 0) return null;
  const { hosts } = await getBins(archive, archived);
  const { add, gathered } = gather(now);
  for await (const bins of hosts) add(bins);
  return {
    now,
    before: weekAgo === null ? null : await readAssessment(archive, weekAgo),
    earlier: await earlierFleets(archive, keys, binAt),
    bins: gathered(),
    newestRun: await newestRun(archive, at),
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
    const now = await readAssessment(archive, key);
    if (Date.parse(now.assessedAt) <= at.getTime()) return { now, binAt };
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
  // One after the other: each holds every host of a fleet.
  for (const key of weeklyKeys.filter((key) => key !== null)) {
    const { assessedAt, fleet } = FleetOnly.parse(await readJson(archive, key));
    fleets.push({ at: assessedAt, ...fleet });
  }
  return fleets;
}

const readAssessment = async (archive: Archive, key: string): Promise<Assessment> =>
  assessmentInPlace(Assessment.parse(await readJson(archive, key)), archive);

async function readJson({ s3, bucket }: Archive, key: string): Promise<unknown> {
  const object = await getText(s3, bucket, key);
  if (object === null) throw new Error(`s3://${bucket}/${key} is gone`);
  return JSON.parse(object.text);
}

/** Samples of the newest run of the day of an instant, or of the day before. */
async function newestRun(archive: Archive, at: Date): Promise<Sample[]> {
  for (const day of [at.getTime(), at.getTime() - DAY]) {
    const folder = samplesFolder({ ...archive, runAt: printInstant(day) });
    const keys = await listKeys(archive.s3, archive.bucket, folder);
    for (const key of [...keys.keys()].reverse()) {
      const runAt = sampledRunAt(key);
      if (runAt !== null && Date.parse(runAt) > at.getTime()) continue;
      const run = await getRunUnder(archive.s3, archive.bucket, key);
      if (run !== null && 'samples' in run) return run.samples;
    }
  }
  return [];
}
