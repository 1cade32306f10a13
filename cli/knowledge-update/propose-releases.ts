import { branchOf, compareVersions, parseVersion } from '../../lambdas/domain/records/version.ts';
import type { Branch, Release, ReleaseList } from '../../lambdas/domain/releases/release.ts';
import type { UpstreamBranch, UpstreamFile, UpstreamRelease } from './read-upstream.ts';

export type Proposal<List> = { list: List; notes: string[] };

/**
 * The release list with what upstream's files add: new releases with their dates, dates that were only inferred, new
 * branches and moved ends of life. What can't be taken over is noted, never guessed.
 */
export function proposeReleases(known: ReleaseList, files: readonly UpstreamFile[]): Proposal<ReleaseList> {
  const notes: string[] = [];
  const named = files.flatMap((file) => file.branches);
  const released = files
    .flatMap((file) => file.releases)
    .filter(({ version }) => /^\d+\.\d+\.\d+$/.test(version));
  const branches = known.branches.map((branch) => {
    const end = named.find((upstream) => upstream.branch === branch.branch);
    return withReleases(end ? withEnd(branch, end) : branch, released, notes);
  });
  const added = [...new Set(released.map(branchNameOf))]
    .filter((name) => isNewer(name, known) && known.branches.every(({ branch }) => branch !== name))
    .flatMap((name) => newBranch(name, named, released, notes));
  return { list: { ...known, branches: [...branches, ...added] }, notes };
}

function withEnd(branch: Branch, { endOfLife, longTerm, source }: UpstreamBranch): Branch {
  const unchanged = branch.endOfLife === endOfLife && branch.longTerm === longTerm;
  return unchanged ? branch : { ...branch, longTerm, endOfLife, endOfLifeSource: source };
}

function withReleases(branch: Branch, released: readonly UpstreamRelease[], notes: string[]): Branch {
  const releases = new Map(branch.releases.map((release) => [release.version, release]));
  for (const { version, date, source } of released) {
    if (branchNameOf({ version }) !== branch.branch) continue;
    const present = releases.get(version);
    if (date === null) {
      if (!present) notes.push(`${version}: named without a date, not proposed; give its CHANGELOG`);
    } else if (!present || present.dateSource.startsWith('inferred')) {
      releases.set(version, { version, date, dateSource: source });
    }
  }
  return { ...branch, releases: inOrder([...releases.values()]) };
}

function newBranch(
  branch: string,
  named: readonly UpstreamBranch[],
  released: readonly UpstreamRelease[],
  notes: string[],
): Branch[] {
  const end = named.find((upstream) => upstream.branch === branch);
  if (!end) {
    notes.push(`${branch}: a branch that is not known; give endoflife.date's list to have it proposed`);
    return [];
  }
  const { longTerm, endOfLife, source } = end;
  const empty: Branch = { branch, longTerm, endOfLife, endOfLifeSource: source, releases: [] };
  const filled = withReleases(empty, released, notes);
  return filled.releases.length > 0 ? [filled] : [];
}

/** Branches older than what is known are left out on purpose. */
function isNewer(name: string, { branches }: ReleaseList): boolean {
  const [branch, newest] = [parseVersion(`${name}.0`), parseVersion(`${branches.at(-1)?.branch}.0`)];
  return branch !== null && newest !== null && compareVersions(branch, newest) > 0;
}

function branchNameOf({ version }: { version: string }): string {
  const parsed = parseVersion(version);
  return parsed ? branchOf(parsed) : '';
}

function inOrder(releases: Release[]): Release[] {
  const parsed = releases.map((release) => ({ release, version: parseVersion(release.version) }));
  return parsed
    .sort((a, b) => (a.version && b.version ? compareVersions(a.version, b.version) : 0))
    .map(({ release }) => release);
}
