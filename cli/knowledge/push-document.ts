import type { S3Client } from '@aws-sdk/client-s3';
import { getKnowledgeDocument, getLatestKnowledge } from '../../lambdas/aws/s3-knowledge.ts';
import { putIf } from '../../lambdas/aws/s3-objects.ts';
import { knowledgeKey, LATEST_KNOWLEDGE_KEY } from '../../lambdas/domain/records/archive.ts';
import {
  type KnowledgeRefusal,
  printPointer,
  readPointer,
} from '../../lambdas/domain/records/knowledge-use.ts';
import {
  isFutureDated,
  type NamedKnowledge,
  recallKnowledge,
} from '../../lambdas/knowledge/choose-knowledge.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import type { KnowledgeDocument } from './document-files.ts';

/** What `knowledge/latest.json` named before: a document, something that can't be used, or nothing. */
export type Replaced = { sha256: string; checkedOn: string } | { refusal: KnowledgeRefusal } | null;

/** `overtaken`: somebody else pushed at the same time. */
export type Push =
  | { outcome: 'pushed' | 'there-already'; replaced: Replaced }
  | { outcome: 'refused'; refusal: KnowledgeRefusal }
  | { outcome: 'overtaken' };

/**
 * Writes a document into the bucket and names it as the newest, unless a newer one is there. The document comes first:
 * what is named exists. Takes s3:GetObject and s3:PutObject on `knowledge/*`.
 * @throws where S3 refuses, or what names the newest document is there and can't be read
 */
export async function pushDocument(
  { s3, bucket }: { s3: S3Client; bucket: string },
  document: KnowledgeDocument,
  builtIn: NamedKnowledge,
  at: Date,
): Promise<Push> {
  const refusal = refusalOf(document, builtIn, at);
  if (refusal) return { outcome: 'refused', refusal };
  const stored = await getLatestKnowledge(s3, bucket);
  // Without the right to list a bucket, S3 answers 403 for what is not there: then writing says which it was.
  const unseen = stored.latest !== null && 'refusal' in stored.latest ? stored.latest.refusal : null;
  const replaced = replacedBy(stored, builtIn);
  if (replaced !== null && 'checkedOn' in replaced && replaced.checkedOn > document.knowledge.checkedOn) {
    const detail = `checked on ${document.knowledge.checkedOn}, the archive's on ${replaced.checkedOn}`;
    return { outcome: 'refused', refusal: { code: 'older', detail } };
  }
  await putDocument(s3, bucket, document);
  if (replaced !== null && 'sha256' in replaced && replaced.sha256 === document.sha256)
    return { outcome: 'there-already', replaced };
  const etag = stored.latest !== null && 'text' in stored.latest ? stored.latest.etag : undefined;
  const written = await putIf(s3, {
    ...objectOf(bucket, LATEST_KNOWLEDGE_KEY, printPointer(document.sha256)),
    ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
  });
  if (written !== null) return { outcome: 'pushed', replaced: unseen === null ? replaced : null };
  // The answer of a write that succeeded may have been lost, and the SDK then wrote again.
  const { latest } = await getLatestKnowledge(s3, bucket);
  const named = latest !== null && 'text' in latest ? readPointer(latest.text) : null;
  if (named !== null && 'sha256' in named && named.sha256 === document.sha256)
    return { outcome: 'pushed', replaced };
  if (unseen !== null)
    throw new Error(
      `${LATEST_KNOWLEDGE_KEY} is there, and ${refusalText(unseen)}; make it readable, or delete it, and push again`,
    );
  return { outcome: 'overtaken' };
}

/** Why no function would use the document, as far as that is known here. */
function refusalOf(
  { knowledge, sha256 }: KnowledgeDocument,
  builtIn: NamedKnowledge,
  at: Date,
): KnowledgeRefusal | null {
  const detail = `checked on ${knowledge.checkedOn}, the built-in on ${builtIn.used.checkedOn}`;
  if (isFutureDated(knowledge, at)) return { code: 'future-dated', detail };
  if (sha256 === builtIn.used.sha256 || knowledge.checkedOn > builtIn.used.checkedOn) return null;
  return { code: knowledge.checkedOn === builtIn.used.checkedOn ? 'same-day' : 'older', detail };
}

function replacedBy(
  { latest, document }: Awaited<ReturnType<typeof getLatestKnowledge>>,
  builtIn: NamedKnowledge,
): Replaced {
  if (latest === null) return null;
  const pointer = 'refusal' in latest ? latest : readPointer(latest.text);
  if ('refusal' in pointer) return pointer;
  const recalled = recallKnowledge(pointer.sha256, builtIn, document);
  return 'refusal' in recalled ? recalled : { sha256: pointer.sha256, checkedOn: recalled.used.checkedOn };
}

/** One that is there already is looked at, and replaced where its bytes are others. */
async function putDocument(s3: S3Client, bucket: string, { text, sha256 }: KnowledgeDocument): Promise<void> {
  const object = objectOf(bucket, knowledgeKey(sha256), text);
  if ((await putIf(s3, { ...object, IfNoneMatch: '*' })) !== null) return;
  const stored = await getKnowledgeDocument(s3, bucket, sha256);
  if (stored !== null && 'text' in stored && stored.sha256 === sha256) return;
  await putIf(s3, object);
}

const objectOf = (bucket: string, key: string, text: string) => ({
  Bucket: bucket,
  Key: key,
  Body: text,
  ContentType: 'application/json',
});
