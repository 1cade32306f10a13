import {
  type KnowledgeRefusal,
  readPointer,
  type StoredText,
  type UsedKnowledge,
} from '../domain/records/knowledge-use.ts';
import { HOUR } from '../domain/records/time.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import { readKnowledge } from './knowledge-document.ts';

/** Some knowledge, and which one it is. */
export interface NamedKnowledge {
  knowledge: Knowledge;
  used: UsedKnowledge;
}

/** What an archive has of knowledge: `knowledge/latest.json`, and the document that it names. */
export interface ArchivedKnowledge {
  latest: StoredText;
  document: StoredText;
}

/** Where the day begins first, a person may have read the sources on a date that UTC doesn't have yet. */
const EARLIEST_ZONE = 14 * HOUR;

/**
 * The knowledge to use at an instant: the archive's document where it is newer than what is built in, and sound. Else
 * what is built in, with the reason where the archive has a document that can't be used.
 */
export function chooseKnowledge(
  builtIn: NamedKnowledge,
  { latest, document }: ArchivedKnowledge,
  at: Date,
): NamedKnowledge & { refusal: KnowledgeRefusal | null } {
  if (latest === null) return { ...builtIn, refusal: null };
  const pointer = 'refusal' in latest ? latest : readPointer(latest.text);
  if ('refusal' in pointer) return { ...builtIn, ...pointer };
  if (pointer.sha256 === builtIn.used.sha256) return { ...builtIn, refusal: null };
  const archived = recallKnowledge(pointer.sha256, builtIn, document);
  if ('refusal' in archived) return { ...builtIn, ...archived };
  const code = untimely(archived.knowledge, builtIn.knowledge, at);
  if (code === null) return { ...archived, refusal: null };
  const detail = `checked on ${archived.used.checkedOn}, the built-in on ${builtIn.used.checkedOn}`;
  return { ...builtIn, refusal: { code, detail } };
}

/** The knowledge of a hash, such as an assessment names: what is built in, or the archive's document. */
export function recallKnowledge(
  sha256: string,
  builtIn: NamedKnowledge,
  document: StoredText,
): NamedKnowledge | { refusal: KnowledgeRefusal } {
  if (sha256 === builtIn.used.sha256) return builtIn;
  if (document === null) return { refusal: { code: 'missing', detail: sha256 } };
  if ('refusal' in document) return document;
  if (document.sha256 !== sha256)
    return { refusal: { code: 'wrong-hash', detail: `${document.sha256} under the name of ${sha256}` } };
  const read = readKnowledge(document.text);
  if ('refusal' in read) return read;
  const { knowledge } = read;
  return { knowledge, used: { sha256, checkedOn: knowledge.checkedOn, source: 'archive' } };
}

/** Whether a document is dated later than it can be. */
export const isFutureDated = ({ checkedOn }: Pick<Knowledge, 'checkedOn'>, at: Date): boolean =>
  Date.parse(checkedOn) > at.getTime() + EARLIEST_ZONE;

function untimely(archived: Knowledge, builtIn: Knowledge, at: Date): KnowledgeRefusal['code'] | null {
  if (isFutureDated(archived, at)) return 'future-dated';
  if (archived.checkedOn > builtIn.checkedOn) return null;
  return archived.checkedOn === builtIn.checkedOn ? 'same-day' : 'older';
}
