import { assessmentKey, latestAssessmentKey } from '../domain/archive.ts';
import { Assessment } from '../domain/assessment.ts';
import type { Archive } from './s3-history.ts';
import { getText, putText } from './s3-objects.ts';

/** The assessment of an instant, or `null` where there is none. */
export const getAssessment = (archive: Archive, at: Date): Promise<Assessment | null> =>
  read(archive, assessmentKey(place(archive, at)));

/** The newest assessment made before an instant, or `null`. */
export async function latestAssessment(archive: Archive, at: Date): Promise<Assessment | null> {
  const latest = await read(archive, latestAssessmentKey(archive));
  // A repeated run of an older instant must not be compared with what came after it.
  return latest !== null && Date.parse(latest.assessedAt) < at.getTime() ? latest : null;
}

/**
 * Archives an assessment under its instant, which ends the run, and then as the latest unless a newer one is there.
 * Done again for an archived one, it makes up for a run that ended between the two.
 */
export async function putAssessment(archive: Archive, assessment: Assessment): Promise<void> {
  const { s3, bucket } = archive;
  const text = JSON.stringify(assessment);
  const key = assessmentKey(place(archive, new Date(assessment.assessedAt)));
  await putText(s3, bucket, key, { text }, { once: true });
  const latest = await read(archive, latestAssessmentKey(archive));
  if (latest === null || latest.assessedAt < assessment.assessedAt) {
    await putText(s3, bucket, latestAssessmentKey(archive), { text });
  }
}

async function read({ s3, bucket }: Archive, key: string): Promise<Assessment | null> {
  const object = await getText(s3, bucket, key);
  if (object === null) return null;
  const parsed = Assessment.safeParse(JSON.parse(object.text));
  if (!parsed.success)
    throw new Error(`s3://${bucket}/${key}: ${parsed.error.issues[0]?.path.join('.')}: no assessment`);
  return parsed.data;
}

const place = ({ accountId, region }: Archive, at: Date) => ({ runAt: at.toISOString(), accountId, region });
