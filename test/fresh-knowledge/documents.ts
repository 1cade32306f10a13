import { sha256Of } from '../../lambdas/aws/sha256.ts';
import { knowledgeKey, LATEST_KNOWLEDGE_KEY } from '../../lambdas/domain/records/archive.ts';
import { printPointer } from '../../lambdas/domain/records/knowledge-use.ts';
import type { Knowledge } from '../../lambdas/domain/releases/knowledge.ts';
import { builtInKnowledge } from '../../lambdas/knowledge/built-in.ts';
import { printKnowledge } from '../../lambdas/knowledge/knowledge-document.ts';

export const BUILT_IN = builtInKnowledge(sha256Of);

/** A day on which the built-in knowledge was out of date, and an instant at which a document of that day is used. */
export const LATER = dayAfter(BUILT_IN.used.checkedOn, 14);
export const EARLIER = dayAfter(BUILT_IN.used.checkedOn, -14);
export const AT = new Date(`${dayAfter(LATER, 1)}T00:20:00Z`);

/** The latest release of branch 2.8 that only the later document knows. */
export const LATER_RELEASE = '2.8.999';

/** The built-in knowledge as it might be read on another day, with one release more. */
export function knowledgeOf(checkedOn: string): Knowledge {
  const { branches, advisories, packages } = BUILT_IN.knowledge;
  const release = { version: LATER_RELEASE, date: checkedOn, dateSource: 'made for the tests' };
  return {
    checkedOn,
    advisories,
    packages,
    branches: branches.map((branch) =>
      branch.branch === '2.8' ? { ...branch, releases: [...branch.releases, release] } : branch,
    ) as Knowledge['branches'],
  };
}

/** A document and its hash. */
export function documentOf(checkedOn: string): { text: string; sha256: string } {
  const text = printKnowledge(knowledgeOf(checkedOn));
  return { text, sha256: sha256Of(text) };
}

/** The objects of an archive that has a document, by key. */
export function storedDocument({ text, sha256 }: { text: string; sha256: string }): Record<string, string> {
  return { [knowledgeKey(sha256)]: text, [LATEST_KNOWLEDGE_KEY]: printPointer(sha256) };
}

function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
