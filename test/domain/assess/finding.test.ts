import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../../lambdas/domain/assess/acknowledge.ts';
import {
  changedFindings,
  dedupKeyOf,
  findingOf,
  openFinding,
} from '../../../lambdas/domain/assess/finding.ts';
import type { AssessedHost, Assessment } from '../../../lambdas/domain/records/assessment.ts';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import type { Urgency } from '../../../lambdas/domain/records/recommendation.ts';
import { HOUR, printInstant } from '../../../lambdas/domain/records/time.ts';
import type { Verdict } from '../../../lambdas/domain/records/verdict.ts';
import { assessment } from '../../report/assessed.ts';
import { anAssessedHost } from '../an-assessed-host.ts';

const FROM = Date.parse('2026-11-01T00:20:00Z');
/** Scorings in three days. */
const QUIET = 24;

interface Look {
  verdict: Verdict;
  urgency?: Urgency;
  /** `true` for all kinds of leak. */
  accepted?: boolean | readonly LeakKind[];
  shows?: readonly LeakKind[];
  gone?: boolean;
}

/** One assessment of one host after another, three hours apart. */
function assessments(looks: readonly Look[]): Assessment[] {
  const made: Assessment[] = [];
  for (const [index, { verdict, urgency = 'this-month', accepted, shows, gone }] of looks.entries()) {
    const assessedAt = printInstant(FROM + index * 3 * HOUR);
    const judged = anAssessedHost('i-1', {
      verdict,
      recommendation: { urgency },
      ...(shows && { kinds: shows.map((kind) => ({ kind, probability: 0.99, witness: '' })) }),
    });
    const kinds = typeof accepted === 'object' ? [...accepted] : undefined;
    const entry = { target: 'i-1', reason: 'known', until: '2027-01-01T00:00:00Z', ...(kinds && { kinds }) };
    const [host = judged] = acknowledge([judged], accepted ? [entry] : [], new Date(assessedAt)).hosts;
    const before = made.at(-1);
    const previous: AssessedHost | undefined = before?.hosts[0];
    const scorings = { before: before?.assessedAt ?? assessedAt, now: assessedAt };
    const hosts = gone ? [] : [{ ...host, finding: openFinding(previous, host, scorings) }];
    made.push(assessment(hosts, { assessedAt }));
  }
  return made;
}

/** What is told at each scoring, as `2 opened leaking`. */
const told = (looks: readonly Look[]): string[] => {
  const made = assessments(looks);
  return made.flatMap((after, index) =>
    changedFindings(made[index - 1] ?? null, after).map(
      ({ change, verdict, because }) =>
        `${index} ${change} ${verdict}${change === 'closed' ? `, ${because}` : ''}`,
    ),
  );
};

const looks = (...verdicts: Verdict[]): Look[] => verdicts.map((verdict) => ({ verdict }));
const times = (count: number, verdict: Verdict): Verdict[] => Array(count).fill(verdict);

describe('a finding', () => {
  it('is one however often its verdict leaves and returns within three days', () => {
    const days = [...times(QUIET - 1, 'healthy'), 'leaking', ...times(QUIET, 'step'), 'leaking'] as Verdict[];
    expect(told(looks('leaking', ...days))).toEqual(['0 opened leaking']);
  });

  it('closes with the verdict that has stayed for three days, and is another one after that', () => {
    const days = looks('leaking', ...times(QUIET + 1, 'healthy'), 'leaking');
    expect(told(days)).toEqual([
      '0 opened leaking',
      `${QUIET + 1} closed leaking, healthy`,
      `${QUIET + 2} opened leaking`,
    ]);
  });

  it('of a suspicion that comes true is told as a leak at once, and is not taken back for a day of doubt', () => {
    const days = looks('suspected', 'leaking', 'suspected', 'healthy', 'suspected', 'leaking');
    expect(told(days)).toEqual(['0 opened suspected', '1 closed suspected, leaking', '1 opened leaking']);
  });

  it('of a leak that stays a suspicion becomes one', () => {
    expect(told(looks('leaking', ...times(QUIET + 2, 'suspected')))).toEqual([
      '0 opened leaking',
      `${QUIET + 1} closed leaking, suspected`,
      `${QUIET + 1} opened suspected`,
    ]);
  });

  it('gets worse where its host is more urgent than it has ever been, whatever was in between', () => {
    const urgencies: Urgency[] = ['this-month', 'next-window', 'this-week', 'this-month', 'this-week', 'now'];
    expect(told(urgencies.map((urgency) => ({ verdict: 'leaking', urgency })))).toEqual([
      '0 opened leaking',
      '2 worse leaking',
      '5 worse leaking',
    ]);
  });

  it.each([
    { of: 'a host that leaves the fleet', last: { verdict: 'leaking', gone: true }, because: 'gone' },
    { of: 'an acknowledgement', last: { verdict: 'leaking', accepted: true }, because: 'acknowledged' },
  ] as const)('closes at once for $of', ({ last, because }) => {
    expect(told([{ verdict: 'leaking' }, last, last])).toEqual([
      '0 opened leaking',
      `1 closed leaking, ${because}`,
    ]);
  });

  it('of another kind than the accepted one opens, wavers without a word, and closes after three days', () => {
    const accepted: LeakKind[] = ['stuck-streams'];
    const one: Look = { verdict: 'leaking', accepted, shows: ['stuck-streams'] };
    const both: Look = { verdict: 'leaking', accepted, shows: ['stuck-streams', 'dead-sockets'] };
    const unaccepted: Look = { verdict: 'leaking', shows: ['stuck-streams'] };
    const days = [unaccepted, one, both, one, both, one, both, ...Array(QUIET + 1).fill(one), both];
    expect(told(days)).toEqual([
      '0 opened leaking',
      '1 closed leaking, acknowledged',
      '2 opened leaking',
      `${7 + QUIET} closed leaking, acknowledged`,
      `${8 + QUIET} opened leaking`,
    ]);
  });

  it('stays open where the acknowledgement is of another kind', () => {
    const look: Look = { verdict: 'leaking', shows: ['dead-sockets'] };
    expect(told([look, { ...look, accepted: ['stuck-streams'] }])).toEqual(['0 opened leaking']);
  });

  it('closes at once for an acknowledgement of all kinds that it is about', () => {
    const look: Look = { verdict: 'leaking', shows: ['stuck-streams', 'dead-sockets'] };
    expect(told([look, { ...look, accepted: ['dead-sockets', 'stuck-streams'] }])).toEqual([
      '0 opened leaking',
      '1 closed leaking, acknowledged',
    ]);
  });

  it('closes for a host that leaves the fleet in its quiet days', () => {
    expect(told([...looks('leaking', 'healthy'), { verdict: 'healthy', gone: true }])).toEqual([
      '0 opened leaking',
      '2 closed leaking, gone',
    ]);
  });

  it.each<{ of: string; looks: Look[]; ranks: string[] }>([
    {
      of: 'that can wait is no page',
      looks: [{ verdict: 'leaking', urgency: 'this-week' }],
      ranks: ['opened notify'],
    },
    {
      of: 'that is a mere suspicion is no page, however urgent',
      looks: [{ verdict: 'suspected', urgency: 'now' }],
      ranks: ['opened notify'],
    },
    {
      of: 'becomes a page once, when it calls for something now, and closes as one although it was calmer since',
      looks: [
        { verdict: 'leaking', urgency: 'this-month' },
        { verdict: 'leaking', urgency: 'now' },
        { verdict: 'leaking', urgency: 'this-month' },
        { verdict: 'leaking', urgency: 'now' },
        { verdict: 'leaking', urgency: 'this-month', gone: true },
      ],
      ranks: ['opened notify', 'worse page', 'closed page'],
    },
  ])('$of', ({ looks, ranks }) => {
    const made = assessments(looks);
    const findings = made.flatMap((after, index) => changedFindings(made[index - 1] ?? null, after));
    expect(findings.map(({ change, rank }) => `${change} ${rank}`)).toEqual(ranks);
  });

  it.each([
    { key: 'i-0abc/leaking', fleet: 'haproxy', is: 'haproxy-fleet-auditor.haproxy.i-0abc.leaking' },
    { key: 'a b/../?#%/leaking', fleet: 'edge', is: 'haproxy-fleet-auditor.edge.a-b....---.leaking' },
  ])('is known to pagers as $is, which may stand in a path', ({ key, fleet, is }) => {
    expect(dedupKeyOf({ key }, fleet)).toBe(is);
    expect(encodeURIComponent(is)).toBe(is);
  });

  it('has one key from its opening to its closing, and an id for each change', () => {
    const made = assessments(looks('leaking', ...times(QUIET + 1, 'healthy')));
    const findings = made.flatMap((after, index) => changedFindings(made[index - 1] ?? null, after));
    expect(findings.map(({ key, id }) => [key, id])).toEqual([
      ['i-1/leaking', 'i-1/leaking/opened/2026-11-01T00:20:00Z'],
      ['i-1/leaking', 'i-1/leaking/closed/2026-11-04T03:20:00Z'],
    ]);
  });

  it('that an earlier version opened is not told again after an upgrade, and closes as any other', () => {
    const { finding: _, ...old } = anAssessedHost('i-1', { verdict: 'leaking' });
    const before = assessment([old], { assessedAt: '2026-11-01T00:20:00Z' });
    const judge = (verdict: Verdict, assessedAt: string, previous: Assessment) => {
      const host = anAssessedHost('i-1', { verdict });
      const scorings = { before: previous.assessedAt, now: assessedAt };
      const finding = openFinding(previous.hosts[0], host, scorings);
      return assessment([{ ...host, finding }], { assessedAt });
    };
    const same = judge('leaking', '2026-11-01T03:20:00Z', before);
    expect(changedFindings(before, same)).toEqual([]);
    const quiet = judge('healthy', '2026-11-01T06:20:00Z', same);
    expect(changedFindings(same, quiet)).toEqual([]);
    const well = judge('healthy', '2026-11-04T06:20:00Z', quiet);
    expect(changedFindings(quiet, well)).toMatchObject([{ change: 'closed', because: 'healthy' }]);
    expect(findingOf(well.hosts[0] as AssessedHost, well.assessedAt)).toBeNull();
  });
});
