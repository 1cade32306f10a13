import * as z from 'zod';

/** A SHA-256 as the archive names documents by it. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

/** The largest knowledge document that is read; what is built in has half a megabyte. */
export const MAXIMUM_KNOWLEDGE_BYTES = 4 * 1024 * 1024;

/** The largest `knowledge/latest.json` that is read. */
export const MAXIMUM_POINTER_BYTES = 4096;

/** Which knowledge an assessment rests on. */
export const UsedKnowledge = z
  .object({
    sha256: Sha256.describe("Of the document's bytes; the archive may have it as knowledge/<sha256>.json."),
    checkedOn: z.string().describe('The day on which its sources were last read.'),
    source: z
      .enum(['built-in', 'archive', 'file'])
      .describe('`built-in` comes with the auditor; `file` was named on the command line.'),
  })
  .meta({ id: 'UsedKnowledge' });
export type UsedKnowledge = z.infer<typeof UsedKnowledge>;

/** Why a knowledge document of the archive is not used. */
export const KNOWLEDGE_REFUSALS = [
  'access-denied',
  'unreadable',
  'bad-pointer',
  'missing',
  'oversized',
  'wrong-hash',
  'not-json',
  'unknown-schema',
  'invalid',
  'future-dated',
  'older',
  'same-day',
] as const;

/** A refusal; `detail` has figures, names or a place in the document, and may quote what is stored there. */
export interface KnowledgeRefusal {
  code: (typeof KNOWLEDGE_REFUSALS)[number];
  detail: string;
}

/** An object of the archive below `knowledge/`: its text and the hash of its bytes, why it can't be had, or nothing. */
export type StoredText = { text: string; sha256: string } | { refusal: KnowledgeRefusal } | null;

const KnowledgePointer = z.object({ schema: z.literal(1), sha256: Sha256 });

/** What `knowledge/latest.json` holds. */
export const printPointer = (sha256: string): string => `${JSON.stringify({ schema: 1, sha256 })}\n`;

/** The document that `knowledge/latest.json` names. */
export function readPointer(text: string): { sha256: string } | { refusal: KnowledgeRefusal } {
  const refused = (detail: string) => ({ refusal: { code: 'bad-pointer' as const, detail } });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('not JSON');
  }
  const parsed = KnowledgePointer.safeParse(json);
  const [issue] = parsed.error?.issues ?? [];
  return parsed.success
    ? { sha256: parsed.data.sha256 }
    : refused(`${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
}
