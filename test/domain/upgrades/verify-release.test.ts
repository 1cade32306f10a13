import { describe, expect, it } from 'vitest';
import { memoryGrowth } from '../../../lambdas/domain/scoring/checks/memory.ts';
import { hasEnded, intervalOf } from '../../../lambdas/domain/upgrades/growth-change.ts';
import type { VerifiedChange } from '../../../lambdas/domain/upgrades/verify-host.ts';
import { verifyRelease } from '../../../lambdas/domain/upgrades/verify-release.ts';

/** A host that leaked 100 ± 5 a day; what is left of it, and how sure that is. */
function member(after: number, standardError: number, daysAfter = 3): VerifiedChange {
  const slopes = { before: { estimate: 100, standardError: 5 }, after: { estimate: after, standardError } };
  const ended = hasEnded(slopes);
  const change = { changedAt: '2026-10-15T00:00:00Z', from: '2.8.11', to: '2.8.30' };
  return {
    change: { ...change, isLast: true },
    decisive: { check: memoryGrowth, ...slopes, daysAfter },
    verification: {
      ...change,
      before: intervalOf(slopes.before),
      after: intervalOf(slopes.after),
      verdict: ended === null ? 'too-early' : ended ? 'fixed' : 'not-fixed',
      daysToGo: null,
      summary: '',
    },
  };
}

describe('verifyRelease', () => {
  it.each([
    { unjudged: 0, says: 'no leak was seen on 2.6.18 before 2 hosts went to 2.8.30' },
    {
      unjudged: 1,
      says: 'no leak was seen on 2.6.18, where 1 host had too little data to judge, before 2 hosts went to 2.8.30',
    },
    { unjudged: 2, says: 'there was too little data on 2.6.18 to judge before 2 hosts went to 2.8.30' },
  ])('says "$says" of two hosts, $unjudged of them not judged before', ({ unjudged, says }) => {
    const verification: VerifiedChange['verification'] = {
      changedAt: '2026-10-15T00:00:00Z',
      from: '2.6.18',
      to: '2.8.30',
      before: null,
      after: null,
      verdict: 'no-leak-before',
      daysToGo: null,
      summary: '',
    };
    const members = [0, 1].map((index) => ({
      change: { ...verification, isLast: true },
      verification,
      decisive: null,
      ...(index < unjudged && { isUnjudgedBefore: true as const }),
    }));
    expect(verifyRelease('edge', members, [])).toMatchObject({ verdict: 'no-leak-before', summary: says });
  });

  it.each([
    { what: 'hosts none of which is sure alone', members: [member(0, 30), member(5, 30)], verdict: 'fixed' },
    { what: 'the same, which go on', members: [member(100, 30), member(95, 30)], verdict: 'not-fixed' },
    {
      what: 'a sure host and an open one far off',
      members: [member(0, 10), member(80, 20)],
      verdict: 'fixed',
    },
    {
      what: 'hosts that contradict each other',
      members: [member(0, 10), member(100, 10)],
      verdict: 'too-early',
    },
    {
      what: 'a sure host among many open ones',
      members: [member(0, 10), member(80, 20), member(75, 20)],
      verdict: 'too-early',
    },
    { what: 'a host that is not sure', members: [member(0, 60)], verdict: 'too-early' },
  ])('says $verdict of $what', ({ members, verdict }) => {
    expect(verifyRelease('edge', members, []).verdict).toBe(verdict);
  });

  it('gives the mean growth of the hosts, and the days that pooling leaves', () => {
    const one = verifyRelease('edge', [member(0, 60)], []);
    const three = verifyRelease('edge', [member(0, 60), member(0, 60), member(0, 60)], []);
    expect(one.daysToGo).toBe(3);
    expect(three).toMatchObject({ verdict: 'too-early', daysToGo: 1 });
    expect(three.before?.estimate).toBe(100);
    expect((three.after?.high ?? 0) / (one.after?.high ?? 1)).toBeCloseTo(1 / Math.sqrt(3), 6);
    expect(three.summary).toMatch(
      /^all 3 hosts leaked on 2\.8\.11, 100 B\/day of TCP memory each; 0 B\/day since/,
    );
  });

  it.each([
    { what: 'a leak that ended', after: 0, verdict: 'fixed', summary: 'all 3 hosts leaked on 2.8.11' },
    {
      what: 'a leak that goes on',
      after: 100,
      verdict: 'not-fixed',
      summary: 'all 3 hosts leaked on 2.8.11',
    },
  ])('says nothing of TCP memory, which did not grow, of $what in pools', ({ after, verdict, summary }) => {
    const flat = intervalOf({ estimate: -8000, standardError: 20_000 });
    const members = [1, 2, 3].map(() => {
      const leak = member(after, 5);
      return { ...leak, verification: { ...leak.verification, before: flat, after: flat } };
    });
    expect(verifyRelease('edge', members, [])).toMatchObject({ verdict, summary, effect: null });
  });

  it('says nothing of TCP memory of a leak of descriptors that an upgrade brought', () => {
    const flat = intervalOf({ estimate: 650, standardError: 20_000 });
    const { change, verification } = member(100, 5);
    const begun: VerifiedChange = {
      change,
      decisive: null,
      verification: { ...verification, before: flat, after: flat, verdict: 'introduced' },
    };
    expect(verifyRelease('edge', [begun, begun], []).summary).toBe(
      'no leak was seen on 2.8.11; 2 of 2 hosts that went to 2.8.30 have leaked since',
    );
  });
});
