import { describe, expect, it } from 'vitest';
import { recommendationReasons } from '../../../lambdas/domain/recommend/recommendation-reasons.ts';
import type { Grounds } from '../../../lambdas/domain/recommend/recommended-action.ts';
import type { Action } from '../../../lambdas/domain/records/recommendation.ts';
import { AT_MAXCONN, connectionsOf } from '../at-a-limit.ts';
import { SOUND, situation } from './made-facts.ts';
import { bug, release } from './made-release.ts';

interface Told extends Partial<Omit<Grounds, 'host'>> {
  host?: Parameters<typeof situation>[0];
  action?: Action;
}

const reasonsOf = ({ host, action = 'watch', ...grounds }: Told) =>
  recommendationReasons(
    {
      host: situation(host),
      kinds: [],
      release: release(),
      leaks: [],
      installed: null,
      mitigations: [],
      ...grounds,
    },
    action,
  );
/** Of a host that leaks memory on 2.8.11. */
const reasonsOfLeak = ({ host, ...told }: Told) =>
  reasonsOf({ kinds: ['memory'], ...told, host: { verdict: 'leaking', leakProbability: 0.99, ...host } });
const piece = (check: string, logOdds: number) => ({ check, logOdds, summary: `${check} speaks` });

describe('the reasons of what to do with a host that leaks', () => {
  it('are no more than its evidence, its limit and what its release explains, where nothing else is to say', () => {
    expect(reasonsOfLeak({ leaks: [bug('A')] })).toEqual([
      'Leaking: 2,177 stuck streams',
      'A known bug of 2.8.11 may be the cause: A, fixed in 2.8.14',
      'It reaches no limit at its present growth',
    ]);
  });

  it.each([
    { evidence: [piece('a', 2), piece('b', 5), piece('c', 3)], lead: 'Leaking: b speaks' },
    { evidence: [piece('a', -2), piece('b', 0)], lead: 'Leaking' },
    { evidence: [], lead: 'Leaking' },
  ])('begin with the strongest evidence that speaks for a leak: $lead', ({ evidence, lead }) => {
    expect(reasonsOfLeak({ host: { evidence } })[0]).toBe(lead);
  });

  it('begin with what tells of its likeliest kind, though what goes along weighs more', () => {
    const evidence = [piece('a', 2), piece('b', 5)];
    expect(reasonsOfLeak({ host: { evidence, kinds: [{ witness: 'a' }] } })[0]).toBe('Leaking: a speaks');
  });

  it.each([
    { is: 'nobody knows', known: { running: null } },
    { is: 'is not known here', known: { isKnown: false } },
  ])('do not blame a release that $is', ({ known }) => {
    const reasons = reasonsOfLeak({ leaks: [bug('A')], release: release(known) });
    expect(reasons).toEqual(['Leaking: 2,177 stuck streams', 'It reaches no limit at its present growth']);
  });

  it.each([
    { kinds: ['stuck-streams'] as const, isSaid: true },
    { kinds: ['dead-sockets'] as const, isSaid: true },
    { kinds: ['memory'] as const, isSaid: false },
  ])(
    'see a contradiction in a release free of the founding leak with $kinds: $isSaid',
    ({ kinds, isSaid }) => {
      const reasons = reasonsOfLeak({ kinds, release: release({ fixedBefore: 'HAPX-0001' }) });
      const contradiction = 'Leaking although 2.8.11 is listed as free of HAPX-0001';
      expect(reasons.filter((reason) => reason === contradiction)).toHaveLength(isSaid ? 1 : 0);
    },
  );

  it.each([
    {
      kinds: ['memory', 'descriptors'] as const,
      because: "no known bug of 2.8.11 explains memory and descriptors: report it to HAProxy's maintainers",
    },
    {
      kinds: ['memory', 'tcp-memory'] as const,
      because: "no known bug of 2.8.11 explains memory and TCP memory: report it to HAProxy's maintainers",
    },
    { kinds: ['tcp-memory'] as const, because: 'TCP memory alone does not show which bug it is' },
  ])('say of $kinds without a known bug: $because', ({ kinds, because }) => {
    expect(reasonsOfLeak({ kinds })[1]).toMatch(new RegExp(`^Leaking, (and|but) ${because}$`));
  });

  it.each([
    { leak: bug('A', { fixedIn: null }), said: 'A known bug of 2.8.11 may be the cause: A, no fix known' },
    {
      leak: bug('A', { condition: 'HTTP/2' }),
      said: 'A known bug of 2.8.11 may be the cause: A (with HTTP/2), fixed in 2.8.14',
    },
    {
      leak: bug('A', { kinds: ['tcp-memory'] }),
      said: 'Known leak in 2.8.11: A, fixed in 2.8.14',
    },
    {
      leak: bug('A', { kinds: ['tcp-memory'], status: 'probable', confidence: 'inferred-lockstep' }),
      said: 'Probably a known leak in 2.8.11: A, probably fixed in 2.8.14',
    },
    {
      leak: bug('A', { status: 'partly-fixed' }),
      said: "2.8.11 is often cited as the fix of A, but it still leaks; 2.8.14 is the first that doesn't",
    },
    {
      leak: bug('A', { status: 'partly-fixed', fixedIn: null }),
      said: '2.8.11 is often cited as the fix of A, but it still leaks',
    },
  ])('name the known bug: $said', ({ leak, said }) => {
    expect(reasonsOfLeak({ leaks: [leak] })[1]).toBe(said);
  });

  it.each([
    { others: [bug('B')], said: ['Other known bugs with memory: B'] },
    {
      others: ['B', 'C', 'D', 'E'].map((id) => bug(id)),
      said: ['Other known bugs with memory: B, C, D, E'],
    },
    {
      others: [...['B', 'C', 'D', 'E', 'F'].map((id) => bug(id)), bug('G', { isCommon: false })],
      said: ['Other known bugs with memory: B, C, D, E and 2 more'],
    },
    {
      others: [bug('B'), bug('C', { isCommon: false })],
      said: ['Other known bugs with memory: B and 1 more'],
    },
    {
      others: [bug('B', { isCommon: false })],
      said: ['Other known bugs with memory: 1 that need a rarely used feature'],
    },
    { others: [], said: [] },
  ])('name other bugs that any host meets, and count the rest: $said', ({ others, said }) => {
    const reasons = reasonsOfLeak({ leaks: [bug('A'), ...others] });
    expect(reasons.filter((reason) => reason.startsWith('Other known bugs'))).toEqual(said);
  });

  it('say once that it is at its limit, and when it reaches one that it only is near', () => {
    const limitsOf = (host: Told['host']) =>
      reasonsOfLeak({ ...(host && { host }) }).filter((reason) => reason.includes('connections'));
    expect(limitsOf(AT_MAXCONN)).toEqual([
      '10,000 of 10,000 connections: HAProxy takes no more; a restart frees what leaked',
    ]);
    expect(limitsOf(connectionsOf(9_500, { estimate: 86_400, low: 80_000, high: 90_000 }))).toEqual([
      'It reaches its limit of 10,000 connections in 24 hours (22–25)',
      '9,500 of 10,000 connections: at the limit HAProxy takes no more; a restart frees what leaked',
    ]);
    expect(limitsOf(connectionsOf(9_500, null))).toHaveLength(1);
  });

  it.each([
    { leakProbability: 0.5, isSaid: false },
    { leakProbability: 0.49, isSaid: true },
  ])('say that it is less likely than not at $leakProbability: $isSaid', ({ leakProbability, isSaid }) => {
    const reasons = reasonsOfLeak({ host: { verdict: 'suspected', leakProbability } });
    expect(reasons.some((reason) => reason.startsWith('A leak is less likely than not'))).toBe(isSaid);
  });
});

describe('the reasons of what to do with a host without a finding', () => {
  const onBugs = (known: Told) =>
    reasonsOf({ leaks: [bug('A', { kinds: ['stuck-streams'] }), bug('B'), bug('C')], ...known });

  it('are what it shows, where its release has no known bug, or nobody knows its release', () => {
    expect(reasonsOf({})).toEqual(['No leak seen in 28 days']);
    expect(onBugs({ release: release({ running: null }) })).toEqual(['No leak seen in 28 days']);
    expect(reasonsOf({ host: { verdict: 'step' } })).toEqual([
      'Its memory rose once, with a new configuration or process: check what that changed',
    ]);
  });

  it('have the known bugs of its release by kind, and which of them its readings could not show', () => {
    const kindsRead = [piece('stuck-streams', -1)];
    expect(onBugs({ host: { evidence: kindsRead } })).toEqual([
      'No leak seen in 28 days, but 2.8.11 has known bugs with stuck streams (A) and memory (B and 1 more)',
      'Could not be checked on this host: memory',
    ]);
    expect(onBugs({ host: { evidence: [...kindsRead, piece('pool-growth', -1)] } })).toHaveLength(1);
    expect(onBugs({ host: { verdict: 'load-growth', evidence: kindsRead } })).toEqual([
      'Its memory grows with its traffic, which no release changes',
      '2.8.11 has known bugs with stuck streams (A) and memory (B and 1 more)',
      'Could not be checked on this host: memory',
    ]);
  });

  it('say of which bugs the release only probably has', () => {
    expect(reasonsOf({ leaks: [bug('A', { status: 'probable' })] })[0]).toContain('memory (probably A)');
  });

  it('begin with a limit that it is near', () => {
    const [first, second] = reasonsOf({ host: AT_MAXCONN });
    expect([first, second]).toEqual([
      '10,000 of 10,000 connections: HAProxy takes no more; raise maxconn as memory allows, or add hosts',
      'No leak seen in 28 days',
    ]);
  });
});

describe('the reasons that follow from what is to be done', () => {
  it('have what is installed, then what is known of the release', () => {
    const installed = { isEnough: true, to: '2.8.30', reason: 'The installed package has 2.8.30' };
    expect(
      reasonsOf({ installed, release: release({ reasons: ['Branch 2.8 ends soon'] }) }).slice(1),
    ).toEqual(['The installed package has 2.8.30', 'Branch 2.8 ends soon']);
  });

  it.each([
    { callsForUpgrade: true, action: 'change-directive', isSaid: true },
    { callsForUpgrade: true, action: 'upgrade', isSaid: false },
    { callsForUpgrade: false, action: 'change-directive', isSaid: false },
  ] as const)('keep the upgrade in sight of a directive that goes first: $isSaid', (row) => {
    const reasons = reasonsOf({
      action: row.action,
      release: release({ to: '2.8.30', callsForUpgrade: row.callsForUpgrade }),
    });
    expect(reasons.includes('Upgrade to 2.8.30 at the next window as well')).toBe(row.isSaid);
  });

  it.each([
    { action: 'upgrade', host: { verdict: 'leaking' }, isSaid: true },
    { action: 'restart', host: { verdict: 'suspected' }, isSaid: true },
    { action: 'watch', host: { verdict: 'suspected' }, isSaid: false },
    { action: 'upgrade', host: { verdict: 'healthy' }, isSaid: false },
  ] as const)(
    'say how to restart where that is to be done: $action, $host.verdict',
    ({ action, host, isSaid }) => {
      const reasonsWith = (hardStopAfterSeconds: number | null) =>
        reasonsOf({ action, host: { ...host, config: { ...SOUND, hardStopAfterSeconds } } });
      const bounded = reasonsWith(1800).filter((reason) => reason.includes('After a reload the old worker'));
      expect(bounded).toHaveLength(isSaid ? 1 : 0);
      const endless = reasonsWith(null).filter((reason) => reason.startsWith('Restart, do not reload'));
      expect(endless).toHaveLength(isSaid ? 1 : 0);
    },
  );

  it.each([
    { verdict: 'leaking', ended: [], isSaid: true },
    { verdict: 'leaking', ended: ['A'], isSaid: false },
    { verdict: 'suspected', ended: [], isSaid: false },
  ] as const)(
    'warn that $verdict starts again where no release ends it: $isSaid',
    ({ verdict, ended, isSaid }) => {
      const reasons = reasonsOf({
        action: 'restart',
        host: { verdict },
        leaks: [bug('A')],
        release: release({ ended: new Set(ended) }),
      });
      expect(reasons.some((reason) => reason.startsWith('No release is known to fix it'))).toBe(isSaid);
    },
  );

  it.each([
    { host: { config: null, verdict: 'leaking' }, last: 'Its configuration could not be read' },
    { host: { config: null }, last: 'No leak seen' },
    { host: { notes: ['config-changed'] }, last: 'Its configuration file is newer than its worker' },
    { host: { notes: ['package-newer'] }, last: 'No leak seen' },
  ] as const)('end with what the configuration hides: $last', ({ host, last }) => {
    expect(reasonsOf({ host }).at(-1)).toContain(last);
  });
});
