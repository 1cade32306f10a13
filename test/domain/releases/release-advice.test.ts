import { describe, expect, it } from 'vitest';
import { compareUpstream, parseVersion, upstreamOf } from '../../../lambdas/domain/records/version.ts';
import { findVersion, type KnownVersion } from '../../../lambdas/domain/releases/knowledge.ts';
import { adviseRelease, type ReleaseAdvice } from '../../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { advisory } from './an-advisory.ts';

const FOUNDING = 'HAPX-0001';
const NOW = new Date('2026-11-22T12:00:00Z');

function known(text: string): KnownVersion {
  const found = findVersion(text, knowledge);
  if ('reason' in found) throw new Error(`${text} ${found.reason}`);
  return found;
}

function advise(text: string, at = NOW): ReleaseAdvice {
  return adviseRelease(known(text), knowledge, at);
}

function order(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) throw new Error(`${a} or ${b} is no version`);
  return compareUpstream(left, right);
}

describe('adviseRelease', () => {
  it.each([
    // version, the founding leak, what sets its floor, floor, to
    ['2.4.0', 'free', 'HAPX-0217', '2.4.1', '2.8.30'],
    ['2.4.3', 'free', 'HAPX-0331', '2.4.31', '2.8.30'],
    ['2.4.22', 'free', 'HAPX-0331', '2.4.31', '2.8.30'],
    ['2.4.22-3.el9_3', 'free', 'HAPX-0331', '2.4.31', '2.8.30'],
    ['2.4.24', 'free', 'HAPX-0331', '2.4.31', '2.8.30'],
    ['2.4.25', 'free', 'HAPX-0331', '2.4.31', '2.8.30'],
    ['2.4.30', 'free', 'HAPX-0331', '2.4.31', '2.8.30'],
    ['2.4.36', 'free', 'HAPX-0354', null, '2.8.30'],
    ['2.5.0', 'free', 'HAPX-0331', null, '2.8.30'],
    ['2.5.5', 'free', 'HAPX-0331', null, '2.8.30'],
    ['2.5.14', 'free', 'HAPX-0331', null, '2.8.30'],
    ['2.6.0', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.12', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.12-1+deb12u4', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.14', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.16', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.20', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.21', 'free', 'HAPX-0331', '2.6.24', '2.8.30'],
    ['2.6.24', 'free', 'HAPX-0049', null, '2.8.30'],
    ['2.6.33', 'free', null, null, '2.8.30'],
    ['2.7.0', 'free', 'HAPX-0331', null, '2.8.30'],
    ['2.7.5', 'free', 'HAPX-0331', null, '2.8.30'],
    ['2.7.12', 'free', 'HAPX-0331', null, '2.8.30'],
    ['2.8.0', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.0-fdd8154ed', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.1', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.2', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.3', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.4', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.5-1ubuntu3.4', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.6', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.9', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.10-1.amzn2023.0.2', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.11', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.11-1ubuntu2', 'affected', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.12', 'partly-fixed', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.13', 'partly-fixed', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['2.8.14', 'free', 'HAPX-0331', '2.8.21', '2.8.30'],
    ['2.8.15', 'free', 'HAPX-0331', '2.8.21', '2.8.30'],
    ['2.8.16', 'free', 'HAPX-0331', '2.8.21', '2.8.30'],
    ['2.8.17', 'free', 'HAPX-0331', '2.8.18', '2.8.30'],
    ['2.8.20', 'free', 'HAPX-0043', '2.8.25', '2.8.30'],
    ['2.8.24', 'free', 'HAPX-0043', '2.8.25', '2.8.30'],
    ['2.8.25', 'free', 'HAPX-0140', '2.8.29', '2.8.30'],
    ['2.8.26', 'free', 'HAPX-0140', '2.8.29', '2.8.30'],
    ['2.8.27', 'free', 'HAPX-0140', '2.8.29', '2.8.30'],
    ['2.8.30', 'free', null, null, '2.8.30'],
    ['2.9.0', 'probable', 'HAPX-0001', '2.9.12', '3.0.27'],
    ['2.9.5', 'probable', 'HAPX-0001', '2.9.12', '3.0.27'],
    ['2.9.11', 'probable', 'HAPX-0001', '2.9.12', '3.0.27'],
    ['2.9.12', 'free', 'HAPX-0331', null, '3.0.27'],
    ['2.9.15', 'free', 'HAPX-0331', null, '3.0.27'],
    ['3.0.0', 'affected', 'HAPX-0001', '3.0.6', '3.0.27'],
    ['3.0.3', 'affected', 'HAPX-0001', '3.0.6', '3.0.27'],
    ['3.0.5', 'affected', 'HAPX-0001', '3.0.6', '3.0.27'],
    ['3.0.6', 'free', 'HAPX-0331', '3.0.12', '3.0.27'],
    ['3.0.8', 'free', 'HAPX-0331', '3.0.12', '3.0.27'],
    ['3.0.11-1+deb13u5', 'free', 'HAPX-0331', '3.0.12', '3.0.27'],
    ['3.0.12', 'free', 'HAPX-0043', '3.0.24', '3.0.27'],
    ['3.0.20', 'free', 'HAPX-0043', '3.0.24', '3.0.27'],
    ['3.0.26', 'free', 'HAPX-0083', '3.0.27', '3.0.27'],
    ['3.0.27', 'free', 'HAPX-0144', null, '3.0.27'],
    ['3.1.0', 'free', 'HAPX-0331', '3.1.9', '3.2.26'],
    ['3.1.7', 'free', 'HAPX-0331', '3.1.9', '3.2.26'],
    ['3.1.17', 'free', 'HAPX-0043', null, '3.2.26'],
    ['3.2.0', 'free', 'HAPX-0331', '3.2.16', '3.2.26'],
    ['3.2.8', 'free', 'HAPX-0043', '3.2.20', '3.2.26'],
    ['3.2.15', 'free', 'HAPX-0043', '3.2.20', '3.2.26'],
    ['3.2.19', 'free', 'HAPX-0043', '3.2.20', '3.2.26'],
    ['3.2.20', 'free', 'HAPX-0141', '3.2.26', '3.2.26'],
    ['3.2.25', 'free', 'HAPX-0141', '3.2.26', '3.2.26'],
    ['3.2.26-1', 'free', null, null, '3.2.26'],
    ['3.3.0', 'free', 'HAPX-0183', '3.3.5', '3.4.8'],
    ['3.3.6', 'free', 'HAPX-0043', '3.3.11', '3.4.8'],
    ['3.3.10', 'free', 'HAPX-0043', '3.3.11', '3.4.8'],
    ['3.3.17', 'free', null, null, '3.4.8'],
    ['3.4.0', 'free', 'HAPX-0043', '3.4.1', '3.4.8'],
    ['3.4.4', 'free', 'HAPX-0141', '3.4.7', '3.4.8'],
    ['3.4.6', 'free', 'HAPX-0141', '3.4.7', '3.4.8'],
    ['3.4.7-1', 'free', null, null, '3.4.8'],
    ['2.8-dev5', 'probable', 'HAPX-0001', '2.8.14', '2.8.30'],
    ['3.0-dev12-d236b43', 'probable', 'HAPX-0001', '3.0.6', '3.0.27'],
    ['3.1-dev11', 'free', 'HAPX-0331', '3.1.9', '3.2.26'],
    ['2.7-dev2-53bfac8+mangadex-50d2515', 'free', 'HAPX-0331', null, '2.8.30'],
  ])('advises on %s: founding leak %s, floor by %s at %s, run %s', (text, founding, decisive, floor, to) => {
    const { advisories, recommendation } = advise(text);
    expect(advisories.find(({ id }) => id === FOUNDING)?.status ?? 'free').toBe(founding);
    expect(/HAPX-\d{4}/.exec(recommendation.reasons[0] ?? '')?.[0] ?? null).toBe(decisive);
    expect(recommendation).toMatchObject({ floor, to });
    expect(recommendation.action).toBe(upstreamOf(known(text).version) === to ? 'stay' : 'upgrade');
  });

  it.each([
    ['2.8.11', 'HAPX-0001 is fixed in 2.8.14'],
    [
      '2.8.11',
      '2.8.30 is the latest known release of long-term branch 2.8, which gets fixes until 2028-04-01',
    ],
    ['2.8.12', 'The fix of HAPX-0001 in 2.8.12 does not work; 2.8.14 has the one that does'],
    ['2.8.13', 'The fix of HAPX-0001 in 2.8.13 does not work; 2.8.14 has the one that does'],
    ['2.6.12', '2.6.12 is free of the founding leak, HAPX-0001'],
    ['3.0.6', '3.0.6 is free of the founding leak, HAPX-0001'],
    ['2.9.12', 'probably free of the founding leak, HAPX-0001 (in which release it was fixed is inferred'],
    ['2.9.5', 'HAPX-0001 is probably fixed in 2.9.12 (inferred from dates) or in the release after it'],
    ['2.9.5', 'Branch 2.9 ended on 2025-03-21; 3.0.27 is the latest of long-term branch 3.0'],
    ['2.6.12', 'Branch 2.6 ends on 2027-04-01; 2.8.30 is the latest of long-term branch 2.8'],
    ['2.5.14', 'No release of 2.5 is known to fix HAPX-0331: the branch ended before the fix'],
    ['2.6.24', 'No release of 2.6 is known to fix HAPX-0049: no change list that was read has it'],
    ['3.4.7', 'HAPX-0109: the fix was taken back, no release has it'],
    ['2.9.5', 'Leaks of 3.0.27 that only some hosts meet (QUIC): HAPX-0144'],
    ['2.7.4', '2.7.4 has the fix of HAPX-0052, which brought HAPX-0269; fixed in 2.7.5'],
    ['2.6.10', '2.6.10 has the fix of HAPX-0052, which brought HAPX-0269; fixed in 2.6.11'],
    ['2.8.17', '2.8.17 has the fix of HAPX-0049, which brought HAPX-0048; fixed in 2.8.21'],
    ['2.8.15', '2.8.18 brought other leaks; 2.8.21 is the first release after it without them'],
    [
      '2.8.11-1ubuntu2',
      'Distribution build (Ubuntu): security fixes may be backported to its own package, haproxy 2.8.11-1ubuntu2',
    ],
    [
      '2.6.12-1+deb12u4',
      'Distribution build (Debian): security fixes may be backported to its own package, haproxy 2.6.12-1+deb12u4',
    ],
    ['3.0-dev12', 'A development version gets no fixes: run a release'],
  ])('tells the user of %s: %s', (text, reason) => {
    expect(advise(text).recommendation.reasons.join('\n')).toContain(reason);
  });

  it.each([
    ['2027-09-30', '2.8.11', '2.8.30', 'lives for six months and a day'],
    ['2027-10-01', '2.8.11', '3.0.27', 'ends within six months'],
    ['2028-04-01', '2.8.11', '3.0.27', 'has ended'],
    ['2026-09-30', '2.6.12', '2.6.33', 'lives for six months and a day'],
    ['2028-11-01', '2.9.5', '3.2.26', 'would send to a branch that itself ends soon'],
    ['2040-01-01', '2.8.11', '3.4.8', 'has ended, as have all others'],
    ['2040-01-01', '3.4.0', '3.4.8', 'has ended and is the newest'],
  ])('on %s sends %s to %s: its branch %s', (day, text, to, _) => {
    expect(advise(text, new Date(`${day}T00:00:00Z`)).recommendation.to).toBe(to);
  });

  it.each([
    ['2027-01-21T23:59:59Z', false],
    ['2027-01-22T00:00:00Z', true],
  ])('on %s warns of old knowledge: %s', (instant, warns) => {
    const { knowledgeCheckedOn, recommendation } = advise('2.8.11', new Date(instant));
    expect(knowledgeCheckedOn).toBe('2026-11-22');
    expect(recommendation.reasons.some((reason) => reason.includes('days ago, on 2026-11-22'))).toBe(warns);
  });

  it.each([
    ['2.8.11', ['systemctl restart haproxy', 'hard-stop-after 30m', 'timeout client 1m', 'tcp-ut 30s']],
    ['3.4.7', []],
  ])('offers %s the mitigations %j', (text, directives) => {
    const { mitigations } = advise(text).recommendation;
    expect(mitigations.map(({ directive }) => directive.split('\n')[0])).toEqual(directives);
  });

  it('takes the floor from the first advisory whose fix was not taken back', () => {
    const reverted = advisory(
      { id: 'HAPX-9001', kinds: ['stuck-streams'] },
      { confidence: 'reverted', events: [{ introduced: '2.8.0' }] },
    );
    const fixed = advisory({ id: 'HAPX-9002', kinds: ['memory'] }, {});
    const unfixed = advisory(
      { id: 'HAPX-9003', kinds: ['crash'] },
      { confidence: 'queued', events: [{ introduced: '2.8.0' }] },
    );
    const { advisories, recommendation } = adviseRelease(
      known('2.8.5'),
      { ...knowledge, advisories: [unfixed, fixed, reverted] },
      NOW,
    );
    expect(advisories.map(({ id }) => id)).toEqual(['HAPX-9001', 'HAPX-9002', 'HAPX-9003']);
    expect(recommendation.floor).toBe('2.8.10');
    expect(recommendation.reasons[0]).toBe('HAPX-9002 is fixed in 2.8.10');
  });

  it('claims no cure that was tried and failed', () => {
    const doesNot = Object.fromEntries(
      advise('2.8.11').recommendation.mitigations.map((mitigation) => [mitigation.id, mitigation.doesNot]),
    );
    expect(doesNot['tcp-ut']).toContain("free the founding leak's sockets");
    expect(doesNot['hard-stop-after']).toContain('a reload alone leaves the leak in the old worker');
  });
});

describe('advice over all releases', () => {
  const releases = knowledge.branches.flatMap((branch) => branch.releases.map(({ version }) => version));

  it.each(releases)('sends %s forward, to a release free of the founding leak', (release) => {
    const { advisories, recommendation } = advise(release);
    const { floor, to } = recommendation;
    expect(order(release, to)).toBeLessThanOrEqual(0);
    expect(advise(to).advisories.map(({ id }) => id)).not.toContain(FOUNDING);
    if (floor === null) return;
    expect(order(release, floor)).toBeLessThan(0);
    expect(order(floor, to)).toBeLessThanOrEqual(0);
    const decisive = advisories.find(({ confidence }) => confidence !== 'reverted');
    expect(advise(floor).advisories.map(({ id }) => id)).not.toContain(decisive?.id);
  });

  it('never shows what is unclear, and names a source for all it shows', () => {
    const shown = releases.flatMap((release) => advise(release).advisories);
    expect(new Set(shown.map(({ status }) => status))).toEqual(
      new Set(['affected', 'partly-fixed', 'probable']),
    );
    expect(shown.filter(({ confidence }) => confidence === 'unknown' || confidence === 'not-found')).toEqual(
      [],
    );
    expect(shown.filter(({ source }) => !/^https:\/\//.test(source))).toEqual([]);
    expect(
      shown.every(
        ({ status, confidence }) => (status === 'probable') === (confidence === 'inferred-lockstep'),
      ),
    ).toBe(true);
  });
});
