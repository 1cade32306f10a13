import type { AdvisoryList } from '../domain/releases/advisory.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import type { ReleaseList } from '../domain/releases/release.ts';

/** All that the lists know, as old as the older of releases and advisories; each package has a day of its own. */
export const joinLists = (
  releases: Pick<ReleaseList, 'checkedOn' | 'branches'>,
  { checkedOn, advisories }: Pick<AdvisoryList, 'checkedOn' | 'advisories'>,
  { packages }: Pick<Knowledge, 'packages'>,
): Knowledge => ({
  checkedOn: releases.checkedOn < checkedOn ? releases.checkedOn : checkedOn,
  branches: releases.branches,
  advisories,
  packages,
});
