import { reportKey } from '../domain/records/archive.ts';
import type { Archive } from './s3-history.ts';
import { putIf } from './s3-objects.ts';

/** Where the archive notes how far the delivery of a week's report has come. */
export const reportDeliveryKey = (archive: Archive, week: string): string =>
  reportKey(archive, week, 'delivery.json');

/** The same of the event that tells chats where it lies, beside the mail. */
export const reportAnnouncementKey = (archive: Archive, week: string): string =>
  reportKey(archive, week, 'announcement.json');

/** Writes a report's files, plain, so that the console opens them. Written again, they are replaced. */
export async function putReportFiles(
  archive: Archive,
  week: string,
  files: readonly { name: string; contentType: string; parts: Iterable<string> }[],
): Promise<void> {
  for (const { name, contentType, parts } of files) {
    await putIf(archive.s3, {
      Bucket: archive.bucket,
      Key: reportKey(archive, week, name),
      Body: bytesOf(parts),
      ContentType: contentType,
    });
  }
}

/** Gone through once: to print a large fleet's assessment is more work than to have its bytes twice for a moment. */
const bytesOf = (parts: Iterable<string>): Uint8Array =>
  Buffer.concat(Array.from(parts, (part) => Buffer.from(part)));
