import { describe, expect, it } from 'vitest';
import {
  deadlineText,
  recommendationText,
  URGENCY_WORDS,
} from '../../../lambdas/domain/recommend/recommendation-words.ts';
import type { Recommendation } from '../../../lambdas/domain/records/recommendation.ts';
import { MAXCONN_IN_3_DAYS } from '../at-a-limit.ts';
import { DAY_SECONDS } from './made-facts.ts';

const WATCH: Recommendation = {
  action: 'watch',
  to: null,
  floor: null,
  urgency: 'none',
  restartBy: null,
  mitigations: [],
  reasons: ['No leak seen in 28 days'],
};

describe('what to do, in words', () => {
  it.each<[Partial<Recommendation>, string]>([
    [{ action: 'upgrade', to: '2.8.27', urgency: 'this-week' }, 'upgrade to 2.8.27 this week'],
    [
      { action: 'upgrade', to: null, urgency: 'next-window' },
      'upgrade to a fixed release at the next window',
    ],
    [{ action: 'upgrade', to: '2.8.27', urgency: 'none' }, 'upgrade to 2.8.27'],
    [{ action: 'restart', urgency: 'now' }, 'restart HAProxy now'],
    [{ action: 'restart', to: '2.8.27', urgency: 'now' }, 'restart HAProxy into 2.8.27 now'],
    [{ action: 'change-directive', urgency: 'this-month' }, 'change its configuration this month'],
    [{ action: 'watch', urgency: 'now' }, 'watch it'],
    [{ action: 'nothing', urgency: 'none' }, 'nothing to do'],
  ])('of %o is %s', (told, text) => {
    expect(recommendationText({ ...WATCH, ...told })).toBe(text);
  });

  it('says by which day to restart, and why then', () => {
    const host = {
      memoryGrowthBytesPerDay: null,
      scoredAt: '2026-11-16T00:20:00Z',
      secondsToPressure: { estimate: 19 * DAY_SECONDS, low: 16 * DAY_SECONDS, high: null },
    };
    const of = (action: Recommendation['action'], restartBy: string | null, told: object = host) =>
      deadlineText({ ...host, ...told, recommendation: { action, restartBy } }, (instant) =>
        instant.slice(0, 10),
      );
    expect(of('restart', '2026-11-28T06:39:00Z')).toBe(
      ', before 2026-11-28 (may reach its TCP memory limit as early as 2026-12-02)',
    );
    expect(of('upgrade', '2026-11-28T06:39:00Z')).toBe(
      ", or, if you can't upgrade, restart before 2026-11-28 (may reach its TCP memory limit as early as 2026-12-02)",
    );
    expect(of('restart', '2026-11-16T10:00:00Z')).toContain(', today (');
    const atLimit = { secondsToPressure: { estimate: 0, low: 0, high: 0 } };
    expect(of('restart', '2026-11-16T00:20:00Z', atLimit)).toBe(', today (at its TCP memory limit now)');
    expect(of('restart', '2026-11-28T06:39:00Z', { secondsToPressure: null })).toBe(', before 2026-11-28');
    expect(of('restart', '2026-11-28T06:39:00Z', MAXCONN_IN_3_DAYS)).toBe(
      ', before 2026-11-28 (may reach its limit of 10,000 connections as early as 2026-11-18)',
    );
    expect(of('restart', null)).toBe('');
  });
});

describe('an urgency', () => {
  it.each([
    ['now', 'now'],
    ['this-week', 'this week'],
    ['this-month', 'this month'],
    ['next-window', 'at the next window'],
    ['none', 'when convenient'],
  ] as const)('%s is said as "%s"', (urgency, words) => {
    expect(URGENCY_WORDS[urgency]).toBe(words);
  });
});
