import { gunzipSync } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { parseSamples, printSamples, type Run, samplesKey } from '../domain/records/archive.ts';
import type { ParseIssue } from '../domain/records/ndjson.ts';
import type { Sample } from '../domain/records/sample.ts';
import { getObject, OversizedObject, putText } from './s3-objects.ts';

/** A run as the archive has it: its samples, or why it asked nobody. */
export type ArchivedRun = { samples: Sample[] } | { skipped: string };

/** Gzipped: a run of 50,000 hosts takes 10 MB, and bins of them as much. */
export const MAXIMUM_BYTES = 32 * 1024 * 1024;
/** Characters of a run: a sample has fewer than 3,000, and gzip makes any number of a few bytes. */
const MAXIMUM_CHARACTERS = 256 * 1024 * 1024;

const unzipRun = (bytes: Uint8Array): string =>
  gunzipSync(bytes, { maxOutputLength: MAXIMUM_CHARACTERS }).toString();

/** The archived run, or `null` where there is none. Throws where the object can't be read as samples. */
export const getRun = (s3: S3Client, bucket: string, run: Run): Promise<ArchivedRun | null> =>
  getRunUnder(s3, bucket, samplesKey(run));

/** The same by its key. */
export async function getRunUnder(s3: S3Client, bucket: string, key: string): Promise<ArchivedRun | null> {
  const file = `s3://${bucket}/${key}`;
  const object = await getObject(s3, bucket, key, unzipRun, { maximumBytes: MAXIMUM_BYTES }).catch(
    (error) => {
      throw objectError(error, file);
    },
  );
  if (object === null) return null;
  if (object.metadata.skipped !== undefined) return { skipped: object.metadata.skipped };
  const { records: samples, issues } = parseSamples(object.content, file);
  refuse(issues);
  return { samples };
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
  const object =
    'samples' in archived
      ? { text: printSamples(archived.samples) }
      : { text: '', metadata: { skipped: archived.skipped } };
  if (await putText(s3, bucket, samplesKey(run), object, { once: true })) return archived;
  const first = await getRun(s3, bucket, run);
  if (first === null) throw new Error(`${samplesKey(run)} is written by another run and can't be read yet`);
  return first;
}

/** The archive has what the auditor did not write: which line of which object. */
export class UnreadableArchive extends Error {
  readonly issue: ParseIssue;

  constructor(issue: ParseIssue) {
    super(`${issue.file}:${issue.line}: ${issue.path}: ${issue.message}`);
    this.issue = issue;
  }
}

/** Throws where the archive has what the auditor did not write. */
export function refuse([first]: readonly ParseIssue[]): void {
  if (first) throw new UnreadableArchive(first);
}

/** Whether zlib says so of what is no gzip. */
export const isGzipError = (error: unknown): error is Error =>
  error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;

/** The error of an object that is no gzip, or too large for a record of the auditor's, as one of the archive; any other as it is. */
export const objectError = (error: unknown, file: string): unknown =>
  isGzipError(error) || error instanceof OversizedObject || isTooLong(error)
    ? new UnreadableArchive({ file, line: 1, path: '', message: error.message })
    : error;

/** Whether zlib says so of what would unzip to more than it may. */
const isTooLong = (error: unknown): error is Error =>
  error instanceof RangeError && (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
