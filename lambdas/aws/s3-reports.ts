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

/** Bytes that parts are gathered in at once. */
const CHUNK = 16 * 1024 * 1024;

/** Gone through once: to print a large fleet's assessment is more work than to have its bytes twice for a moment. */
function bytesOf(parts: Iterable<string>): Uint8Array {
  const full: Uint8Array[] = [];
  let [chunk, at] = [Buffer.alloc(0), 0];
  for (const part of parts) {
    const length = Buffer.byteLength(part);
    if (at + length > chunk.length) {
      full.push(chunk.subarray(0, at));
      [chunk, at] = [Buffer.allocUnsafe(Math.max(CHUNK, length)), 0];
    }
    at += chunk.write(part, at);
  }
  return Buffer.concat([...full, chunk.subarray(0, at)]);
}
