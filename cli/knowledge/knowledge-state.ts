import {
  type KnowledgeRefusal,
  readPointer,
  type UsedKnowledge,
} from '../../lambdas/domain/records/knowledge-use.ts';
import { isStale, knowledgeAgeDays } from '../../lambdas/domain/releases/knowledge.ts';
import {
  type ArchivedKnowledge,
  chooseKnowledge,
  type NamedKnowledge,
  recallKnowledge,
} from '../../lambdas/knowledge/choose-knowledge.ts';

/** How much some knowledge has, and how old it is. */
export interface KnowledgeFigures extends UsedKnowledge {
  ageDays: number;
  isStale: boolean;
  branches: number;
  releases: number;
  advisories: number;
}

/** What `auditor knowledge show --json` prints. */
export interface KnowledgeState {
  schema: 1;
  /** What a function of this version uses. */
  used: KnowledgeFigures;
  builtIn: KnowledgeFigures;
  /** What the bucket names as the newest; `null` where it names none that can be read, or was not asked. */
  archive: KnowledgeFigures | null;
  isArchiveAsked: boolean;
  /** Why the bucket's is not used, where it has any that can't be. */
  refusal: KnowledgeRefusal | null;
  /** Than what the bucket names, if that can be read; `null` where the bucket was not asked. */
  isBuiltInNewer: boolean | null;
}

/** Which knowledge is in force, as a function of this version sees the bucket; `null` where it was not asked. */
export function knowledgeState(
  builtIn: NamedKnowledge,
  archived: ArchivedKnowledge | null,
  at: Date,
): { chosen: NamedKnowledge; state: KnowledgeState } {
  const { refusal, ...chosen } = chooseKnowledge(builtIn, archived ?? { latest: null, document: null }, at);
  const named = namedIn(archived, builtIn);
  const state: KnowledgeState = {
    schema: 1,
    used: figures(chosen, at),
    builtIn: figures(builtIn, at),
    archive: named && figures(named, at),
    isArchiveAsked: archived !== null,
    refusal,
    isBuiltInNewer: archived && (named === null || named.used.checkedOn < builtIn.used.checkedOn),
  };
  return { chosen, state };
}

function namedIn(archived: ArchivedKnowledge | null, builtIn: NamedKnowledge): NamedKnowledge | null {
  if (archived === null || archived.latest === null || 'refusal' in archived.latest) return null;
  const pointer = readPointer(archived.latest.text);
  if ('refusal' in pointer) return null;
  const named = recallKnowledge(pointer.sha256, builtIn, archived.document);
  return 'refusal' in named ? null : { ...named, used: { ...named.used, source: 'archive' } };
}

function figures({ knowledge, used }: NamedKnowledge, at: Date): KnowledgeFigures {
  const { branches, advisories } = knowledge;
  return {
    ...used,
    ageDays: Math.max(0, knowledgeAgeDays(knowledge, at)),
    isStale: isStale(knowledge, at),
    branches: branches.length,
    releases: branches.reduce((sum, { releases }) => sum + releases.length, 0),
    advisories: advisories.length,
  };
}
