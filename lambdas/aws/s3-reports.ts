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
