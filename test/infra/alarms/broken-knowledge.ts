import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LATEST_KNOWLEDGE_KEY } from '../../../lambdas/domain/records/archive.ts';
import { BUCKET } from '../local/aws/fleet.ts';

/** `knowledge/latest.json` that names no document; mended, it is gone. */
export async function breakKnowledge(s3: S3Client, isBroken: boolean): Promise<void> {
  const place = { Bucket: BUCKET, Key: LATEST_KNOWLEDGE_KEY };
  await (isBroken
    ? s3.send(new PutObjectCommand({ ...place, Body: '{' }))
    : s3.send(new DeleteObjectCommand(place)));
}
