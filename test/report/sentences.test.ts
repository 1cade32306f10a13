import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Recommendation } from '../../lambdas/domain/records/recommendation.ts';
import type { HostVerification } from '../../lambdas/domain/records/verification.ts';
import { composeReport, type ReportSources } from '../../lambdas/report/compose-report.ts';
import type { Report } from '../../lambdas/report/report.ts';
import { gatherBins } from '../../lambdas/report/report-bins.ts';
import { repositoryRoot } from '../files.ts';
import { answered, assessed, assessment, leaking, NOTHING, silent, sources, WEEK_AGO } from './assessed.ts';
import { KNOWLEDGE } from './known.ts';

const DAY_SECONDS = 86_400;
const accepted = { reason: 'Replaced in December', until: '2027-01-01T00:00:00Z' };
const suspected = (index: number, told: Partial<AssessedHost> = {}) =>
  leaking(index, 100, { verdict: 'suspected', score: 20, ...told });
const unjudged = (index: number, verdict: 'insufficient-data' | 'not-observable' = 'insufficient-data') =>
  assessed(index, { verdict, daysObserved: 3.25 });
const many = (count: number, from = 20) =>
  Array.from({ length: count }, (_, index) => assessed(from + index));
const pressureIn = (days: number, high: number | null = days * DAY_SECONDS * 1.2) => ({
  secondsToPressure: { estimate: days * DAY_SECONDS, low: days * DAY_SECONDS * 0.8, high },
});
const advised = (told: Partial<Recommendation>): Partial<AssessedHost> => ({
  recommendation: { ...NOTHING, urgency: 'this-week', ...told },
});
const restart = (told: Partial<Recommendation> = {}) => advised({ action: 'restart', ...told });
const upgrade = (told: Partial<Recommendation> = {}) => advised({ action: 'upgrade', to: '2.8.30', ...told });
const verified = (verdict: HostVerification['verdict']): Partial<AssessedHost> => ({
  verification: {
    changedAt: '2026-11-18T09:00:00Z',
    from: '2.8.11',
    to: '2.8.30',
    before: null,
    after: null,
    verdict,
    daysToGo: null,
    summary: 'the leak ended',
  },
});
const failed = (to: string, role: string | null = 'edge'): Assessment['verifications'][number] => ({
  role,
  from: '2.8.11',
  to,
  firstAt: WEEK_AGO,
  lastAt: WEEK_AGO,
  hosts: 4,
  others: 3,
  before: null,
  after: null,
  effect: null,
  verdict: 'not-fixed',
  daysToGo: null,
  summary: 'both hosts leaked on 2.8.11; by host: 2 not fixed',
});

interface Scene {
  now: readonly AssessedHost[];
  /** A week ago the same, unless told otherwise; `null` for a first report. */
  before?: readonly AssessedHost[] | null;
  assessment?: Partial<Assessment>;
  sources?: Partial<ReportSources>;
}

const SCENES: Record<string, Scene> = {
  'a first report': { now: [assessed(1)], before: null },
  'a first report after 14 days': { now: [assessed(1, { daysObserved: 14 })], before: null },
  'a first report after 13.9 days, the oldest counts': {
    now: [assessed(1, { daysObserved: 13.9 }), assessed(2, { daysObserved: 2 })],
    before: null,
  },
  'no host': { now: [] },
  'nobody judged': { now: [unjudged(1), unjudged(2, 'not-observable')] },
  'one in ten not judged': { now: [unjudged(1), ...many(9)] },
  'one in nine not judged': { now: [unjudged(1), ...many(8)] },
  'a tenth silent': {
    now: many(10),
    sources: { newestRun: [silent(1, 'NotManaged'), ...many(9).map((_, index) => answered(index + 2))] },
  },
  'a ninth silent': {
    now: many(9),
    sources: { newestRun: [silent(1, 'NotManaged'), ...many(8).map((_, index) => answered(index + 2))] },
  },
  'two of three silent': {
    now: many(3),
    sources: { newestRun: [silent(1, 'NotManaged'), silent(2, 'NoJsonLine'), answered(3)] },
  },
  'one accepted': { now: [leaking(1, 100, { acknowledgement: accepted }), ...many(2)] },
  'two accepted': {
    now: [leaking(1, 100, { acknowledgement: accepted }), suspected(2, { acknowledgement: accepted })],
  },
  'one suspected': { now: [suspected(1, pressureIn(3)), ...many(2)] },
  'two suspected': { now: [suspected(1, pressureIn(300)), suspected(2, pressureIn(400)), ...many(12)] },
  'two leaking, two suspected': {
    now: [leaking(1, 100), leaking(2, 50), suspected(3, pressureIn(2)), suspected(4)],
  },
  'one leaking, one suspected, both beyond a year': {
    now: [leaking(1, 100, pressureIn(366)), suspected(2, { secondsToPressure: null })],
  },
  'at the limit': { now: [leaking(1, 100, pressureIn(0)), leaking(2, 100, pressureIn(9))] },
  'in a year': { now: [leaking(1, 100, pressureIn(365, null))] },
  'upgrades that failed': {
    now: [leaking(1, 100), ...many(3)],
    assessment: {
      verifications: [
        { ...failed('3.0.1'), verdict: 'fixed' },
        failed('2.8.12'),
        failed('2.8.13', null),
        failed('2.8.14'),
      ],
    },
  },
  'an upgrade that brought a leak': {
    now: [leaking(1, 100), ...many(3)],
    assessment: { verifications: [{ ...failed('2.8.12'), from: '2.6.18', verdict: 'introduced' }] },
  },
  'changes of every kind': {
    before: [
      assessed(1),
      leaking(3, 100, { acknowledgement: accepted }),
      suspected(4, { score: 40 }),
      suspected(5, { score: 40 }),
      leaking(6, 100, { score: 80 }),
      leaking(7, 100, { score: 80 }),
      suspected(8),
      leaking(9, 100, { score: 80 }),
      leaking(10, 100, { score: 80 }),
      suspected(11, { acknowledgement: accepted }),
    ],
    now: [
      leaking(1, 100, { score: 60 }),
      suspected(2),
      suspected(3, { score: 30 }),
      leaking(4, 100, { score: 41 }),
      suspected(5, { score: 50 }),
      assessed(6, verified('fixed')),
      assessed(7, { verdict: 'load-growth', ...verified('too-early') }),
      unjudged(8),
      assessed(9, { verdict: 'not-observable', ...verified('no-leak-before') }),
    ],
  },
  'restarts of one host': {
    now: [leaking(1, 100, restart({ restartBy: '2026-11-25T00:00:00Z', reasons: ['2.8.14 is installed'] }))],
  },
  'restarts of three hosts, one of them for later and one by no day': {
    now: [
      leaking(
        1,
        100,
        restart({ urgency: 'this-month', restartBy: '2026-12-02T00:00:00Z', reasons: ['a', 'both'] }),
      ),
      leaking(
        2,
        100,
        restart({ urgency: 'next-window', restartBy: '2026-11-30T00:00:00Z', reasons: ['both', 'b'] }),
      ),
      leaking(3, 100, restart({ urgency: 'this-week', reasons: ['both'] })),
      leaking(4, 100, restart({ urgency: 'next-window' })),
      leaking(5, 100, { ...restart({ urgency: 'now' }), acknowledgement: accepted }),
    ],
  },
  'upgrades of several kinds and urgencies': {
    now: [
      leaking(
        1,
        100,
        upgrade({ urgency: 'this-month', restartBy: '2026-12-05T00:00:00Z', reasons: ['It leaks!'] }),
      ),
      assessed(
        2,
        upgrade({ urgency: 'this-month', restartBy: '2026-12-04T23:30:00Z', reasons: ['It leaks!'] }),
      ),
      suspected(3, upgrade({ urgency: 'this-month', reasons: ['It leaks!', 'more'] })),
      assessed(4, upgrade({ urgency: 'now', to: null })),
      leaking(5, 100, upgrade({ urgency: 'this-week', restartBy: '2026-11-24T23:30:00Z' })),
      assessed(6, upgrade({ urgency: 'this-week', to: '3.2.26', reasons: ['An end of life'] })),
      leaking(7, 100, upgrade({ urgency: 'this-week', to: '3.2.26', reasons: ['Another reason'] })),
      leaking(8, 100, upgrade({ urgency: 'next-window' })),
      leaking(9, 100, { ...upgrade({ urgency: 'now' }), acknowledgement: accepted }),
      leaking(
        10,
        100,
        advised({ action: 'change-directive', urgency: 'this-week', reasons: ['No timeout'] }),
      ),
      leaking(11, 100, advised({ action: 'change-directive', urgency: 'none' })),
      leaking(12, 100, advised({ action: 'watch', urgency: 'now' })),
    ],
  },
  'branches, acknowledgements and knowledge that ended': {
    now: [
      assessed(1, { version: '3.1.17' }),
      assessed(2, { version: '3.1.17' }),
      assessed(3, { version: '2.6.12' }),
      assessed(4, { version: '2.6.33' }),
      leaking(5, 100),
    ],
    assessment: {
      acknowledgements: [
        { target: 'lb-7', ...accepted, state: 'in-force', hosts: 1 },
        { target: 'lb-8', reason: 'Replaced', until: '2026-11-01T12:00:00Z', state: 'expired', hosts: 0 },
        {
          target: 'cohort:edge/2.8.3',
          reason: 'Replaced',
          until: '2027-11-01T12:00:00Z',
          state: 'unknown',
          hosts: 0,
        },
      ],
    },
    sources: { knowledge: { ...KNOWLEDGE, checkedOn: '2026-09-01' } },
  },
  mitigations: {
    now: [
      leaking(1, 100, advised({ mitigations: ['Set a client timeout.', 'Set a server timeout.'] })),
      leaking(2, 100, advised({ mitigations: ['Set a server timeout.'] })),
      assessed(3, advised({ mitigations: ['Set a tunnel timeout.'] })),
    ],
  },
};

function reportOf({ now, before = now, assessment: told = {}, sources: of = {} }: Scene): Report {
  const weekAgo = before && assessment(before, { assessedAt: WEEK_AGO });
  const reported = assessment(now, told);
  // No sentence rests on bins, and making them takes longer than all the rest.
  const bins = gatherBins(reported).gathered();
  return composeReport({ ...sources(assessment([])), now: reported, before: weekAgo, bins, ...of });
}

/** What a person reads of a report, without what only draws or lists hosts. */
function printed(report: Report): string {
  const { subject, headline, isAllWell, decisions, changes, notYetKnown, mitigations, endingBranches } =
    report;
  const lines = [
    subject,
    `${headline.tone}: ${headline.text}`,
    headline.detail,
    isAllWell ? 'All is well.' : '',
    ...notYetKnown,
    ...decisions.flatMap(({ urgency, dueAt, what, why, hosts }) => [
      `- ${what} (${urgency}${dueAt === null ? '' : `, ${dueAt}`})`,
      `  ${why}`,
      `  ${hosts.join(', ')}`,
    ]),
    ...Object.entries(changes ?? {}).flatMap(([kind, list]: [string, Report['findings'] | object[]]) =>
      list.map((one) => `${kind}: ${JSON.stringify(one)}`),
    ),
    ...mitigations.map(({ text, hosts }) => `${text} ${hosts.join(', ')}`),
    ...endingBranches.map((branch) => JSON.stringify(branch)),
  ];
  return lines.filter((line) => line.trim() !== '').join('\n');
}

it('says of each of many weeks what test/fixtures/report/sentences.txt has', async () => {
  const text = Object.entries(SCENES).map(([name, scene]) => `## ${name}\n\n${printed(reportOf(scene))}\n`);
  await expect(text.join('\n')).toMatchFileSnapshot(
    join(repositoryRoot, 'test/fixtures/report/sentences.txt'),
  );
});
