import { assessmentKey, assessmentsFolder, latestAssessmentKey } from '../domain/records/archive.ts';
import { Assessment } from '../domain/records/assessment.ts';
import { assessmentInPlace } from '../domain/records/in-place.ts';
import { parseJson } from '../domain/records/ndjson.ts';
import { DAY } from '../domain/records/time.ts';
import { isGzipError } from './s3-archive.ts';
import { type Archive, runAt } from './s3-history.ts';
import { getText, listKeys, putText } from './s3-objects.ts';

/** The assessment of an instant, or `null` where there is none. */
export const getAssessment = (archive: Archive, at: Date): Promise<Assessment | null> =>
  read(archive, assessmentKey(runAt(archive, at.toISOString())));

/** The newest assessment, or `null` where there is none yet, or none that can be read. */
export const getLatestAssessment = (archive: Archive): Promise<Assessment | null> =>
  readable(archive, latestAssessmentKey(archive));

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
    const before = await readable(archive, key);
    if (before !== null) return { before, unreadable };
    unreadable.push(key);
  }
  return { before: null, unreadable };
}

/**
 * Archives an assessment under its instant, which ends the run, and then as the latest unless a newer one is there.
 * Done again for an archived one, it makes up for a run that ended between the two. A `latest` that can't be read is
 * replaced.
 */
export async function putAssessment(archive: Archive, assessment: Assessment): Promise<void> {
  const { s3, bucket } = archive;
  const text = JSON.stringify(assessment);
  const key = assessmentKey(runAt(archive, assessment.assessedAt));
  await putText(s3, bucket, key, { text }, { once: true });
  const latest = await readable(archive, latestAssessmentKey(archive));
  if (latest === null || latest.assessedAt < assessment.assessedAt) {
    await putText(s3, bucket, latestAssessmentKey(archive), { text });
  }
}

class Unreadable extends Error {}

/** `null` also where the object is no assessment; what S3 or the network refuse still throws. */
async function readable(archive: Archive, key: string): Promise<Assessment | null> {
  try {
    return await read(archive, key);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

async function read({ s3, bucket, ...place }: Archive, key: string): Promise<Assessment | null> {
  const unreadable = (why: string) => new Unreadable(`s3://${bucket}/${key}: ${why}`);
  const object = await getText(s3, bucket, key).catch((error) => {
    throw isGzipError(error) ? unreadable(error.message) : error;
  });
  if (object === null) return null;
  const json = parseJson(object.text);
  if (json === undefined) throw unreadable('not JSON');
  const parsed = Assessment.safeParse(json);
  if (!parsed.success) throw unreadable(`${parsed.error.issues[0]?.path.join('.')}: no assessment`);
  return assessmentInPlace(parsed.data, place);
}
