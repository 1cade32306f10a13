import { AdvisoryList } from '../domain/advisory.ts';
import type { Knowledge } from '../domain/knowledge.ts';
import { ReleaseList } from '../domain/release.ts';
import advisoryList from './advisories.json' with { type: 'json' };
import releaseList from './releases.json' with { type: 'json' };

const releases = ReleaseList.parse(releaseList);
const advisories = AdvisoryList.parse(advisoryList);

/** All that is known, as old as the older of its two files. */
export const knowledge: Knowledge = {
  checkedOn: [releases.checkedOn, advisories.checkedOn].sort()[0] ?? releases.checkedOn,
  branches: releases.branches,
  advisories: advisories.advisories,
};

const known = new Set(
  releases.branches.flatMap((branch) => branch.releases.map((release) => release.version)),
);

/** Whether an upstream release such as `2.8.11` stands in the release list; distribution builds and pre-releases never do. */
export function isKnownRelease(release: string): boolean {
  return known.has(release);
}
