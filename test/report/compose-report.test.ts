import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { changeCount } from '../../lambdas/report/changes.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { emailContent } from '../../lambdas/report/email/email-content.ts';
import { mailHeaders } from '../../lambdas/report/mail-headers.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import type { Changes, Report } from '../../lambdas/report/report.ts';
import { AT_MAXCONN } from '../domain/at-a-limit.ts';
import {
  AT,
  answered,
  assessed,
  assessment,
  leaking,
  NOTHING,
  NOW,
  silent,
  sources,
  WEEK_AGO,
} from './assessed.ts';
import { FLEETS } from './fleets.ts';
import { KNOWLEDGE } from './known.ts';

const compose = (now: readonly AssessedHost[], before: readonly AssessedHost[] | null = null): Report =>
  composeReport(sources(assessment(now), { before: before && assessment(before, { assessedAt: WEEK_AGO }) }));
const suspected = (index: number, score: number) => leaking(index, 100, { verdict: 'suspected', score });
const accepted = { reason: 'known', until: '2027-01-01T00:00:00Z' };

describe('what changed for a host', () => {
  const cases: {
    was: AssessedHost | null;
    is: AssessedHost | null;
    kind: keyof Changes | null;
    text?: string;
  }[] = [
    {
      was: assessed(1),
      is: leaking(1, 100),
      kind: 'began',
      text: 'leaks, risk 48/100 (medium); healthy a week ago',
    },
    {
      was: null,
      is: suspected(1, 20),
      kind: 'began',
      text: 'is suspected, risk 20/100 (low); not in the fleet a week ago',
    },
    {
      was: leaking(1, 100, { acknowledgement: accepted }),
      is: leaking(1, 100),
      kind: 'began',
      text: 'leaking; it was acknowledged until 2027-01-01',
    },
    {
      was: suspected(1, 40),
      is: leaking(1, 100, { score: 41 }),
      kind: 'worse',
      text: 'suspected a week ago, leaking now, risk 40 → 41/100 (medium)',
    },
    { was: suspected(1, 40), is: suspected(1, 50), kind: 'worse', text: 'risk 40 → 50/100 (high)' },
    { was: suspected(1, 40), is: suspected(1, 49), kind: null },
    { was: leaking(1, 100), is: suspected(1, 20), kind: null },
    { was: leaking(1, 100), is: assessed(1), kind: 'fixed', text: 'healthy now' },
    {
      was: leaking(1, 100),
      is: assessed(1, { verdict: 'load-growth' }),
      kind: 'fixed',
      text: 'load-growth now',
    },
    {
      was: leaking(1, 100),
      is: assessed(1, { verdict: 'insufficient-data' }),
      kind: 'lost',
      text: 'was leaking, state unknown now',
    },
    { was: leaking(1, 100), is: assessed(1, { verdict: 'not-observable' }), kind: 'lost' },
    { was: leaking(1, 100), is: null, kind: 'gone', text: 'left the fleet' },
    { was: assessed(1), is: null, kind: null },
    { was: assessed(1), is: assessed(1), kind: null },
    { was: assessed(1), is: leaking(1, 100, { acknowledgement: accepted }), kind: null },
    { was: leaking(1, 100), is: leaking(1, 100, { acknowledgement: accepted }), kind: null },
    { was: leaking(1, 100, { acknowledgement: accepted }), is: null, kind: null },
  ];

  it.each(
    cases.map((one) => ({ ...one, from: one.was?.verdict ?? 'absent', to: one.is?.verdict ?? 'absent' })),
  )('from $from to $to is $kind: $text', ({ was, is, kind, text }) => {
    const { changes } = compose([...(is ? [is] : []), assessed(9)], [...(was ? [was] : []), assessed(9)]);
    const found = Object.entries(changes ?? {}).flatMap(([name, list]) =>
      list.map((change: { text: string }) => ({ name, text: change.text })),
    );
    expect(found).toEqual(kind === null ? [] : [{ name: kind, text: text ?? expect.any(String) }]);
  });
});

describe('the headline', () => {
  const unjudged = assessed(1, { verdict: 'insufficient-data' });
  it.each([
    { of: 'no hosts', hosts: [], tone: 'unsure', text: 'nothing was audited' },
    { of: 'one healthy host', hosts: [assessed(1)], tone: 'well', text: 'the one host does not leak' },
    { of: 'healthy hosts', hosts: [assessed(1), assessed(2)], tone: 'well', text: 'none of 2 hosts leaks' },
    { of: 'a leak', hosts: [leaking(1, 100), assessed(2)], tone: 'leaking', text: '1 of 2 hosts leaks.' },
    {
      of: 'a leak and a suspicion',
      hosts: [leaking(1, 100), suspected(2, 9)],
      tone: 'leaking',
      text: '1 more is suspected',
    },
    {
      of: 'a suspicion',
      hosts: [suspected(1, 9), assessed(2)],
      tone: 'suspected',
      text: '1 of 2 hosts is suspected',
    },
    { of: 'nobody judged', hosts: [unjudged], tone: 'unsure', text: 'Too early to say' },
    {
      of: 'nobody judged, and one at its limit',
      hosts: [assessed(1, { verdict: 'insufficient-data', ...AT_MAXCONN })],
      tone: 'unsure',
      text: 'no host has enough data yet. 1 host is at or near a limit.',
    },
    {
      of: 'hosts of which one was not judged',
      hosts: [unjudged, ...Array.from({ length: 39 }, (_, index) => assessed(index + 2))],
      tone: 'well',
      text: 'none of the 39 hosts that could be judged leaks',
    },
    { of: 'a few not judged', hosts: [unjudged, assessed(2)], tone: 'unsure', text: '1 of 2 hosts' },
    {
      of: 'a leak that was accepted',
      hosts: [leaking(1, 100, { acknowledgement: accepted }), assessed(2)],
      tone: 'well',
      text: 'No new leaks',
    },
  ])('is $tone for $of, and says "$text"', ({ hosts, tone, text }) => {
    const { headline } = compose(hosts, hosts);
    expect(headline).toMatchObject({ tone, text: expect.stringContaining(text) });
  });

  it('is not sure where too few hosts answered', () => {
    const hosts = [assessed(1), assessed(2)];
    const report = composeReport(
      sources(assessment(hosts), {
        before: assessment(hosts),
        newestRun: [answered(1), silent(2, 'NotManaged')],
      }),
    );
    expect(report.headline.tone).toBe('unsure');
    expect(report.decisions).toMatchObject([{ what: 'Get lb-2 to answer', urgency: 'this-week' }]);
    expect(report.isAllWell).toBe(false);
  });

  it('says in the subject how many are new, worse, fixed, and that an upgrade failed', () => {
    expect(composeReport(FLEETS['founding-leak']()).subject).toBe(
      'HAProxy eu-west-1 W47: 5 of 32 hosts leak, 1 new, 1 worse, 1 fixed',
    );
    expect(composeReport(FLEETS['fix-that-failed']()).subject).toContain('an upgrade did not fix it');
  });

  it('says in subject, thread and both forms which of several fleets it is of', () => {
    const report = composeReport({ ...FLEETS['founding-leak'](), fleetName: 'edge' });
    expect(report.subject).toMatch(/^HAProxy edge eu-west-1 W47: /);
    expect(mailHeaders(report)['List-Id']).toMatch(
      /^HAProxy fleet edge eu-west-1 <haproxy-fleet\.edge\.eu-west-1\./,
    );
    expect(emailContent(report, null).about).toMatch(/^HAProxy fleet edge of account /);
    expect(renderReport(report)).toContain('<span>fleet edge</span>');
  });
});

describe('what to decide', () => {
  it('has hosts of one action together, the most urgent first, and every leaking host in one of them', () => {
    const due = (index: number, urgency: AssessedHost['recommendation']['urgency']) =>
      leaking(index, 100, { recommendation: { ...leaking(index, 100).recommendation, urgency } });
    const { decisions } = compose([
      due(1, 'this-week'),
      due(2, 'now'),
      due(3, 'this-week'),
      due(4, 'next-window'),
    ]);
    expect(decisions.map(({ what, urgency, hosts }) => ({ what, urgency, hosts }))).toEqual([
      { what: 'Upgrade lb-2 to 2.8.30', urgency: 'now', hosts: [] },
      { what: 'Upgrade 2 hosts to 2.8.30', urgency: 'this-week', hosts: ['lb-1', 'lb-3'] },
      { what: 'Upgrade lb-4 to 2.8.30', urgency: 'next-window', hosts: [] },
    ]);
  });

  it('has restarts with their latest instant', () => {
    const restart = {
      ...NOTHING,
      action: 'restart',
      urgency: 'now',
      restartBy: '2026-11-25T00:00:00Z',
    } as const;
    const { decisions } = compose([leaking(1, 400, { recommendation: restart })]);
    expect(decisions).toMatchObject([
      { what: 'Restart HAProxy on lb-1', dueAt: '2026-11-25T00:00:00Z', urgency: 'now' },
    ]);
  });

  it('gives for hosts of several releases the reason that holds for all of them', () => {
    const because = (index: number, ...reasons: string[]) =>
      leaking(index, 100, { recommendation: { ...leaking(index, 100).recommendation, reasons } });
    const { decisions } = compose([
      because(1, '2.8.3 has it', 'fixed in 2.8.14'),
      because(2, 'fixed in 2.8.14'),
    ]);
    expect(decisions.map(({ why }) => why)).toEqual([
      'fixed in 2.8.14. The first to reach a limit: lb-1 reaches its TCP memory limit in 54 days (48–61).',
    ]);
  });

  it('asks nothing of hosts whose finding was accepted', () => {
    expect(compose([leaking(1, 400, { acknowledgement: accepted })]).decisions).toEqual([]);
  });

  it('says which objects of the archive are no acknowledgements', () => {
    const file = 's3://bucket/acknowledgements/account=1/region=eu-west-1/0123456789abcdef.json';
    const issue = { file, line: 3, path: 'until', message: 'Invalid ISO datetime' };
    const now = assessment([assessed(1)], { acknowledgementIssues: [issue, { ...issue, line: 4 }] });
    expect(composeReport(sources(now)).decisions).toMatchObject([
      {
        what: "Mend 2 objects of the archive's acknowledgements",
        why: `What can't be read as an acknowledgement accepts nothing. The first is ${file}:3: until: Invalid ISO datetime.`,
      },
    ]);
  });

  it('has ended branches, expired and unknown acknowledgements, and old knowledge', () => {
    const now = assessment([assessed(1, { version: '3.1.17' })], {
      acknowledgements: [
        { target: 'lb-8', reason: 'x', until: '2026-11-01T00:00:00Z', state: 'expired', hosts: 0 },
        { target: 'lb-9', reason: 'x', until: '2027-11-01T00:00:00Z', state: 'unknown', hosts: 0 },
      ],
    });
    const { decisions } = composeReport(
      sources(now, { knowledge: { ...KNOWLEDGE, checkedOn: '2026-08-01' } }),
    );
    expect(decisions.map(({ what }) => what)).toEqual([
      'Renew or remove the acknowledgement of lb-8',
      'Renew or remove the acknowledgement of lb-9',
      'Push newer knowledge: what the auditor knows of HAProxy releases is old',
      'Move 1 host off branch 3.1, to 3.2.26',
    ]);
  });
});

describe('the release matrix', () => {
  it('has a row a release, with what is known of it, the leaking ones first', () => {
    const hosts = [
      ...Array.from({ length: 5 }, (_, index) => leaking(index, 100)),
      assessed(10, { version: '2.8.11' }),
      assessed(11, { version: '2.6.12-1+deb12u4' }),
      assessed(12),
      assessed(13, { version: 'made up' }),
      assessed(14, { version: null }),
    ];
    const rows = compose(hosts).releases.map(
      ({ release, hosts, leaking, leakProbability, leaks, life, to }) => ({
        release,
        hosts,
        leaking,
        leakProbability,
        leaks: leaks.map(({ id }) => id),
        life,
        to,
      }),
    );
    expect(rows).toEqual([
      {
        release: '2.8.11',
        hosts: 6,
        leaking: 5,
        leakProbability: 0.998,
        leaks: ['HAPX-0001', 'HAPX-0007'],
        life: 'alive',
        to: '2.8.30',
      },
      {
        release: '2.6.12',
        hosts: 1,
        leaking: 0,
        leakProbability: null,
        leaks: ['HAPX-0007'],
        life: 'ends-soon',
        to: '2.8.30',
      },
      {
        release: '2.8.30',
        hosts: 1,
        leaking: 0,
        leakProbability: null,
        leaks: [],
        life: 'alive',
        to: '2.8.30',
      },
      { release: 'unknown', hosts: 2, leaking: 0, leakProbability: null, leaks: [], life: null, to: null },
    ]);
  });
});

describe('the first report', () => {
  it('says what it cannot know', () => {
    const { week, changes, fleetBefore, notYetKnown } = composeReport(FLEETS['first-run']());
    expect({ first: week.isFirst, changes, fleetBefore }).toEqual({
      first: true,
      changes: null,
      fleetBefore: null,
    });
    expect(notYetKnown).toEqual([
      expect.stringContaining('this needs an earlier report'),
      expect.stringContaining('observed for 1.5 days'),
    ]);
  });
});

describe('the trajectory of a host', () => {
  it('is drawn out from its present level along its growth, with the interval', () => {
    const { series } = compose([leaking(1, 100)]);
    const [host] = series.hosts;
    const perDay = 26 * 2 ** 20;
    const { from, to } = host?.projection ?? {
      from: { at: '', bytes: 0 },
      to: { at: '', estimate: 0, low: 0, high: 0 },
    };
    expect(Date.parse(to.at) - Date.parse(from.at)).toBe(14 * 86_400_000);
    expect((to.estimate - from.bytes) / 14).toBeCloseTo(perDay, 0);
    expect((to.low - from.bytes) / 14).toBeCloseTo(0.92 * perDay, 0);
    expect((to.high - from.bytes) / 14).toBeCloseTo(1.08 * perDay, 0);
    expect(host?.points).toHaveLength(28 * 8);
    expect(host?.events.map(({ kind }) => kind)).toEqual(['restart']);
  });

  it('names the releases of an upgrade', () => {
    const { series } = composeReport(FLEETS['fix-that-failed']());
    expect(series.hosts[0]?.events.filter(({ kind }) => kind === 'upgrade')).toMatchObject([
      { text: '2.8.11 to 2.8.12-1ubuntu1' },
    ]);
  });

  it('is drawn for the 20 hosts with the highest score alone', () => {
    const { series, findings } = composeReport(FLEETS['large-fleet']());
    expect(series.hosts.map(({ hostId }) => hostId)).toEqual(
      findings.slice(0, 20).map(({ hostId }) => hostId),
    );
  });
});

describe('the proof of a leak', () => {
  const evidence = (check: string, logOdds: number) => ({
    check,
    logOdds,
    summary: `${check} says so`,
    growthPerDay: null,
    window: { from: WEEK_AGO, to: AT },
  });
  it.each([
    {
      of: 'the witness of its likeliest kind',
      known: [evidence('dead-sockets', 6), evidence('stuck-streams', 4)],
      kinds: [{ kind: 'stuck-streams', probability: 0.9, witness: 'stuck-streams' }],
      proof: 'stuck-streams says so',
    },
    {
      of: 'the weightiest where an earlier version named no kind',
      known: [evidence('stuck-streams', 4), evidence('dead-sockets', 6)],
      proof: 'dead-sockets says so',
    },
    { of: 'nothing that speaks against it', known: [evidence('memory-growth', -2)], proof: null },
  ] satisfies {
    of: string;
    known: AssessedHost['evidence'];
    kinds?: AssessedHost['kinds'];
    proof: string | null;
  }[])('is that of $of, and not said again as a reason', ({ known, proof, ...shown }) => {
    const recommendation = {
      ...leaking(1, 100).recommendation,
      reasons: [`Leaking: ${known[0]?.summary}`, 'it is fixed'],
    };
    const { findings } = compose([
      leaking(1, 100, { evidence: known, recommendation, kinds: undefined, ...shown }),
    ]);
    expect(findings[0]).toMatchObject({ proof, adviceReasons: ['it is fixed'] });
  });
});

it('tells hosts apart by their ids where they share a name', () => {
  const { hosts } = compose([
    assessed(1, { name: 'lb' }),
    assessed(2, { name: 'lb' }),
    assessed(3, { name: ' ' }),
  ]);
  expect(hosts.map(({ label }) => label)).toEqual(hosts.map(({ hostId }) => hostId));
});

it('tells hosts apart by their ids where one that left the fleet had the same name', () => {
  const { hosts, changes } = compose([assessed(1, { name: 'lb' })], [leaking(2, 100, { name: 'lb' })]);
  expect(hosts.map(({ label }) => label)).toEqual([assessed(1).hostId]);
  expect(changes?.gone.map(({ label }) => label)).toEqual([assessed(2).hostId]);
  const kept = compose([assessed(1, { name: 'lb' })], [assessed(1, { name: 'lb' })]);
  expect(kept.hosts.map(({ label }) => label)).toEqual(['lb']);
});

it('is well only where nothing changed and nothing is to be decided', () => {
  const well = compose([assessed(1)], [assessed(1)]);
  expect(well.isAllWell).toBe(true);
  const fixed = compose([assessed(1)], [leaking(1, 100)]);
  expect([fixed.headline.tone, fixed.decisions.length, fixed.isAllWell]).toEqual(['well', 0, false]);
  const due = compose([assessed(1, { version: '3.1.17' })], [assessed(1)]);
  expect([due.headline.tone, due.decisions.length, due.isAllWell]).toEqual(['well', 1, false]);
  expect(compose([assessed(1)]).isAllWell).toBe(false);
});

it('counts every change of the week', () => {
  const { changes } = compose(
    [leaking(1, 100), assessed(2), leaking(3, 100)],
    [assessed(1), leaking(2, 100), assessed(3), leaking(4, 100)],
  );
  expect(changes && changeCount(changes)).toBe(4);
});

it('compares with the assessment a week before, or else with the instant a week before its own', () => {
  const week = { id: '2026-W48', name: '2026-W47', to: NOW, timeZone: 'Europe/Berlin' };
  const earlier = '2026-11-15T03:20:00Z';
  const compared = composeReport(
    sources(assessment([]), { before: assessment([], { assessedAt: earlier }) }),
  );
  expect(compared.week).toEqual({ ...week, from: earlier, isFirst: false });
  expect(compose([]).week).toEqual({ ...week, from: '2026-11-16T03:20:00.000Z', isFirst: true });
});

it('has the fleet of earlier weeks and of this one', () => {
  const point = { at: WEEK_AGO, score: 9, leaking: 1, suspected: 0, hosts: 3 };
  const { series } = composeReport(sources(assessment([leaking(1, 100)]), { earlier: [point] }));
  expect(series.fleet).toMatchObject([point, { at: NOW, score: 48, leaking: 1, suspected: 0, hosts: 1 }]);
});

it('is the same for the same sources', () => {
  expect(composeReport(FLEETS['founding-leak']())).toEqual(composeReport(FLEETS['founding-leak']()));
});

it('states how old data and knowledge are at its instant', () => {
  const report = composeReport({ ...FLEETS['all-well'](), at: new Date(AT) });
  expect(report.age).toEqual({
    dataSeconds: 3 * 3600,
    knowledgeCheckedOn: '2026-11-16',
    knowledgeDays: 7,
    isKnowledgeStale: false,
  });
});
