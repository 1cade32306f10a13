import { LEAK_KINDS } from '../records/leak-kind.ts';
import { isCommon, isFounding } from './advisory-rank.ts';
import type { Effect } from './effect.ts';
import type { Need } from './need.ts';

/** What a host can be said to show: what leaks, and CPU that spins. */
export const SHOWN_KINDS = [...LEAK_KINDS, 'cpu'] as const satisfies readonly Effect[];
export type ShownKind = (typeof SHOWN_KINDS)[number];

export interface Bug {
  readonly kinds: readonly Effect[];
  readonly needs: readonly Need[];
}

/**
 * The bugs that explain what a host shows, the likeliest first: those of a kind that it shows, never of another. Growing
 * TCP memory alone has many causes, and is blamed on none.
 * @param bugs of the host's release, ranked
 * @param features what the host has, so that a bug which takes anything else is left out; `null` where that is not known
 */
export function explainingBugs<B extends Bug>(
  bugs: readonly B[],
  shown: readonly ShownKind[],
  features: readonly Need[] | null = null,
): B[] {
  const kinds = new Set<Effect>(shown.filter((kind) => kind !== 'tcp-memory'));
  return bugs
    .filter((bug) => bug.kinds.some((kind) => kinds.has(kind)))
    .filter(({ needs }) => features === null || needs.every((need) => features.includes(need)))
    .toSorted(
      (a, b) =>
        Number(isFounding(b)) - Number(isFounding(a)) ||
        (features === null ? Number(isCommon(b)) - Number(isCommon(a)) : 0) ||
        countOf(b, kinds) - countOf(a, kinds) ||
        Number(leads(b, kinds)) - Number(leads(a, kinds)),
    );
}

/** Of two bugs, the one that does more of what the host shows is likelier. */
const countOf = (bug: Bug, kinds: ReadonlySet<Effect>): number =>
  bug.kinds.filter((kind) => kinds.has(kind)).length;

/** What a bug does first shows more than what that takes along. */
const leads = (bug: Bug, kinds: ReadonlySet<Effect>): boolean =>
  bug.kinds[0] !== undefined && kinds.has(bug.kinds[0]);
