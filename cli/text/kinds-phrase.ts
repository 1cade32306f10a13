import { EFFECT_WORDS } from '../../lambdas/domain/releases/effect.ts';
import type { ShownKind } from '../../lambdas/domain/releases/explanation.ts';

const ANY_OF = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What a host shows, as in "explains stuck streams or memory". */
export const kindsPhrase = (kinds: readonly ShownKind[]): string =>
  ANY_OF.format(kinds.map((kind) => EFFECT_WORDS[kind]));
