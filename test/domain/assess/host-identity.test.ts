import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { changedFindings } from '../../../lambdas/domain/assess/finding.ts';
import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import { hostKey, placeOf } from '../../../lambdas/domain/records/host-key.ts';
import { assessmentInPlace } from '../../../lambdas/domain/records/in-place.ts';
import { HOUR } from '../../../lambdas/domain/records/time.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { labelsOf } from '../../../lambdas/report/reported-hosts.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const AT = new Date('2026-10-15T00:00:00Z');
const HOME = { accountId: '111122223333', region: 'eu-west-1' };
const OTHER = { accountId: '444455556666', region: 'eu-west-1' };
const FAR = { accountId: '111122223333', region: 'us-east-1' };

const LEAKING = syntheticBins(1, { days: 14, stuckPerDay: 200 });
const HEALTHY = syntheticBins(2, { days: 14 });
const inPlace = (bins: typeof LEAKING, place: typeof HOME, name = 'lb-1') =>
  bins.map((bin) => ({ ...bin, ...place, hostId: 'i-1', name }));

const assess = (bins: typeof LEAKING, before: Assessment | null = null, scoring = 0, target?: string) =>
  assessFleet(bins, {
    at: new Date(AT.getTime() + 3 * HOUR * scoring),
    knowledge,
    before,
    acknowledgements: target ? [{ target, reason: 'known', until: '2027-01-01T00:00:00Z' }] : [],
  });

describe('hosts with one id in several accounts and regions', () => {
  const bins = [...inPlace(LEAKING, OTHER), ...inPlace(HEALTHY, HOME), ...inPlace(HEALTHY, FAR)];

  it('are as many hosts, each judged by its own bins', () => {
    const { fleet, hosts, plan } = assess(bins);
    expect(fleet).toMatchObject({ hosts: 3, leaking: 1 });
    expect(hosts.map((host) => [placeOf(host), host.verdict])).toEqual([
      ['444455556666/eu-west-1', 'leaking'],
      ['111122223333/eu-west-1', 'healthy'],
      ['111122223333/us-east-1', 'healthy'],
    ]);
    expect(plan.waves[0]?.hosts[0]).toMatchObject({ hostId: 'i-1', ...OTHER });
  });

  it('keep their own findings, whatever the others are', () => {
    const before = assess(bins);
    const moved = [...inPlace(HEALTHY, OTHER), ...inPlace(LEAKING, HOME), ...inPlace(HEALTHY, FAR)];
    const after = assess(moved, before, 1);
    expect(changedFindings(null, before).map(({ key, change }) => `${change} ${key}`)).toEqual([
      'opened 444455556666/eu-west-1/i-1/leaking',
    ]);
    expect(changedFindings(before, after).map(({ key, change }) => `${change} ${key}`)).toEqual([
      'opened 111122223333/eu-west-1/i-1/leaking',
    ]);
  });

  it.each([
    { target: 'i-1', accepted: ['444455556666/eu-west-1', '111122223333/eu-west-1'] },
    { target: 'lb-*', accepted: ['444455556666/eu-west-1', '111122223333/eu-west-1'] },
    { target: 'role:edge', accepted: ['444455556666/eu-west-1', '111122223333/eu-west-1'] },
    { target: '444455556666/eu-west-1/i-1', accepted: ['444455556666/eu-west-1'] },
    { target: '111122223333/*/lb-*', accepted: ['111122223333/eu-west-1'] },
    { target: '*/eu-*/i-1', accepted: ['444455556666/eu-west-1', '111122223333/eu-west-1'] },
    { target: '444455556666/us-east-1/i-1', accepted: [] },
    { target: '*eu-west-1*', accepted: [] },
    { target: '444455556666/i-1', accepted: [] },
  ])('are accepted by $target: $accepted', ({ target, accepted }) => {
    const leaks = [...inPlace(LEAKING, OTHER), ...inPlace(LEAKING, HOME), ...inPlace(HEALTHY, FAR)];
    const { hosts } = assess(leaks, null, 0, target);
    const found = hosts.filter(({ acknowledgement }) => acknowledgement !== null).map(placeOf);
    expect(found.sort()).toEqual(accepted.toSorted());
  });

  it('are called by account, region and id where neither name nor id is one host’s alone', () => {
    const hosts = [...assess(bins).hosts, { hostId: 'i-2', name: null, ...OTHER }];
    const labelOf = labelsOf(hosts);
    expect(hosts.map(labelOf)).toEqual([
      '444455556666/eu-west-1/i-1',
      '111122223333/eu-west-1/i-1',
      '111122223333/us-east-1/i-1',
      'i-2',
    ]);
  });
});

describe('an assessment by a version that named no accounts', () => {
  /** As it was archived then. */
  function asThen(made: Assessment): Assessment {
    const text = JSON.stringify(made, (key, value) =>
      key === 'accountId' || key === 'region' || key === 'key' ? undefined : value,
    );
    return JSON.parse(text) as Assessment;
  }
  const bins = inPlace(LEAKING, HOME);
  const then = assessmentInPlace(asThen(assess(bins)), HOME);

  it('has hosts, plan and limits of the place that it was archived for', () => {
    const now = assess(bins);
    expect(then.hosts.map(hostKey)).toEqual(now.hosts.map(hostKey));
    expect(then.plan).toEqual(now.plan);
    expect(then.cohorts).toEqual(now.cohorts);
  });

  it('leaves its findings open: none is told closed and opened again', () => {
    const after = assess(bins, then, 1);
    expect(changedFindings(then, after)).toEqual([]);
    expect(after.hosts[0]?.finding?.openedAt).toBe(then.assessedAt);
  });

  it('closes them under the key that pagers know them by', () => {
    const left = changedFindings(then, assess(inPlace(HEALTHY, OTHER), then, 1));
    expect(left).toMatchObject([{ key: 'i-1/leaking', change: 'closed', because: 'gone' }]);
  });
});

describe('a place whose archive can not be read', () => {
  it('keeps its hosts and their findings, as hosts that do not answer', () => {
    const own = inPlace(HEALTHY, HOME);
    const before = assess([...own, ...inPlace(LEAKING, OTHER)]);
    const at = new Date(AT.getTime() + 3 * HOUR);
    const after = assessFleet(own, { at, knowledge, before, unreadPlaces: [OTHER] });
    expect(after.hosts.find((host) => placeOf(host) === placeOf(OTHER))).toMatchObject({
      verdict: 'leaking',
      reachable: false,
    });
    expect(changedFindings(before, after)).toEqual([]);
    const left = assessFleet(own, { at, knowledge, before });
    expect(changedFindings(before, left)).toMatchObject([{ change: 'closed', because: 'gone' }]);
  });
});
