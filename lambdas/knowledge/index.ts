import { AdvisoryList } from '../domain/releases/advisory.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import { PackageList } from '../domain/releases/package-list.ts';
import advisoryList from './advisories.json' with { type: 'json' };
import packageList from './packages.json' with { type: 'json' };
import { releases } from './releases.ts';

const advisories = AdvisoryList.parse(advisoryList);

/** All that is known, as old as the older of releases and advisories; each package has a day of its own. */
export const knowledge: Knowledge = {
  checkedOn: [releases.checkedOn, advisories.checkedOn].sort()[0] ?? releases.checkedOn,
  branches: releases.branches,
  advisories: advisories.advisories,
  packages: PackageList.parse(packageList).packages,
};
