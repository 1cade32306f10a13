import { assessmentKey, assessmentsFolder, latestAssessmentKey } from '../domain/records/archive.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import {
  type AssessmentHead,
  printAssessment,
  type Reading,
  readAssessment,
  readAssessmentHead,
} from '../domain/records/assessment-lines.ts';
import { assessmentInPlace } from '../domain/records/in-place.ts';
import { DAY } from '../domain/records/time.ts';
import { gzipParts } from './gzip-parts.ts';
import { UnreadableArchive } from './s3-archive.ts';
import { type Archive, runAt } from './s3-history.ts';
import { type WholeLines, wholeLines } from './s3-lines.ts';
import { getObject, listKeys, putGzip } from './s3-objects.ts';

/** The assessment of an instant, or `null` where there is none. */
export const getAssessment = (archive: Archive, at: Date): Promise<Assessment | null> =>
  getAssessmentUnder(archive, assessmentKey(runAt(archive, at.toISOString())));

/** The newest assessment, or `null` where there is none yet, or none that can be read. */
export const getLatestAssessment = (archive: Archive): Promise<Assessment | null> =>
  nullIfUnreadable(getAssessmentUnder(archive, latestAssessmentKey(archive)));

/** How far back the assessment before is looked for: a gap in scorings is rarely longer, and a list has its price. */
const LOOK_BACK_DAYS = 28;

/**
 * The newest assessment of an earlier bin than that of an instant, or `null`. One that can't be read, as after a newer
 * release of the auditor was rolled back, is passed over and named: it must not keep every later scoring from its work.
 */
export async function assessmentBefore(
  archive: Archive,
  at: Date,
): Promise<{ before: Assessment | null; unreadable: string[] }> {
  const after = assessmentKey(runAt(archive, new Date(at.getTime() - LOOK_BACK_DAYS * DAY).toISOString()));
  const keys = await listKeys(archive.s3, archive.bucket, assessmentsFolder(archive), { after });
  const assessedKey = assessmentKey(runAt(archive, at.toISOString()));
  // Keys are in the order of their bins, `latest` behind them all.
  const newestFirst = [...keys.keys()].filter((key) => key < assessedKey).reverse();
  const unreadable: string[] = [];
  for (const key of newestFirst) {
    const before = await nullIfUnreadable(getAssessmentUnder(archive, key));
    if (before !== null) return { before, unreadable };
    unreadable.push(key);
  }
  return { before: null, unreadable };
}

/**
 * Archives an assessment under its instant, which ends the run, and then as the latest unless a newer one is there.
 * Done again for an archived one, it makes up for a run that ended between the two. A `latest` whose
 * beginning can't be read is replaced.
 */
export async function putAssessment(archive: Archive, assessment: Assessment): Promise<void> {
  const { s3, bucket } = archive;
  const zipped = await gzipParts(printAssessment(assessment));
  const key = assessmentKey(runAt(archive, assessment.assessedAt));
  await putGzip(s3, bucket, key, { zipped }, { once: true });
  const latestKey = latestAssessmentKey(archive);
  const latest = await nullIfUnreadable(getAssessmentHead(archive, latestKey));
  if (latest === null || latest.assessedAt < assessment.assessedAt) {
    await putGzip(s3, bucket, latestKey, { zipped });
  }
}

/**
 * The assessment under a key, or `null` where there is none.
 * @throws UnreadableArchive where the object is no assessment
 */
export async function getAssessmentUnder(archive: Archive, key: string): Promise<Assessment | null> {
  const assessment = await read(archive, key, readAssessment);
  return assessment && assessmentInPlace(assessment, archive);
}

/** The fleet of it, without its hosts. */
export const getAssessmentHead = (archive: Archive, key: string): Promise<AssessmentHead | null> =>
  read(archive, key, readAssessmentHead);

/** Characters of a line: earlier versions wrote one for the whole assessment. */
const LONGEST_LINE = 500_000_000;

async function read<T>(
  { s3, bucket }: Archive,
  key: string,
  readLines: (lines: AsyncIterable<WholeLines>, file: string) => Promise<Reading<T>>,
): Promise<T | null> {
  const file = `s3://${bucket}/${key}`;
  const object = await getObject(s3, bucket, key, (bytes) =>
    readLines(wholeLines(bytes, file, LONGEST_LINE), file),
  );
  if (object === null) return null;
  if ('issue' in object.content) throw new UnreadableArchive(object.content.issue);
  return object.content.record;
}

/** `null` also where the object is no assessment; what S3 or the network refuse still throws. */
async function nullIfUnreadable<T>(reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableArchive) return null;
    throw error;
  }
}
