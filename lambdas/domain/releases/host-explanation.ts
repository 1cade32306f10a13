import { type Bug, explainingBugs, type ShownKind } from './explanation.ts';
import { isNeed, type Need } from './need.ts';
import { type HostFeature, type OrdinaryCause, possibleCauses, presentCauses } from './ordinary-cause.ts';

/** What is said of a host. */
export interface ShownBy {
  readonly kinds: readonly ShownKind[];
  /** `null` where it is not said. */
  readonly features: readonly HostFeature[] | null;
}

/** What a host shows, explained. */
export interface HostExplanation<B> {
  /** Known bugs, the likeliest first. */
  bugs: B[];
  /** What explains it without any bug. */
  ordinaryCauses: OrdinaryCause[];
  /** The bugs that are left where these are excluded. */
  otherwise: B[];
  /** What of it no ordinary cause explains. */
  unexplained: ShownKind[];
  /** Ordinary causes of that, of which nothing is said. */
  toRuleOut: OrdinaryCause[];
}

/**
 * Explains what a host shows. What an ordinary cause explains is blamed on no bug, but for a bug that does something
 * else of what is shown as well.
 * @param release of the host, its bugs ranked
 */
export function explainHost<B extends Bug>(
  { version, advisories }: { version: string; advisories: readonly B[] },
  causes: readonly OrdinaryCause[],
  { kinds, features }: ShownBy,
): HostExplanation<B> {
  const ordinaryCauses = presentCauses(possibleCauses(causes, version, kinds), features ?? []);
  const unexplained = kinds.filter((kind) => ordinaryCauses.every((cause) => !cause.kinds.includes(kind)));
  const needs = needsAmong(features);
  const bugs = explainingBugs(advisories, unexplained, needs);
  return {
    bugs,
    ordinaryCauses,
    otherwise: explainingBugs(advisories, kinds, needs).filter((bug) => !bugs.includes(bug)),
    unexplained,
    toRuleOut: possibleCauses(causes, version, unexplained),
  };
}

/** What bugs may take; `null` where it is not said: signs alone say nothing of it. */
export function needsAmong(features: readonly HostFeature[] | null): Need[] | null {
  const needs = features?.filter(isNeed) ?? null;
  return needs?.length === 0 && features?.length !== 0 ? null : needs;
}
