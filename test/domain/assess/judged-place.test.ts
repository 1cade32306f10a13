import { expect, it } from 'vitest';
import { placeJudgement } from '../../../lambdas/domain/assess/judged-place.ts';
import { syntheticBins } from '../synthetic-bins.ts';

it('judges all hosts of a place, and compares upgrades with none whose release changed', () => {
  const kept = syntheticBins(1, { days: 2 });
  const upgraded = syntheticBins(1, { days: 2, upgradeOnDay: 1 }).map((bin) => ({ ...bin, hostId: 'i-2' }));
  const judgement = placeJudgement(kept.at(-1)?.binAt ?? '');
  judgement.add(kept);
  judgement.add(upgraded);
  const { hosts, members } = judgement.place();
  expect(hosts.map(({ host }) => host.hostId)).toEqual([kept[0]?.hostId, 'i-2']);
  expect(members.map(({ held }) => held)).toEqual([kept]);
});
