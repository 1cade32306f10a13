import { describe, expect, it } from 'vitest';
import { limitLines, limitNotes, nearLimitLines } from '../../../cli/text/limits.ts';
import { renderPlan } from '../../../cli/text/plan.ts';
import { renderScore } from '../../../cli/text/score.ts';
import { anAssessedHost } from '../../domain/an-assessed-host.ts';
import { AT_MAXCONN, connectionsOf, MAXCONN_IN_3_DAYS } from '../../domain/at-a-limit.ts';
import { assessment } from '../../report/assessed.ts';

const look = { columns: 100, paths: ['.'], left: 0 };
const [full, leaking] = [
  anAssessedHost('full', { verdict: 'healthy', score: 0, secondsToPressure: null, ...AT_MAXCONN }),
  anAssessedHost('leaking', MAXCONN_IN_3_DAYS),
];
const fleet = assessment([full, leaking], { assessedAt: '2026-11-22T18:00:00Z' });
const nameOf = ({ hostId }: { hostId: string }) => hostId;
const oneLine = (lines: readonly string[] | string): string =>
  [lines].flat().join(' ').replaceAll(/\s+/g, ' ');
const TEXT =
  '10,000 of 10,000 connections: HAProxy takes no more; raise maxconn as memory allows, or add hosts.';

describe('the limits of an explained host', () => {
  it('are each said with level, growth and when they are reached', () => {
    expect(oneLine(limitLines(leaking, fleet, 100))).toBe(
      'TCP memory: growing by 40 MiB/day (95% CI 30–50), load taken out. The host reaches its limit of 10,000 connections in 3 days (2–4), about 2026-11-25. Its limits 8,200 of 10,000 connections (82%), growing by 600/day (95% CI 580–620): reached in 3 days (2–4), about 2026-11-25',
    );
    const slow = anAssessedHost('slow', connectionsOf(800, { estimate: 4e8, low: 3.2e8, high: null }));
    expect(oneLine(limitLines(slow, fleet, 100))).toMatch(/800 of 10,000 .*: not within a year$/);
    expect(oneLine(limitLines(full, fleet, 100))).toContain('(95% CI 580–620): reached now');
  });

  it('are left out of an assessment of an earlier version', () => {
    expect(oneLine(limitLines(anAssessedHost('old'), fleet, 100))).not.toContain('Its limits');
    const blind = anAssessedHost('old', { memoryGrowthBytesPerDay: null, secondsToPressure: null });
    expect(oneLine(limitLines(blind, fleet, 100))).toBe('TCP memory: not enough data to estimate growth.');
  });

  it('say that none is reached', () => {
    const calm = anAssessedHost('calm', { secondsToPressure: null, nearestLimit: null, limits: [] });
    expect(oneLine(limitLines(calm, fleet, 100))).toContain(
      'The host reaches no limit at its present growth.',
    );
  });
});

describe('hosts near a limit', () => {
  it('are named by score and plan alike, with what to do', () => {
    for (const text of [renderScore(fleet, look), renderPlan(fleet, look)])
      expect(oneLine(text)).toContain(`At 90% of a limit or more lb-full: ${TEXT}`);
  });

  it('are ten at most in the terminal', () => {
    const hosts = Array.from({ length: 12 }, () => full);
    expect(nearLimitLines(hosts, look, nameOf).at(-1)).toMatch(/2 more/);
    expect(nearLimitLines([leaking], look, nameOf)).toEqual([]);
  });
});

it('names the leaking hosts that reach another limit first, or are held off it by restarts', () => {
  expect(oneLine(limitNotes([leaking, anAssessedHost('founding'), full], look, nameOf))).toBe(
    'Another limit first, or held off by restarts leaking reaches its limit of 10,000 connections in 3 days (2–4).',
  );
  const restarted = anAssessedHost('api-13', { restartEverySeconds: 604_800 });
  expect(oneLine(limitNotes([restarted], look, nameOf))).toMatch(
    /api-13 would reach its TCP memory limit in .* without its weekly restart\.$/,
  );
  expect(limitNotes([full], look, nameOf)).toEqual([]);
});
