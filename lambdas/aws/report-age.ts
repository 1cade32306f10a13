import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { placeFolder } from '../domain/records/archive.ts';
import type { Archive } from './s3-history.ts';
import { listKeys } from './s3-objects.ts';

/**
 * When the newest report was handed to SES, by the deliveries that send-report notes in the archive; before there is
 * one, when the first assessment was archived. `null` in an empty archive.
 */
export async function lastReportedAt(archive: Archive): Promise<Date | null> {
  const { s3, bucket } = archive;
  const folder = placeFolder(archive);
  const reports = await listKeys(s3, bucket, `reports/${folder}`);
  const newestFirst = [...reports.keys()]
    .filter((key) => key.endsWith('/delivery.json'))
    .sort()
    .reverse();
  for (const key of newestFirst) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const delivery = JSON.parse((await Body?.transformToString()) ?? '') as { state: string; at: string };
    if (delivery.state === 'sent') return new Date(delivery.at);
  }
  // Keys are listed in their order: the oldest date first.
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: `assessments/${folder}`, MaxKeys: 1 }),
  );
  return Contents[0]?.LastModified ?? null;
}
