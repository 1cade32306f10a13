import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { MINUTE } from '../domain/records/time.ts';
import type { Archive } from './s3-history.ts';
import { putIf } from './s3-objects.ts';

/** How long a run that says it sends may be at it: Lambda ends a function after 15 minutes. */
const LONGEST_RUN = 15 * MINUTE;

/** How far a delivery has come, as the archive knows it. */
type Delivery =
  | { state: 'sending'; since: string; token: string }
  | { state: 'failed'; at: string }
  | { state: 'sent'; at: string; messageId: string };

/** What a delivery takes of time and chance. */
export interface Attempt {
  now: () => Date;
  /** A text that no other attempt has, a retry of the same event included. */
  newToken: () => string;
}

/**
 * Sends something once, however often and however many at once try: the object of the key is written on condition that
 * nobody else wrote it since it was read. A delivery that failed may be tried again, and so may one whose run ended
 * without a word; only that can lead to a second message, if the first had been taken.
 *
 * @param send its message id, once it was taken
 * @returns `sent` now, `already-sent`, or `elsewhere` where another run is at it
 */
export async function deliverOnce(
  archive: Archive,
  key: string,
  { now, newToken }: Attempt,
  send: () => Promise<string>,
): Promise<'sent' | 'already-sent' | 'elsewhere'> {
  const previous = await readDelivery(archive, key);
  if (previous?.delivery.state === 'sent') return 'already-sent';
  if (
    previous?.delivery.state === 'sending' &&
    now().getTime() - Date.parse(previous.delivery.since) < LONGEST_RUN
  ) {
    return 'elsewhere';
  }
  const etag = await claim(archive, key, { now, newToken }, previous?.etag ?? null);
  if (etag === null) return 'elsewhere';
  let messageId: string;
  try {
    messageId = await send();
  } catch (error) {
    await write(archive, key, { state: 'failed', at: now().toISOString() }, etag);
    throw error;
  }
  await write(archive, key, { state: 'sent', at: now().toISOString(), messageId }, etag);
  return 'sent';
}

/** Whether what the key stands for has been sent. */
export async function isDelivered(archive: Archive, key: string): Promise<boolean> {
  const stored = await readDelivery(archive, key);
  return stored?.delivery.state === 'sent';
}

/**
 * @returns the claim's ETag, or `null` where another run has it. S3 answers the SDK's second try of a write whose first
 * answer was lost as if somebody else had written: the token says who did.
 */
async function claim(
  archive: Archive,
  key: string,
  { now, newToken }: Attempt,
  previousEtag: string | null,
): Promise<string | null> {
  const token = newToken();
  const written = await write(
    archive,
    key,
    { state: 'sending', since: now().toISOString(), token },
    previousEtag,
  );
  if (written !== null) return written;
  const stored = await readDelivery(archive, key);
  return stored?.delivery.state === 'sending' && stored.delivery.token === token ? stored.etag : null;
}

async function readDelivery(
  { s3, bucket }: Archive,
  key: string,
): Promise<{ delivery: Delivery; etag: string } | null> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { delivery: JSON.parse((await Body?.transformToString()) ?? ''), etag: ETag };
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/** @returns the new ETag, or `null` where it was written since */
async function write(
  archive: Archive,
  key: string,
  delivery: Delivery,
  etag: string | null,
): Promise<string | null> {
  return putIf(archive.s3, {
    Bucket: archive.bucket,
    Key: key,
    Body: JSON.stringify(delivery),
    ContentType: 'application/json',
    ...(etag === null ? { IfNoneMatch: '*' } : { IfMatch: etag }),
  });
}
