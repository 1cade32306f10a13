import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { standingOf } from '../../../lambdas/domain/records/verdict.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const AT = new Date('2026-10-15T00:00:00Z');
const LEAKS = syntheticBins(1, { days: 14, stuckPerDay: 200 });
const SOUND = syntheticBins(2, { days: 14 });
const UNSEEN = syntheticBins(3, { days: 1 });

describe('the probability that a release leaks', () => {
  it.each([
    { leaking: 1, sound: 0, is: 'that of its only host', above: 0.9 },
    { leaking: 1, sound: 1, is: 'no one host’s, which may have reasons of its own', below: 0.1 },
    { leaking: 2, sound: 0, is: 'that of two hosts', above: 0.9 },
    { leaking: 2, sound: 6, is: 'no lower for the hosts beside them', above: 0.9 },
    { leaking: 2, sound: 250, is: 'not made by less than a hundredth of many hosts', below: 0.5 },
    { leaking: 3, sound: 250, is: 'made by a hundredth of many hosts', above: 0.9 },
  ])('is $is, with $leaking leaking and $sound sound', ({ leaking, sound, above = 0, below = 1 }) => {
    const [cohort] = cohorts([...Array(leaking).fill(LEAKS), ...Array(sound).fill(SOUND)]);
    expect(cohort).toMatchObject({ hosts: leaking + sound, leaking });
    expect(cohort?.leakProbability).toBeGreaterThan(above);
    expect(cohort?.leakProbability).toBeLessThan(below);
  });

  it('is not known where no host of it can be judged', () => {
    expect(cohorts([UNSEEN, UNSEEN])[0]).toMatchObject({ hosts: 2, leakProbability: null });
  });
});

describe('a host that can not be judged now', () => {
  const at = (day: number) => new Date(Date.parse('2026-10-01T00:00:00Z') + day * 86_400_000);
  const assessed = (bins: typeof SOUND, before: ReturnType<typeof assessFleet> | null) =>
    assessFleet(bins, { at: at(14), knowledge, before }).hosts[0];
  const early = assessFleet(SOUND.slice(0, 12), { at: at(1.5), knowledge, before: null });

  it('keeps what was said of it last', () => {
    const silent = SOUND.map((bin, place) => (place < 100 ? bin : { ...bin, usable: false, sampled: 0 }));
    expect(assessed(silent, early)?.scoredAt).toBe(early.assessedAt);
  });

  it('is not one that reloads in every bin: the whole host goes on', () => {
    const reloaded = SOUND.map((bin) => ({ ...bin, usable: false, hostUsable: true }));
    expect(assessed(reloaded, early)).toMatchObject({ daysObserved: 14, verdict: 'healthy' });
  });
});

describe('a fleet in several places', () => {
  const here = SOUND.map((bin) => ({ ...bin, hostId: 'i-here' }));
  const there = SOUND.map((bin) => ({ ...bin, hostId: 'i-there', region: 'eu-central-1' }));
  const standings = (bins: typeof SOUND) =>
    assessFleet(bins, { at: AT, knowledge, before: null })
      .hosts.map((host) => [host.hostId, standingOf(host)])
      .sort();

  it('does not know how the hosts are of a place without bins of the last hours, and keeps them', () => {
    expect(standings([...here, ...there])).toEqual([
      ['i-here', 'sound'],
      ['i-there', 'sound'],
    ]);
    expect(standings([...here, ...there.slice(0, -2)])).toEqual([
      ['i-here', 'sound'],
      ['i-there', 'unknown'],
    ]);
  });

  it('has no host that its own place asks no more', () => {
    const gone = there.slice(0, -2).map((bin) => ({ ...bin, hostId: 'i-gone' }));
    expect(standings([...here, ...there, ...gone])).toHaveLength(2);
  });

  it('is assessed alike whichever place comes first', () => {
    const assessed = (bins: typeof SOUND) => assessFleet(bins, { at: AT, knowledge, before: null });
    expect(assessed([...there, ...here])).toEqual(assessed([...here, ...there]));
  });
});

it('makes a cohort of each build of Enterprise, with no release to move to', () => {
  const versions = ['2.8.0-1.0.0-317.529', '2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-329.1202??hapee?'];
  const bins = versions.flatMap((version, index) =>
    LEAKS.map((bin) => ({ ...bin, hostId: `i-${index}`, name: null, version })),
  );
  const { cohorts, hosts, plan } = assessFleet(bins, { at: AT, knowledge, before: null });
  expect(cohorts.map(({ cohort, hosts }) => [cohort.split('/')[1], hosts]).sort()).toEqual([
    ['2.8.0-1.0.0-317.529', 1],
    ['2.8.0-1.0.0-329.1202', 2],
  ]);
  expect(hosts.map(({ recommendation: { action, to, floor } }) => ({ action, to, floor }))).toEqual(
    versions.map(() => ({ action: 'restart', to: null, floor: null })),
  );
  expect(plan.waves.flatMap((wave) => wave.hosts.map(({ to }) => to))).toEqual([null, null, null]);
});

function cohorts(hosts: readonly (typeof LEAKS)[]) {
  const bins = hosts.flatMap((own, index) =>
    own.map((bin) => ({ ...bin, hostId: `i-${index}`, name: `lb-${index}` })),
  );
  return assessFleet(bins, { at: AT, knowledge, before: null }).cohorts;
}
