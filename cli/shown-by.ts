import { SHOWN_KINDS, type ShownKind } from '../lambdas/domain/releases/explanation.ts';
import { isNeed, NEEDS, type Need } from '../lambdas/domain/releases/need.ts';
import { quoted } from './text/terminal.ts';

/** What a person says that a host shows, and has. */
export interface ShownBy {
  kinds: readonly ShownKind[];
  /** `null` where it is not said. */
  features: readonly Need[] | null;
}

/** Reads what `--shows` and `--with` were given; an error names each unknown word and lists the known ones. */
export function readShownBy(
  shows: string | undefined,
  features: string | undefined,
): ShownBy | { error: string } | null {
  if (shows === undefined)
    return features === undefined
      ? null
      : { error: 'error: --with says what a host has that --shows something' };
  const [kinds, needs] = [wordsOf(shows), features === undefined ? null : wordsOf(features)];
  const wrongKinds = kinds.filter((kind) => !isShownKind(kind));
  const wrongNeeds = needs?.filter((need) => !isNeed(need)) ?? [];
  if (wrongKinds.length > 0) return { error: unknown('kind', wrongKinds, SHOWN_KINDS) };
  if (wrongNeeds.length > 0) return { error: unknown('feature', wrongNeeds, NEEDS) };
  return { kinds: kinds.filter(isShownKind), features: needs?.filter(isNeed) ?? null };
}

const wordsOf = (list: string): string[] => [...new Set(list.split(',').map((word) => word.trim()))];

const isShownKind = (word: string): word is ShownKind => SHOWN_KINDS.some((kind) => kind === word);

const unknown = (what: string, words: readonly string[], known: readonly string[]): string =>
  `error: ${words.map(quoted).join(', ')} is no ${what} that is known; known are ${known.join(', ')}`;
