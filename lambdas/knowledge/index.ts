import { ReleaseList } from '../domain/release.ts';
import releases from './releases.json' with { type: 'json' };

const { branches } = ReleaseList.parse(releases);

const known = new Set(branches.flatMap((branch) => branch.releases.map(({ version }) => version)));

/** Whether an upstream release such as `2.8.11` stands in the release list; distribution builds and pre-releases never do. */
export function isKnownRelease(release: string): boolean {
  return known.has(release);
}
