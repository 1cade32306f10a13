import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { knowledgeKey, LATEST_KNOWLEDGE_KEY } from '../domain/records/archive.ts';
import {
  type KnowledgeRefusal,
  MAXIMUM_KNOWLEDGE_BYTES,
  MAXIMUM_POINTER_BYTES,
  readPointer,
  type StoredText,
} from '../domain/records/knowledge-use.ts';
import { getObject, OversizedObject } from './s3-objects.ts';
import { sha256Of } from './sha256.ts';

type Stored = StoredText & { etag?: string };

/** `knowledge/latest.json` with its ETag, and the document that it names. */
export async function getLatestKnowledge(
  s3: S3Client,
  bucket: string,
): Promise<{ latest: Stored | null; document: Stored | null }> {
  const latest = await getStored(s3, bucket, LATEST_KNOWLEDGE_KEY, MAXIMUM_POINTER_BYTES);
  if (latest === null || 'refusal' in latest) return { latest, document: null };
  const pointer = readPointer(latest.text);
  return {
    latest,
    document: 'refusal' in pointer ? null : await getKnowledgeDocument(s3, bucket, pointer.sha256),
  };
}

/** The document of a hash. */
export const getKnowledgeDocument = (s3: S3Client, bucket: string, sha256: string): Promise<Stored | null> =>
  getStored(s3, bucket, knowledgeKey(sha256), MAXIMUM_KNOWLEDGE_BYTES);

/** What S3 refuses is a value, since knowledge must keep no scoring from its work; a fault of S3's own throws. */
async function getStored(
  s3: S3Client,
  bucket: string,
  key: string,
  maximumBytes: number,
): Promise<Stored | null> {
  try {
    const read = (bytes: Uint8Array) => ({ text: Buffer.from(bytes).toString(), sha256: sha256Of(bytes) });
    const object = await getObject(s3, bucket, key, read, { maximumBytes });
    return object && { ...object.content, etag: object.etag };
  } catch (error) {
    const refusal = refusalOf(error, key);
    if (refusal === null) throw error;
    return { refusal };
  }
}

function refusalOf(error: unknown, key: string): KnowledgeRefusal | null {
  if (error instanceof OversizedObject) return { code: 'oversized', detail: `${key}: ${error.message}` };
  if (!(error instanceof S3ServiceException)) return null;
  const { httpStatusCode: status = 500 } = error.$metadata;
  if (status >= 500 || status === 429) return null;
  return {
    code: error.name === 'AccessDenied' ? 'access-denied' : 'unreadable',
    detail: `${error.name} for ${key}`,
  };
}
