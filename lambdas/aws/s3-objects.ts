import type { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

export interface GzippedText {
  text: string;
  metadata: Readonly<Record<string, string>>;
}

/** What S3 says of an object beside its bytes. */
export interface ObjectState {
  etag: string;
  metadata: Readonly<Record<string, string>>;
}

/** The SDK tries again until the headers came; a body that breaks off, or fails its checksum, comes after them. */
const BODY_ATTEMPTS = 3;

/** A gzipped object, or `null` where there is none. */
export async function getText(s3: S3Client, bucket: string, key: string): Promise<GzippedText | null> {
  const object = await getObject(s3, bucket, key, (bytes) => gunzipSync(bytes).toString());
  return object && { text: object.content, metadata: object.metadata };
}

/**
 * What was read of a bucket that can't be listed: S3 answers 403 there for an object that is missing, as for one that is
 * forbidden. A write on the condition that it is missing tells which of the two it is.
 */
export async function nullIfDenied<T>(reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'AccessDenied') return null;
    throw error;
  }
}

/** An object has more bytes than it may have; the message says how many. */
export class OversizedObject extends Error {}

/** What is wrong with an object itself, whoever wrote it; `null` for any other error. */
export function problemOfObject(error: unknown): string | null {
  if (error instanceof OversizedObject) return error.message;
  // InvalidRequest: whoever wrote it encrypted it with a key of their own (SSE-C).
  const isOfObject =
    error instanceof S3ServiceException &&
    /^(AccessDenied|InvalidObjectState|InvalidRequest|KMS\.)/.test(error.name);
  return isOfObject ? error.name : null;
}

/**
 * An object as `read` makes it of its bytes, or `null` where there is none. Where the bytes can't be read, they are
 * fetched again: they may have broken on their way.
 * @param range the bytes that are fetched, all without it: `bytes=0-499`
 * @throws OversizedObject, before its bytes are fetched, for one of more than `maximumBytes`
 */
export async function getObject<T>(
  s3: S3Client,
  bucket: string,
  key: string,
  read: (bytes: Uint8Array) => T | Promise<T>,
  { maximumBytes = Infinity, range }: { maximumBytes?: number; range?: string } = {},
): Promise<({ content: T } & ObjectState) | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
      if ((object.ContentLength ?? 0) > maximumBytes) {
        (object.Body as Readable | undefined)?.destroy();
        throw new OversizedObject(`${object.ContentLength} bytes, ${maximumBytes} at most are read`);
      }
      const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
      return { content: await read(bytes), etag: object.ETag ?? '', metadata: object.Metadata ?? {} };
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      const isFinal = error instanceof S3ServiceException || error instanceof OversizedObject;
      if (isFinal || attempt === BODY_ATTEMPTS) throw error;
    }
  }
}

/** On what condition an object is written. */
interface WriteCondition {
  /** Leaves an object that is already there as it is. */
  once?: boolean;
  /** The ETag of the object that is overwritten; another one is left as it is. */
  ifMatch?: string;
}

/**
 * Writes a text gzipped.
 * @returns whether the object is the one given
 */
export const putText = (
  s3: S3Client,
  bucket: string,
  key: string,
  { text, metadata }: Pick<GzippedText, 'text'> & Partial<GzippedText>,
  condition?: WriteCondition,
): Promise<boolean> => putGzip(s3, bucket, key, { zipped: gzipSync(text), metadata }, condition);

/** The same of a text that is gzipped already. */
export async function putGzip(
  s3: S3Client,
  bucket: string,
  key: string,
  { zipped, metadata }: { zipped: Uint8Array; metadata?: GzippedText['metadata'] | undefined },
  { once = false, ifMatch }: WriteCondition = {},
): Promise<boolean> {
  const etag = await putIf(s3, {
    Bucket: bucket,
    Key: key,
    Body: zipped,
    ContentType: key.includes('.ndjson') ? 'application/x-ndjson' : 'application/json',
    ContentEncoding: 'gzip',
    ...(metadata && { Metadata: { ...metadata } }),
    ...(once && { IfNoneMatch: '*' }),
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
  });
  return etag !== null;
}

/** S3 answers 409 while another write of the same object is under way; whether the condition holds is then still open. */
const CONFLICTS = 3;

/**
 * Writes an object on its condition (`IfMatch`, `IfNoneMatch`), if it has one.
 * @returns its ETag, or `null` where the condition doesn't hold
 */
export async function putIf(s3: S3Client, input: PutObjectCommandInput): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { ETag = '' } = await s3.send(new PutObjectCommand(input));
      return ETag;
    } catch (error) {
      if (!(error instanceof S3ServiceException)) throw error;
      if (error.name === 'PreconditionFailed') return null;
      if (error.name !== 'ConditionalRequestConflict' || attempt === CONFLICTS) throw error;
    }
  }
}

/** Keys below a prefix in their order, with the instant of their last change; `after` leaves out the first ones. */
export async function listKeys(
  s3: S3Client,
  bucket: string,
  prefix: string,
  { after }: { after?: string } = {},
): Promise<Map<string, Date>> {
  const keys = new Map<string, Date>();
  const input = { Bucket: bucket, Prefix: prefix, ...(after !== undefined && { StartAfter: after }) };
  for await (const page of paginateListObjectsV2({ client: s3 }, input)) {
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key !== undefined && LastModified !== undefined) keys.set(Key, LastModified);
    }
  }
  return keys;
}
