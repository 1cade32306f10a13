import { createHash } from 'node:crypto';
import type { RequestHeaders } from './embedded-api.ts';
import { noSuchKey, preconditionFailed, writeConflict } from './s3-refusals.ts';

export interface StoredObject {
  readonly body: Uint8Array;
  /** MD5 in quotes, as for a single-part upload. */
  readonly etag: string;
  readonly lastModifiedAt: Date;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
  readonly cacheControl: string | undefined;
  /** `x-amz-meta-*`, without that prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Bucket {
  readonly objects: Map<string, StoredObject>;
  /** Arrival of the request that deleted a key last. */
  readonly deletions: Map<string, number>;
}

export const emptyBucket = (): Bucket => ({ objects: new Map(), deletions: new Map() });

export const etagOf = (body: Uint8Array): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** The write conditions of PutObject, checked in one step with the write itself: of two racing writers one wins. */
export function checkWrite(bucket: Bucket, key: string, headers: RequestHeaders, arrival: number): void {
  const ifNoneMatch = headers.get('if-none-match');
  const ifMatch = headers.get('if-match');
  if (ifNoneMatch === null && ifMatch === null) return;
  const current = bucket.objects.get(key);
  if (ifNoneMatch !== null && current) throw preconditionFailed('If-None-Match');
  // S3: a delete that succeeds while a conditional write is under way makes that write a conflict.
  if ((bucket.deletions.get(key) ?? 0) > arrival) throw writeConflict(key);
  if (ifMatch !== null && !current) throw noSuchKey(key);
  if (ifMatch !== null && current && unquoted(ifMatch) !== unquoted(current.etag)) {
    throw preconditionFailed('If-Match');
  }
}

export const unquoted = (etag: string): string => etag.replaceAll('"', '');
