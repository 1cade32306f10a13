import { parseEnterpriseBuild } from '../records/enterprise-build.ts';
import { DAY } from '../records/time.ts';
import { branchOf, compareUpstream, parseVersion, upstreamOf, type Version } from '../records/version.ts';
import type { Advisory } from './advisory.ts';
import type { DistributionPackage } from './package-list.ts';
import { type Branch, latestOf } from './release.ts';

/** What is known of HAProxy's releases, and when its sources were last read. */
export type Knowledge = {
  checkedOn: string;
  branches: readonly Branch[];
  advisories: readonly Advisory[];
  packages: readonly DistributionPackage[];
};

/** Stable branches get a release every four to eight weeks, so older knowledge has missed one. */
const STALE_AFTER_DAYS = 60;

/** Whole days since the sources were read. */
export function knowledgeAgeDays({ checkedOn }: Knowledge, at: Date): number {
  return Math.floor((at.getTime() - Date.parse(checkedOn)) / DAY);
}

/** Whether knowledge is too old to be relied on for "the latest release". */
export function isStale(knowledge: Knowledge, at: Date): boolean {
  return knowledgeAgeDays(knowledge, at) > STALE_AFTER_DAYS;
}

export type KnownVersion = { version: Version; branch: Branch };
export type UnknownVersion = { reason: string; nearest: string[] };

/** Finds a version among the known releases and branches, or says why not and what is nearest. */
export function findVersion(text: string, knowledge: Knowledge): KnownVersion | UnknownVersion {
  const version = parseVersion(text);
  if (parseEnterpriseBuild(text) !== null)
    return { reason: 'is a build of HAProxy Enterprise, of which nothing is known here', nearest: [] };
  if (!version) {
    const number = /\d{1,4}\.\d{1,4}(?:\.\d{1,4})?/.exec(text.slice(0, 200))?.[0];
    const isBranch = knowledge.branches.some(({ branch }) => branch === text);
    const reason = isBranch ? 'is a branch, not a release' : 'is not a HAProxy version';
    return { reason, nearest: nearestTo(number ?? null, knowledge) };
  }
  const branch = knowledge.branches.find(({ branch }) => branch === branchOf(version));
  const upstream = upstreamOf(version);
  if (!branch) {
    return {
      reason: `is of branch ${branchOf(version)}, which is not known`,
      nearest: nearestTo(upstream, knowledge),
    };
  }
  if (version.preRelease === null && !branch.releases.some((release) => release.version === upstream)) {
    return { reason: 'is not a known release', nearest: nearestTo(upstream, knowledge) };
  }
  return { version, branch };
}

/** The known releases on either side, or the latest of each long-term branch for what has no number. */
function nearestTo(upstream: string | null, { branches }: Knowledge): string[] {
  const branch = branches.find(({ branch }) => branch === upstream);
  if (branch) return [latestOf(branch)];
  const version = parseVersion(upstream ?? '') ?? parseVersion(`${upstream}.0`);
  if (!version) return branches.filter(({ longTerm }) => longTerm).map(latestOf);
  const releases = branches.flatMap((branch) => branch.releases.map((release) => release.version));
  const isAtOrBefore = (release: string): boolean => {
    const candidate = parseVersion(release);
    return candidate !== null && compareUpstream(candidate, version) <= 0;
  };
  const before = releases.findLast(isAtOrBefore);
  const after = releases.find((release) => !isAtOrBefore(release));
  return [before, after].filter((release) => release !== undefined);
}
