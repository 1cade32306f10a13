import { describe, expect, it } from 'vitest';
import { parseVersion, type Version } from '../../../lambdas/domain/records/version.ts';
import { type AffectedBranch, matchAdvisory } from '../../../lambdas/domain/releases/advisory.ts';
import { isLeak, rankedMatches } from '../../../lambdas/domain/releases/advisory-rank.ts';
import { advisory } from './an-advisory.ts';

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} does not parse`);
  return parsed;
}

type Judged = [string, Partial<AffectedBranch>, string, { status: string; fixedIn: string | null } | null];

describe('matchAdvisory', () => {
  const lastAffected = { events: [{ introduced: '2.8.0' }, { last_affected: '2.8.4' }] };
  const open = { events: [{ introduced: '2.8.0' }] };
  const twice = {
    events: [{ introduced: '2.8.1' }, { fixed: '2.8.3' }, { introduced: '2.8.5' }, { fixed: '2.8.7' }],
  };
  it.each<Judged>([
    ['before it came', {}, '2.8.1', null],
    ['where it came', {}, '2.8.2', { status: 'affected', fixedIn: '2.8.10' }],
    ['just before the fix', {}, '2.8.9', { status: 'affected', fixedIn: '2.8.10' }],
    ['with the fix', {}, '2.8.10', null],
    ['on another branch', {}, '3.0.2', null],
    ['in a private build', {}, '2.8.9-fdd8154ed', { status: 'affected', fixedIn: '2.8.10' }],
    ['on the last release known to have it', lastAffected, '2.8.4', { status: 'affected', fixedIn: null }],
    ['after the last release known to have it', lastAffected, '2.8.5', null],
    ['that nothing fixes', open, '2.8.99', { status: 'affected', fixedIn: null }],
    ['before the fix that was lost again', twice, '2.8.2', { status: 'affected', fixedIn: '2.8.3' }],
    ['between a fix and its loss', twice, '2.8.4', null],
    ['after the loss of a fix', twice, '2.8.6', { status: 'affected', fixedIn: '2.8.7' }],
    ['after the second fix', twice, '2.8.7', null],
    [
      'before a fix that fails',
      { ineffectiveFix: '2.8.8' },
      '2.8.7',
      { status: 'affected', fixedIn: '2.8.10' },
    ],
    [
      'with a fix that fails',
      { ineffectiveFix: '2.8.8' },
      '2.8.8',
      { status: 'partly-fixed', fixedIn: '2.8.10' },
    ],
    [
      'after a fix that fails',
      { ineffectiveFix: '2.8.8' },
      '2.8.9',
      { status: 'partly-fixed', fixedIn: '2.8.10' },
    ],
    ['by inference', { confidence: 'inferred-lockstep' }, '2.8.9', { status: 'probable', fixedIn: '2.8.10' }],
    [
      'whose fix was taken back',
      { ...open, confidence: 'reverted' },
      '2.8.9',
      { status: 'affected', fixedIn: null },
    ],
    ['but unclear', { status: 'unclear' }, '2.8.9', null],
  ])('judges a release %s', (_, record, release, expected) => {
    const match = matchAdvisory(advisory({}, record), version(release));
    if (expected === null) expect(match).toBeNull();
    else expect(match).toMatchObject(expected);
  });

  it.each([
    ['2.8.9-1ubuntu2', 'security', 'probable'],
    ['2.8.9', 'security', 'affected'],
    ['2.8.9-1ubuntu2', 'live-sockets', 'affected'],
  ] as const)('knows that %s may carry a backported fix of %s', (text, kind, status) => {
    expect(matchAdvisory(advisory({ kinds: [kind] }, {}), version(text))?.status).toBe(status);
  });

  it.each([
    ['2.8-dev5', { fixedInDev: '3.0-dev1' }, '2.8.10', 'its first release has it'],
    ['3.0-dev3', { fixedInDev: '3.0-dev7' }, '3.0.0', 'a later pre-release fixed it'],
    ['3.0-dev7', { fixedInDev: '3.0-dev7' }, undefined, 'it has the fix'],
    ['2.6-dev7', { fixedInDev: '3.0-dev7' }, undefined, 'it is older than the bug'],
  ] as const)('judges the pre-release %s, fixed %o in %s: %s', (text, overrides, fixedIn, _) => {
    const subject = advisory(overrides, { events: [{ introduced: '2.8.0' }, { fixed: '2.8.10' }] });
    const match = matchAdvisory(subject, version(text));
    expect(match?.fixedIn).toBe(fixedIn);
    if (match) expect(match.status).toBe('probable');
  });

  it('names the change list of the branch where no fix or report is public', () => {
    const { source, evidence } = matchAdvisory(advisory({ references: [] }, {}), version('2.8.9')) ?? {};
    expect(source).toBe('https://www.haproxy.org/download/2.8/src/CHANGELOG');
    expect(evidence).toBe('title stands in a change list');
  });
});

describe('rankedMatches', () => {
  it('orders them by kind, and puts what any host meets first', () => {
    const subjects = [
      advisory({ id: 'HAPX-0009', kinds: ['failed-requests'] }, {}),
      advisory({ id: 'HAPX-0008', kinds: ['security'] }, {}),
      advisory({ id: 'HAPX-0007', kinds: ['crash'], tag: 'BUG/CRITICAL' }, {}),
      advisory({ id: 'HAPX-0006', kinds: ['memory', 'crash'], tag: 'BUG/MAJOR' }, {}),
      advisory(
        { id: 'HAPX-0005', kinds: ['descriptors'] },
        { confidence: 'reverted', events: [{ introduced: '2.8.0' }] },
      ),
      advisory({ id: 'HAPX-0004', needs: ['h2', 'quic'], tag: 'BUG/MAJOR' }, {}),
      advisory({ id: 'HAPX-0003', needs: ['h2'] }, {}),
      advisory({ id: 'HAPX-0002', kinds: ['stuck-streams'], tag: 'BUG/MINOR' }, {}),
      advisory(
        { id: 'HAPX-0001', kinds: ['dead-sockets', 'tcp-memory'] },
        { confidence: 'inferred-lockstep' },
      ),
    ];
    const ids = rankedMatches(version('2.8.5'), subjects).map((match) => match.advisory.id);
    expect(ids).toEqual(subjects.map(({ id }) => id).reverse());
  });

  it.each([
    [['crash', 'memory'], true],
    [['old-workers'], true],
    [['cpu', 'crash'], false],
  ] as const)('takes %j for a leak: %s', (kinds, leaks) => {
    expect(isLeak(advisory({ kinds: [...kinds] }, {}))).toBe(leaks);
  });
});
