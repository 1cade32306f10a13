import type { Version } from '../records/version.ts';
import { type Advisory, type AdvisoryMatch, matchAdvisory } from './advisory.ts';
import { EFFECTS, type Effect, isLeakKind } from './effect.ts';
import { isOptional, type Need } from './need.ts';

interface WithKinds {
  readonly kinds: readonly Effect[];
}

/** Upstream's own order of gravity. */
const TAGS = ['BUG/CRITICAL', 'BUG/MAJOR', 'BUG/MEDIUM', 'BUG/MINOR'] as const satisfies Advisory['tag'][];

/** The advisories that affect a version: by kind, and within a kind the most pressing first. */
export function rankedMatches(version: Version, advisories: readonly Advisory[]): AdvisoryMatch[] {
  return advisories
    .map((advisory) => matchAdvisory(advisory, version))
    .filter((match) => match !== null)
    .sort(compareMatches);
}

/** What an advisory is shown under. */
export const leadingEffect = ({ kinds }: WithKinds): Effect => kinds[0] ?? 'failed-requests';

/** Whether anything leaks by it. */
export const isLeak = ({ kinds }: WithKinds): boolean => kinds.some(isLeakKind);

/** Whether any host meets it: it takes no feature, directive or command that most fleets don't use. */
export const isCommon = ({ needs }: { readonly needs: readonly Need[] }): boolean => !needs.some(isOptional);

/** The bug that made this project: what gets stuck takes TCP memory until the kernel has none left. */
export const isFounding = ({ kinds }: WithKinds): boolean => kinds.includes('tcp-memory');

/** No release helps against a fix that was taken back everywhere, so it says little about what to run. */
export function isReverted({ confidence }: Pick<AdvisoryMatch, 'confidence'>): boolean {
  return confidence === 'reverted';
}

function compareMatches(a: AdvisoryMatch, b: AdvisoryMatch): number {
  return (
    Number(isFounding(b.advisory)) - Number(isFounding(a.advisory)) ||
    effectRank(a) - effectRank(b) ||
    Number(isReverted(a)) - Number(isReverted(b)) ||
    Number(isCommon(b.advisory)) - Number(isCommon(a.advisory)) ||
    TAGS.indexOf(a.advisory.tag) - TAGS.indexOf(b.advisory.tag) ||
    Number(a.status === 'probable') - Number(b.status === 'probable') ||
    a.advisory.id.localeCompare(b.advisory.id)
  );
}

const effectRank = ({ advisory }: AdvisoryMatch): number => EFFECTS.indexOf(leadingEffect(advisory));
