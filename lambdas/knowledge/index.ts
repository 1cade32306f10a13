import { AdvisoryList } from '../domain/releases/advisory.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import advisoryList from './advisories.json' with { type: 'json' };
import { releases } from './releases.ts';

const advisories = AdvisoryList.parse(advisoryList);

/** All that is known, as old as the older of its two files. */
export const knowledge: Knowledge = {
  checkedOn: [releases.checkedOn, advisories.checkedOn].sort()[0] ?? releases.checkedOn,
  branches: releases.branches,
  advisories: advisories.advisories,
};
