import { existsSync, statSync } from 'node:fs';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import { MAXIMUM_KNOWLEDGE_BYTES } from '../../lambdas/domain/records/knowledge-use.ts';
import { parseJson } from '../../lambdas/domain/records/ndjson.ts';
import { AdvisoryList } from '../../lambdas/domain/releases/advisory.ts';
import type { Knowledge } from '../../lambdas/domain/releases/knowledge.ts';
import { ReleaseList } from '../../lambdas/domain/releases/release.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { joinLists } from '../../lambdas/knowledge/join-lists.ts';
import { printKnowledge, readKnowledge } from '../../lambdas/knowledge/knowledge-document.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import { storedFile } from '../archive/stored-file.ts';

/** A document as the bucket holds it. */
export interface KnowledgeDocument {
  knowledge: Knowledge;
  text: string;
  sha256: string;
}

/** The document of some knowledge. */
export function documentOf(knowledge: Knowledge): KnowledgeDocument {
  const text = printKnowledge(knowledge);
  return { knowledge, text, sha256: sha256Of(text) };
}

/**
 * The document that files have: one that is a document, or two that are the list of releases and that of advisories, in
 * any order. However it is laid out, its bytes are those of the one form.
 */
export function readDocumentFiles(files: readonly string[]): KnowledgeDocument | { problem: string } {
  const contents = files.map((file) => ({ file, ...contentOf(file) }));
  for (const content of contents)
    if ('problem' in content) return { problem: `${content.file}: ${content.problem}` };
  const texts = contents.flatMap((content) =>
    'text' in content ? [{ ...content, json: parseJson(content.text) }] : [],
  );
  const [first, second, third] = texts;
  if (first === undefined || third !== undefined) return { problem: 'expected one document or two lists' };
  if (second === undefined) return checked(first.text, first.file);
  const lists = texts.map(({ json, file }) => ({
    file,
    releases: ReleaseList.safeParse(json),
    advisories: AdvisoryList.safeParse(json),
  }));
  const releases = lists.find((list) => list.releases.success)?.releases.data;
  const advisories = lists.find((list) => list.advisories.success)?.advisories.data;
  if (releases && advisories)
    return checked(printKnowledge(joinLists(releases, advisories, knowledge)), files.join(' and '));
  const missing = releases ? 'a list of advisories' : 'a list of releases';
  return { problem: `${files.join(' and ')}: neither is ${missing} of this version` };
}

function contentOf(file: string): { text: string } | { problem: string } {
  if (!existsSync(file) || statSync(file).isDirectory()) return { problem: 'no such file' };
  const stored = storedFile(file, MAXIMUM_KNOWLEDGE_BYTES);
  return 'refusal' in stored ? { problem: refusalText(stored.refusal) } : stored;
}

function checked(text: string, file: string): KnowledgeDocument | { problem: string } {
  const read = readKnowledge(text);
  return 'refusal' in read
    ? { problem: `${file}: ${refusalText(read.refusal)}` }
    : documentOf(read.knowledge);
}
