import type { KnowledgeRefusal } from '../domain/records/knowledge-use.ts';

/** Why the archive's knowledge is not used, in a sentence; the detail stands behind it. */
const WORDS: Record<KnowledgeRefusal['code'], string> = {
  'access-denied': 'knowledge/ of the archive must not be read',
  unreadable: 'knowledge/ of the archive can not be read',
  'bad-pointer': 'knowledge/latest.json names no document',
  missing: 'the document is not in knowledge/',
  oversized: 'the document is too large',
  'wrong-hash': 'the document does not have the hash that it is named by',
  'not-json': 'the document is not JSON',
  'unknown-schema': 'the document is of a schema that this version does not read',
  invalid: 'the document is not valid',
  'future-dated': 'the document is of a day that had not begun yet',
  older: 'the document is older than the built-in one',
  'same-day': 'the document differs from the built-in one and is not newer',
};

/** The reason with its detail, which may quote the archive: whoever prints it makes it printable. */
export const refusalText = ({ code, detail }: KnowledgeRefusal): string =>
  detail === '' ? WORDS[code] : `${WORDS[code]}: ${detail}`;
