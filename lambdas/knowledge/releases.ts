import { ReleaseList } from '../domain/releases/release.ts';
import releaseList from './releases.json' with { type: 'json' };

/** Apart from the advisories, which are many times larger: auditing needs the releases alone. */
export const releases = ReleaseList.parse(releaseList);

const known = new Set(
  releases.branches.flatMap((branch) => branch.releases.map((release) => release.version)),
);

/** Whether an upstream release such as `2.8.11` stands in the release list; distribution builds and pre-releases never do. */
export function isKnownRelease(release: string): boolean {
  return known.has(release);
}
