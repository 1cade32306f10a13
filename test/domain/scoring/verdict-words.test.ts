import { describe, expect, it } from 'vitest';
import type { VERDICTS } from '../../../lambdas/domain/records/verdict.ts';
import {
  calmReason,
  leakLead,
  leakNews,
  leakVerb,
  VERDICT_LABELS,
  VERDICT_MEANINGS,
} from '../../../lambdas/domain/scoring/verdict-words.ts';

describe('a verdict in words', () => {
  it.each([
    ['leaking', 'Leaking', /leaks/],
    ['suspected', 'Suspected', /likely but not sure/],
    ['load-growth', 'Grows with traffic', /traffic explains/],
    ['step', 'One step up', /rose once/],
    ['warming-up', 'Warming up', /fills towards a steady level/],
    ['reload-residue', 'Old workers drain', /old workers drain/],
    ['healthy', 'Healthy', /nothing grows/],
    ['insufficient-data', 'Too little data', /too short/],
    ['not-observable', 'Not observable', /no figure shows/],
  ] as const)('%s is "%s"', (verdict, label, meaning) => {
    expect(VERDICT_LABELS[verdict]).toBe(label);
    expect(VERDICT_MEANINGS[verdict]).toMatch(meaning);
  });

  it.each([
    ['load-growth', /grows with its traffic/],
    ['step', /rose once.*check what that changed/],
    ['warming-up', /fills towards a steady level/],
    ['reload-residue', /Old workers still drain/],
    ['insufficient-data', /^Not enough data: observed for 3 days/],
    ['not-observable', /does not show on this host/],
    ['healthy', /^No leak seen in 3 days$/],
  ] as const)('%s is the reason %s', (verdict, reason) => {
    expect(calmReason(verdict, '3 days')).toMatch(reason);
  });

  it('is sure of a leak only where it is leaking', () => {
    const words = (verdict: (typeof VERDICTS)[number]) => [
      leakVerb(verdict),
      leakLead(verdict),
      leakNews(verdict),
    ];
    expect(words('leaking')).toEqual(['leaks', 'Leaking', 'leaks']);
    expect(words('suspected')).toEqual(['may leak', 'May leak', 'is suspected']);
  });
});
