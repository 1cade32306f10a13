import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { reportKey } from '../domain/records/archive.ts';
import { MINUTE } from '../domain/records/time.ts';
import type { Archive } from './s3-history.ts';
import { putIf } from './s3-objects.ts';

/** How long a run that says it sends may be at it: Lambda ends a function after 15 minutes. */
const LONGEST_RUN = 15 * MINUTE;

/** How far the delivery of a week's report has come, as the archive knows it. */
type Delivery =
  | { state: 'sending'; since: string }
  | { state: 'failed'; at: string }
  | { state: 'sent'; at: string; messageId: string };

/** Writes a report's files, plain, so that the console opens them. Written again, they are replaced. */
export async function putReportFiles(
  archive: Archive,
  week: string,
  files: readonly { name: string; contentType: string; text: string }[],
): Promise<void> {
  for (const { name, contentType, text } of files) {
    await putIf(archive.s3, {
      Bucket: archive.bucket,
      Key: reportKey(archive, week, name),
      Body: text,
      ContentType: contentType,
    });
  }
}

/** Where the console shows an object to whoever may read it. */
export function consoleUrl({ bucket, region }: Archive, key: string): string {
  const [name] = Object.entries(CONSOLES).find(([, prefix]) => region.startsWith(prefix)) ?? [];
  const host = name ?? `${region}.console.aws.amazon.com`;
  return `https://${host}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}

/** The partitions that have consoles of their own, by the beginning of their regions. */
const CONSOLES = { 'console.amazonaws.cn': 'cn-', 'console.amazonaws-us-gov.com': 'us-gov-' } as const;

/**
 * Sends a week's report once, however often and however many at once try: `delivery.json` is written on condition that
 * nobody else wrote it since it was read. A delivery that failed may be tried again, and so may one whose run ended
 * without a word; only that can lead to a second e-mail, if SES had taken the first.
 *
 * @returns `sent` now, `already-sent`, or `elsewhere` where another run is at it
 */
export async function deliverOnce(
  archive: Archive,
  week: string,
  now: () => Date,
  send: () => Promise<string>,
): Promise<'sent' | 'already-sent' | 'elsewhere'> {
  const key = reportKey(archive, week, 'delivery.json');
  const previous = await readDelivery(archive, key);
  if (previous?.delivery.state === 'sent') return 'already-sent';
  if (
    previous?.delivery.state === 'sending' &&
    now().getTime() - Date.parse(previous.delivery.since) < LONGEST_RUN
  ) {
    return 'elsewhere';
  }
  const claim = await write(
    archive,
    key,
    { state: 'sending', since: now().toISOString() },
    previous?.etag ?? null,
  );
  if (claim === null) return 'elsewhere';
  let messageId: string;
  try {
    messageId = await send();
  } catch (error) {
    await write(archive, key, { state: 'failed', at: now().toISOString() }, claim);
    throw error;
  }
  await write(archive, key, { state: 'sent', at: now().toISOString(), messageId }, claim);
  return 'sent';
}

/** Whether a week's report has been handed to SES. */
export async function isReportSent(archive: Archive, week: string): Promise<boolean> {
  const stored = await readDelivery(archive, reportKey(archive, week, 'delivery.json'));
  return stored?.delivery.state === 'sent';
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

/** @returns the new ETag, or `null` where somebody else has written since */
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
