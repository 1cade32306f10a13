import { AdvisoryList } from '../domain/releases/advisory.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import { PackageList } from '../domain/releases/package-list.ts';
import advisoryList from './advisories.json' with { type: 'json' };
import { joinLists } from './join-lists.ts';
import packageList from './packages.json' with { type: 'json' };
import { releases } from './releases.ts';

/** All that is built in. */
export const knowledge: Knowledge = joinLists(
  releases,
  AdvisoryList.parse(advisoryList),
  PackageList.parse(packageList),
);
