import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { getAssessment, getLatestAssessment, putAssessment } from '../../lambdas/aws/s3-assessments.ts';
import { assessmentKey, latestAssessmentKey } from '../../lambdas/domain/records/archive.ts';
import { printAssessment } from '../../lambdas/domain/records/assessment-lines.ts';
import { assessmentInPlace } from '../../lambdas/domain/records/in-place.ts';
import { FLEETS } from '../report/fleets.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const LATEST = latestAssessmentKey(PLACE);
const assessment = assessmentInPlace(FLEETS['founding-leak']().now, PLACE);
const KEY = assessmentKey({ ...PLACE, runAt: assessment.assessedAt });
const older = { ...assessment, assessedAt: '2020-01-01T00:00:00Z' };
const [text, olderText] = [assessment, older].map((one) => [...printAssessment(one)].join('')) as [
  string,
  string,
];

/** @param broken what the first answers are cut off at, in bytes */
function archiveWith(objects: Record<string, Uint8Array>, broken: number[] = []) {
  const kept = new Map(Object.entries(objects));
  const send = async (command: unknown) => {
    if (command instanceof PutObjectCommand) {
      const { Key = '', Body } = command.input;
      kept.set(Key, Body as Uint8Array);
      return {};
    }
    const bytes = command instanceof GetObjectCommand && kept.get(command.input.Key ?? '');
    if (!bytes) throw new NoSuchKey({ message: '', $metadata: {} });
    return { Body: { transformToByteArray: async () => bytes.subarray(0, broken.shift()) } };
  };
  return { kept, archive: { s3: { send } as unknown as S3Client, bucket: 'archive', ...PLACE } };
}

it('archives an assessment with its hosts on lines, and the same as the latest', async () => {
  const { kept, archive } = archiveWith({});
  await putAssessment(archive, assessment);
  expect([...kept.keys()]).toEqual([KEY, LATEST]);
  for (const bytes of kept.values()) expect(gunzipSync(bytes).toString()).toBe(text);
  expect(await getAssessment(archive, new Date(assessment.assessedAt))).toEqual(assessment);
});

it.each([
  ['is kept where it is newer', { ...assessment, assessedAt: '2030-01-01T00:00:00Z' }, false],
  ['is replaced where it is older', older, true],
])('the latest %s', async (_, there, isReplaced) => {
  const { kept, archive } = archiveWith({ [LATEST]: gzipSync([...printAssessment(there)].join('')) });
  await putAssessment(archive, assessment);
  expect(gunzipSync(kept.get(LATEST) ?? '').toString() === text).toBe(isReplaced);
});

it('fetches an assessment again whose bytes broke on the way', async () => {
  const { archive } = archiveWith({ [LATEST]: gzipSync(text) }, [500, 20]);
  expect(await getLatestAssessment(archive)).toEqual(assessment);
});

it.each([
  ['no gzip', Buffer.from(olderText)],
  ['cut off', gzipSync(olderText).subarray(0, 500)],
  ['the beginning of one', gzipSync(olderText.slice(0, olderText.length / 2))],
  ['empty', gzipSync('')],
])('has no latest one where the object is %s, and replaces it', async (_, bytes) => {
  const { kept, archive } = archiveWith({ [LATEST]: bytes });
  expect(await getLatestAssessment(archive)).toBeNull();
  await putAssessment(archive, assessment);
  expect(kept.get(LATEST)).toEqual(kept.get(KEY));
});
