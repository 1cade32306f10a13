import type { NamedKnowledge } from './choose-knowledge.ts';
import { knowledge } from './index.ts';
import { printKnowledge } from './knowledge-document.ts';

/** What comes with the auditor, named as it would be in an archive. */
export function builtInKnowledge(sha256Of: (text: string) => string): NamedKnowledge {
  const sha256 = sha256Of(printKnowledge(knowledge));
  return { knowledge, used: { sha256, checkedOn: knowledge.checkedOn, source: 'built-in' } };
}
