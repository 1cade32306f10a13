import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { keptRelease, releaseChanges } from '../../../lambdas/domain/upgrades/release-change.ts';
import { syntheticBins } from '../synthetic-bins.ts';

/** Two bins of each version in turn. */
const history = (...versions: (string | null)[]): Bin[] =>
  syntheticBins(1, { days: versions.length / 4 }).map((bin, index) => ({
    ...bin,
    version: versions[index >> 1] ?? null,
  }));
const told = (bins: Bin[]) => releaseChanges(bins).map(({ from, to, isLast }) => ({ from, to, isLast }));

describe('changes of release', () => {
  it.each([
    { what: 'an upgrade', versions: ['2.8.11', '2.8.14'], changes: [['2.8.11', '2.8.14', true]] },
    {
      what: 'two upgrades, one after the other',
      versions: ['2.8.11', '2.8.13', '3.0.12'],
      changes: [
        ['2.8.11', '2.8.13', false],
        ['2.8.13', '3.0.12', true],
      ],
    },
    {
      what: 'an upgrade that was taken back',
      versions: ['2.8.11', '2.8.14', '2.8.11'],
      changes: [['2.8.11', '2.8.14', false]],
    },
    { what: 'a step back alone', versions: ['2.8.14', '2.8.11'], changes: [] },
    { what: 'a restart', versions: ['2.8.11', '2.8.11'], changes: [] },
    { what: 'a rebuild', versions: ['2.6.12-1+deb12u1', '2.6.12-1+deb12u2'], changes: [] },
    {
      what: "a distribution's upgrade",
      versions: ['2.6.12-1+deb12u2', '2.8.16-1~bpo12+1'],
      changes: [['2.6.12', '2.8.16', true]],
    },
    { what: 'a gap', versions: ['2.8.11', null, '2.8.14'], changes: [['2.8.11', '2.8.14', true]] },
    {
      what: 'a newer build of Enterprise',
      versions: ['2.8.0-1.0.0-317.529', '2.8.0-1.0.0-329.1202'],
      changes: [['2.8.0-1.0.0-317.529', '2.8.0-1.0.0-329.1202', true]],
    },
    {
      what: 'an older build of Enterprise',
      versions: ['2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-329.99'],
      changes: [],
    },
    { what: 'HAProxy in place of Enterprise', versions: ['2.8.0-1.0.0-317.529', '2.8.28'], changes: [] },
    { what: 'what is no version', versions: ['2.8.11', '<b>2.8.14</b>', '=cmd()'], changes: [] },
    { what: 'nothing known', versions: [null, null], changes: [] },
  ])('of $what are $changes', ({ versions, changes }) => {
    expect(told(history(...versions))).toEqual(changes.map(([from, to, isLast]) => ({ from, to, isLast })));
  });

  it('begins with the first bin on the new release, and ends where another begins', () => {
    const bins = history('2.8.11', null, '2.8.13', '2.8.14');
    const [first] = releaseChanges(bins);
    expect(first?.changedAt).toBe(bins[4]?.binAt);
    expect(first?.before.map(({ binAt }) => binAt)).toEqual(bins.slice(0, 4).map(({ binAt }) => binAt));
    expect(first?.after.map(({ binAt }) => binAt)).toEqual(bins.slice(4, 6).map(({ binAt }) => binAt));
  });

  it('leaves out what the host as a whole holds while workers of the old release drain', () => {
    const bins = history('2.8.11', '2.8.14', '2.8.14').map((bin, index) => ({
      ...bin,
      stoppingWorkers: index === 3 || index === 5 ? 1 : 0,
    }));
    const [change] = releaseChanges(bins);
    expect(change?.after.map(({ memoryBytes }) => memoryBytes !== null)).toEqual([false, false, true, true]);
    expect(change?.after.map(({ unlistedSockets }) => unlistedSockets !== null)).toEqual([
      ...[false, false, true, true],
    ]);
    expect(change?.after.every(({ stuckStreams }) => stuckStreams !== null)).toBe(true);
  });
});

it.each([
  { versions: ['2.8.11', null, '2.8.11-1'], kept: true },
  { versions: ['2.8.11', '2.8.14'], kept: false },
  { versions: ['2.8.14', '2.8.11'], kept: false },
  { versions: [null], kept: false },
])('of $versions says whether the release was kept: $kept', ({ versions, kept }) => {
  expect(keptRelease(history(...versions))).toBe(kept);
});
