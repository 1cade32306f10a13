import { compareUpstream, parseVersion, upstreamOf, type Version } from '../records/version.ts';
import type { AdvisoryMatch } from './advisory.ts';
import { isCommon, isLeak, isReverted, rankedMatches } from './advisory-rank.ts';
import type { Knowledge, KnownVersion } from './knowledge.ts';
import { type Branch, latestOf } from './release.ts';
import { lifeOf, targetBranch } from './target-branch.ts';

/** Which release to run instead of one, and what is known against that. */
export interface ReleaseChoice {
  target: Branch;
  to: string;
  /** The advisory that sets the floor: the most pressing that a release can end. */
  decisive: AdvisoryMatch | null;
  /** First release of the own branch without `decisive` and without a leak that the own release does not have; `null` where none is known. */
  floor: string | null;
  /** Leaks that any host meets and only `floor` has; none where some release is free of them. */
  floorBrings: readonly AdvisoryMatch[];
  /** Leaks that `to` still has. */
  open: readonly AdvisoryMatch[];
  /** Of these, the ones that any host meets and the own release does not have. */
  brought: readonly AdvisoryMatch[];
  /** Where `to` brings leaks: the newest release known without them and without `decisive`; `null` where none is. */
  nextBest: string | null;
}

/**
 * Chooses by leaks of every kind: a fix may have brought another.
 * @param matches of the release itself, ranked
 */
export function chooseRelease(
  { version, branch }: KnownVersion,
  matches: readonly AdvisoryMatch[],
  knowledge: Knowledge,
  at: Date,
): ReleaseChoice {
  const decisive = decisiveMatch(matches);
  const target = targetBranch(branch, knowledge.branches, at);
  const to = latestOf(target);
  const own = new Set(matches.map(({ advisory }) => advisory.id));
  const leaksOf = (release: string) => openLeaks(release, knowledge);
  const broughtBy = (leaks: readonly AdvisoryMatch[]) =>
    leaks.filter(({ advisory }) => isCommon(advisory) && !own.has(advisory.id));
  const isClean = (release: string) => broughtBy(leaksOf(release)).length === 0;
  const floor = decisive?.fixedIn ? floorOf(branch, decisive.fixedIn, isClean) : null;
  const open = leaksOf(to);
  const brought = to === upstreamOf(version) ? [] : broughtBy(open);
  return {
    target,
    to,
    decisive,
    floor,
    floorBrings: floor === null ? [] : broughtBy(leaksOf(floor)),
    open,
    brought,
    nextBest:
      brought.length === 0
        ? null
        : (alternatives({ version, branch }, target, knowledge, at).find(
            (release) =>
              isClean(release) &&
              leaksOf(release).every(({ advisory }) => advisory.id !== decisive?.advisory.id),
          ) ?? null),
  };
}

/** A fix that was taken back can't be waited for, and a bug of a feature that few use says little about most hosts. */
function decisiveMatch(matches: readonly AdvisoryMatch[]): AdvisoryMatch | null {
  const endable = matches.filter((match) => !isReverted(match));
  return (
    endable.find(({ advisory }) => isLeak(advisory) && isCommon(advisory)) ??
    endable.find(({ advisory }) => isLeak(advisory)) ??
    endable[0] ??
    null
  );
}

function openLeaks(release: string, { advisories }: Knowledge): AdvisoryMatch[] {
  const version = parseVersion(release);
  const matches = version ? rankedMatches(version, advisories) : [];
  return matches.filter((match) => isLeak(match.advisory) && !isReverted(match));
}

/** The first from the fix on that brings nothing; the fix itself where each later one brings something. */
function floorOf({ releases }: Branch, fixedIn: string, isClean: (release: string) => boolean): string {
  const names = releases.map(({ version }) => version);
  return names.slice(Math.max(0, names.indexOf(fixedIn))).find(isClean) ?? fixedIn;
}

/** What could be run in place of the target's latest release: earlier ones of its branch, then other long-term branches. */
function alternatives(
  { version, branch }: KnownVersion,
  target: Branch,
  { branches }: Knowledge,
  at: Date,
): string[] {
  const earlier = target.releases.slice(0, -1).map((release) => release.version);
  const others = branches
    .filter((other) => other.longTerm && other !== target && lifeOf(other, at) !== 'ended')
    .filter((other) => branches.indexOf(other) >= branches.indexOf(branch))
    .map(latestOf);
  return [...earlier.reverse(), ...others].filter((release) => isNewer(release, version));
}

function isNewer(release: string, version: Version): boolean {
  const parsed = parseVersion(release);
  return parsed !== null && compareUpstream(parsed, version) > 0;
}
