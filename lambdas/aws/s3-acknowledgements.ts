import type { S3Client } from '@aws-sdk/client-s3';
import {
  type ArchivedAcknowledgements,
  readAcknowledgements,
  type StoredAcknowledgement,
} from '../domain/assess/archived-acknowledgements.ts';
import { acknowledgementKey, acknowledgementsFolder, withdrawalKey } from '../domain/records/archive.ts';
import {
  type ArchivedAcknowledgement,
  MAXIMUM_ACKNOWLEDGEMENT_BYTES,
  type Withdrawal,
} from '../domain/records/archived-acknowledgement.ts';
import { printJson } from '../domain/records/ndjson.ts';
import { acknowledgementId } from './acknowledgement-id.ts';
import { inTurn } from './in-turn.ts';
import type { Archive } from './s3-history.ts';
import { getObject, listKeys, problemOfObject, putIf } from './s3-objects.ts';
import { sha256Of } from './sha256.ts';

/** Objects that a scoring reads at most, the newest; a withdrawal is newer than what it withdraws. */
const MAXIMUM_READ = 2000;
/** Objects read at once. */
const TOGETHER = 20;

/**
 * The acknowledgements of a place, and what below its folder is none. An object that can't be had is named; a fault
 * of S3's own, and a list that it refuses, throw.
 */
export async function getAcknowledgements(archive: Archive): Promise<ArchivedAcknowledgements> {
  const { s3, bucket } = archive;
  const folder = acknowledgementsFolder(archive);
  const changes = await listKeys(s3, bucket, folder);
  const newestFirst = [...changes].sort(([, a], [, b]) => b.getTime() - a.getTime()).map(([key]) => key);
  const keys = newestFirst.slice(0, MAXIMUM_READ);
  const stored = await inTurn(keys, TOGETHER, (key) => getStored(s3, bucket, key));
  const { kept, issues } = readAcknowledgements(stored.filter((object) => object !== null));
  const left = newestFirst.length - keys.length;
  const message = `${left} older objects are not read, ${MAXIMUM_READ} at most are`;
  const unread = { file: `s3://${bucket}/${folder}`, line: 1, path: '', message };
  return { kept, issues: left > 0 ? [...issues, unread] : issues };
}

/** `null` where it is gone since it was listed. */
async function getStored(s3: S3Client, bucket: string, key: string): Promise<StoredAcknowledgement | null> {
  const file = `s3://${bucket}/${key}`;
  try {
    const read = (bytes: Uint8Array) => ({ text: Buffer.from(bytes).toString(), sha256: sha256Of(bytes) });
    const object = await getObject(s3, bucket, key, read, { maximumBytes: MAXIMUM_ACKNOWLEDGEMENT_BYTES });
    return object && { file, content: object.content };
  } catch (error) {
    // A fault of S3's own may pass, and its acknowledgements must not be missed for it.
    const problem = problemOfObject(error);
    if (problem === null) throw error;
    return { file, content: { problem } };
  }
}

/** The bytes of an object and the id that they give it. */
export function printAcknowledgement(entry: ArchivedAcknowledgement): { id: string; text: string } {
  const text = `${printJson(entry, 2)}\n`;
  return { id: acknowledgementId(text), text };
}

/** Archives an acknowledgement; one that is there already is the same. */
export async function putAcknowledgement(archive: Archive, entry: ArchivedAcknowledgement): Promise<string> {
  const { id, text } = printAcknowledgement(entry);
  await putOnce(archive, acknowledgementKey(archive, id), text);
  return id;
}

/** Archives a withdrawal. @returns whether it is the first of its acknowledgement, which counts */
export const putWithdrawal = (archive: Archive, withdrawal: Withdrawal): Promise<boolean> =>
  putOnce(archive, withdrawalKey(archive, withdrawal.id), `${printJson(withdrawal, 2)}\n`);

const putOnce = async ({ s3, bucket }: Archive, key: string, text: string): Promise<boolean> =>
  (await putIf(s3, {
    Bucket: bucket,
    Key: key,
    Body: text,
    ContentType: 'application/json',
    IfNoneMatch: '*',
  })) !== null;
