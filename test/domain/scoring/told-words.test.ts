import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import { standingOf } from '../../../lambdas/domain/records/verdict.ts';
import { RISK_MEANING, riskBand, riskPhrase } from '../../../lambdas/domain/scoring/risk-words.ts';
import { leadingKind, termReason } from '../../../lambdas/domain/scoring/term-words.ts';

describe('a risk', () => {
  it.each([
    [100, 'critical'],
    [75, 'critical'],
    [74.6, 'critical'],
    [74, 'high'],
    [50, 'high'],
    [49, 'medium'],
    [25, 'medium'],
    [24, 'low'],
    [1, 'low'],
    [0.4, 'none'],
    [0, 'none'],
  ])('of %d is %s', (score, band) => {
    expect(riskBand(score)).toBe(band);
  });

  it('is said with its word, as rounded as it is shown', () => {
    expect(riskPhrase(74.6)).toBe('risk 75/100 (critical)');
  });

  it('has a meaning that names where its words begin', () => {
    expect(RISK_MEANING).toContain('75 and more is critical, 50 high, 25 medium');
    expect([75, 50, 25].map(riskBand)).toEqual(['critical', 'high', 'medium']);
  });
});

describe('the reason for a term of the sum', () => {
  const growth = { estimate: 5, low: 4, high: 6 };
  const term = { check: 'memory-growth', logOdds: 0, growthPerDay: growth, kind: 'tcp-memory' as const };
  it.each([
    [{ ...term, check: 'dead-sockets', logOdds: 2 }, 'counts the leak itself'],
    [
      { ...term, check: 'excess-close-wait', logOdds: 4, growthPerDay: null },
      'a reason to suspect a leak, though it need not grow',
    ],
    [{ ...term, logOdds: 2 }, 'grows beyond what traffic explains'],
    [{ ...term, logOdds: -1 }, 'does not grow as a leak would'],
    [{ ...term, because: 'load' as const }, 'not counted: traffic explains this growth'],
    [
      { ...term, because: 'unclear' as const },
      'not counted: the growth is not clear, its interval includes zero',
    ],
    [{ ...term, logOdds: 2, loadUnknown: true as const }, 'grows, though nobody read the traffic'],
    [
      { ...term, logOdds: -1, loadUnknown: true as const },
      'nobody read the traffic, which may explain this growth',
    ],
    [
      { ...term, logOdds: -1, growthPerDay: null, loadUnknown: true as const },
      'does not grow as a leak would',
    ],
    [{ ...term, because: 'levels-off' as const }, 'not counted: this growth levels off'],
    [
      { ...term, because: 'neighbour' as const },
      "not counted: another program's sockets on the host grow as fast",
    ],
    [{ ...term, because: 'step' as const }, 'not counted: it rose once, in a step, and has not grown since'],
    [{ ...term, kind: undefined }, 'not counted: as likely without a leak'],
    [{ ...term, because: 'echo' as const }, 'not counted again: it follows from the evidence above'],
    [
      { ...term, because: 'echo' as const, growthPerDay: { estimate: 0, low: -1, high: 1 } },
      'not counted: shows nothing of its own beside stuck streams',
    ],
    [
      { ...term, check: 'aged-streams', because: 'echo' as const, growthPerDay: null },
      'not counted again: it follows from the evidence above',
    ],
    [term, 'not counted: speaks of TCP memory, and the sum is about stuck streams'],
    [{ ...term, growthPerDay: null }, 'not counted: shows nothing of its own beside stuck streams'],
    [{ ...term, kind: 'stuck-streams' as const }, 'not counted: as likely without a leak'],
    [{ ...term, kind: 'stuck-streams' as const, growthPerDay: null }, 'not counted: no growth to weigh'],
  ])('%o is "%s"', (piece, reason) => {
    expect(termReason(piece, 'stuck-streams')).toBe(reason);
  });

  it('has no other kind to be about where none leads', () => {
    expect(termReason(term, undefined)).toBe('not counted: as likely without a leak');
  });
});

describe('what the sum is about', () => {
  const evidence = [{ check: 'old-workers', kind: 'old-workers' }] as unknown as AssessedHost['evidence'];
  it.each([
    ['the likeliest kind', [{ kind: 'memory', probability: 0.9, witness: 'pool-growth' }], 'memory'],
    ['nothing where no kind is shown', [], undefined],
    ['what stands first where an earlier version named no kinds', undefined, 'old-workers'],
  ] satisfies [string, AssessedHost['kinds'], LeakKind | undefined][])('is %s', (_, kinds, leading) => {
    expect(leadingKind({ kinds, evidence })).toBe(leading);
  });
});

describe('how a host is counted', () => {
  it.each([
    ['leaking', true, 'leaking'],
    ['leaking', false, 'leaking'],
    ['suspected', false, 'suspected'],
    ['healthy', true, 'sound'],
    ['load-growth', true, 'sound'],
    ['healthy', false, 'unknown'],
    ['insufficient-data', true, 'unknown'],
    ['not-observable', true, 'unknown'],
  ] as const)('with the verdict %s, answering %s, is %s', (verdict, reachable, standing) => {
    expect(standingOf({ verdict, reachable })).toBe(standing);
  });
});
