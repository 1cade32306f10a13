import { SHOWN_KINDS, type ShownKind } from '../lambdas/domain/releases/explanation.ts';
import type { ShownBy } from '../lambdas/domain/releases/host-explanation.ts';
import { isNeed, NEEDS } from '../lambdas/domain/releases/need.ts';
import type { HostFeature } from '../lambdas/domain/releases/ordinary-cause.ts';
import { isSign, SIGNS } from '../lambdas/domain/releases/sign.ts';
import { quoted } from './text/terminal.ts';

/** Reads what `--shows` and `--with` were given; an error names each unknown word and lists the known ones. */
export function readShownBy(
  shows: string | undefined,
  features: string | undefined,
): ShownBy | { error: string } | null {
  if (shows === undefined) return features === undefined ? null : { error: 'error: --with needs --shows' };
  const [kinds, words] = [wordsOf(shows), features === undefined ? null : wordsOf(features)];
  const wrongKinds = kinds.filter((kind) => !isShownKind(kind));
  const wrongFeatures = words?.filter((word) => !isFeature(word)) ?? [];
  if (wrongKinds.length > 0) return { error: unknown('kind', wrongKinds, SHOWN_KINDS) };
  if (wrongFeatures.length > 0)
    return {
      error: `${unknown('feature', wrongFeatures, NEEDS)}; of ordinary causes: ${SIGNS.join(', ')}`,
    };
  return { kinds: kinds.filter(isShownKind), features: words?.filter(isFeature) ?? null };
}

const wordsOf = (list: string): string[] => [...new Set(list.split(',').map((word) => word.trim()))];

const isShownKind = (word: string): word is ShownKind => SHOWN_KINDS.some((kind) => kind === word);

const isFeature = (word: string): word is HostFeature => isNeed(word) || isSign(word);

const unknown = (what: string, words: readonly string[], known: readonly string[]): string =>
  `error: ${words.map(quoted).join(', ')} is no ${what} that is known; known are ${known.join(', ')}`;
