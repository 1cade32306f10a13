import type { S3Client } from '@aws-sdk/client-s3';
import { type Place, trialKey } from '../domain/records/archive.ts';
import { parseJson, printJson } from '../domain/records/ndjson.ts';
import { ProbeTrial } from '../domain/records/probe-trial.ts';
import { getText, putText } from './s3-objects.ts';

/**
 * What a document came to in its trial, or `null` before it had one. So is one that can't be read, such as a newer
 * release's: all hosts then go on with the document before, and audits take place.
 */
export async function getTrial(
  s3: S3Client,
  bucket: string,
  place: Place,
  documentName: string,
): Promise<ProbeTrial | null> {
  const object = await getText(s3, bucket, trialKey(place, documentName));
  return ProbeTrial.safeParse(parseJson(object?.text ?? '')).data ?? null;
}

/** Keeps a trial, unless the document has had one. */
export async function putTrial(s3: S3Client, bucket: string, place: Place, trial: ProbeTrial): Promise<void> {
  const key = trialKey(place, trial.documentName);
  await putText(s3, bucket, key, { text: printJson(trial) }, { once: true });
}
