import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { putIf } from '../../lambdas/aws/s3-objects.ts';
import { filesOf } from '../archive/archive-files.ts';

/** Objects that are sent at once. */
const TOGETHER = 8;

/**
 * Puts the samples of an import into the archive's bucket, under the keys that they have in the folder. What is there under
 * other keys stays as it is.
 * @returns how many objects were written
 */
export async function uploadImport(
  { s3, bucket }: { s3: S3Client; bucket: string },
  folder: string,
  importId: string,
): Promise<number> {
  const files = (filesOf(folder) ?? []).filter((file) => file.endsWith(`.import-${importId}.ndjson.gz`));
  const pending = [...files];
  const sendNext = async () => {
    for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
      await putIf(s3, {
        Bucket: bucket,
        Key: relative(folder, file).replaceAll(sep, '/'),
        Body: readFileSync(file),
        ContentType: 'application/x-ndjson',
        ContentEncoding: 'gzip',
      });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, sendNext));
  return files.length;
}
