import { gunzipSync, gzipSync } from 'node:zlib';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { parseSamples, printSamples, type Run, samplesKey } from '../domain/archive.ts';
import type { Sample } from '../domain/sample.ts';

/** A run as the archive has it: its samples, or why it asked nobody. */
export type ArchivedRun = { samples: Sample[] } | { skipped: string };

/** The archived run, or `null` where there is none. Throws where the object can't be read as samples. */
export async function getRun(s3: S3Client, bucket: string, run: Run): Promise<ArchivedRun | null> {
  const key = samplesKey(run);
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (object.Metadata?.skipped !== undefined) return { skipped: object.Metadata.skipped };
    const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
    const { samples, refused } = parseSamples(gunzipSync(bytes).toString(), `s3://${bucket}/${key}`);
    const [first] = refused;
    if (first) throw new Error(`${first.file}:${first.line}: ${first.path}: ${first.message}`);
    return { samples };
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/**
 * Archives a run as one object, unless it is already there: the first to finish wins, and every later one gets what
 * the first wrote, so that all of them go on from the same samples.
 */
export async function putRun(
  s3: S3Client,
  bucket: string,
  run: Run,
  archived: ArchivedRun,
): Promise<ArchivedRun> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: samplesKey(run),
        Body: gzipSync('samples' in archived ? printSamples(archived.samples) : ''),
        ContentType: 'application/x-ndjson',
        ContentEncoding: 'gzip',
        IfNoneMatch: '*',
        ...('skipped' in archived && { Metadata: { skipped: archived.skipped } }),
      }),
    );
    return archived;
  } catch (error) {
    if (!isTaken(error)) throw error;
    const first = await getRun(s3, bucket, run);
    if (first === null) throw error;
    return first;
  }
}

/** 412: the object exists. 409: another writer is at it. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.name === 'PreconditionFailed' || error.name === 'ConditionalRequestConflict';
}
