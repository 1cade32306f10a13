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
      /^all 3 hosts leaked on 2\.8\.11, 100 B of TCP memory a day each; 0 B since/,
    );
  });
});
