import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lambdas/domain/assess/finding.ts';
import { findingText } from '../../../lambdas/domain/assess/finding-text.ts';
import { assessedHost } from '../a-leaking-host.ts';

const finding = (changed: Partial<Finding> = {}): Finding => ({
  id: 'i-0abc/leaking/opened/2026-11-22T18:20:00Z',
  key: 'i-0abc/leaking',
  change: 'opened',
  rank: 'notify',
  verdict: 'leaking',
  because: 'leaking',
  host: assessedHost(),
  ...changed,
});

describe('the text of a finding', () => {
  it('names the host, the weightiest evidence and what to do', () => {
    expect(findingText(finding())).toEqual({
      headline: 'edge-3 (i-0abc, edge/2.8.11, eu-west-1a) leaks TCP memory',
      evidence:
        'probability 97%, risk 81/100 (critical); reaches its TCP memory limit in 9.2 days (7 or more); 325 stuck streams',
      advice: 'upgrade to 2.8.16. 2.8.11 keeps streams whose server side has failed. 2.8.14 has the fix',
      title: 'edge-3 leaks TCP memory, reaches its TCP memory limit in 9.2 days (7 or more)',
      host: 'edge-3',
    });
  });

  it.each<{ of: string; changed: Partial<Finding>; title: string }>([
    {
      of: 'a leak that has ended, without its limit',
      changed: { change: 'closed', because: 'healthy' },
      title: 'edge-3: leak finding closed. Current verdict: healthy',
    },
    {
      of: 'a leak without a limit ahead',
      changed: { host: assessedHost({ secondsToPressure: null }) },
      title: 'edge-3 leaks TCP memory',
    },
    {
      of: 'a host whose name tag is empty',
      changed: { host: assessedHost({ name: '' }) },
      title: 'i-0abc leaks TCP memory, reaches its TCP memory limit in 9.2 days (7 or more)',
    },
  ])('has a title for $of', ({ changed, title }) => {
    expect(findingText(finding(changed)).title).toBe(title);
  });

  it.each<{ of: string; changed: Partial<Finding>; headline: string }>([
    {
      of: 'a suspicion',
      changed: { verdict: 'suspected' },
      headline: 'edge-3 (i-0abc, edge/2.8.11, eu-west-1a) may leak TCP memory',
    },
    {
      of: 'a leak of another kind',
      changed: {
        host: assessedHost({
          kinds: [{ kind: 'live-sockets', probability: 0.97, witness: 'connection-growth' }],
        }),
      },
      headline: 'edge-3 (i-0abc, edge/2.8.11, eu-west-1a) leaks connections that are never closed',
    },
    {
      of: 'a leak of another kind than the accepted one',
      changed: {
        host: assessedHost({
          kinds: [
            { kind: 'stuck-streams', probability: 0.99, witness: 'stuck-streams' },
            { kind: 'dead-sockets', probability: 0.97, witness: 'dead-sockets' },
          ],
          acknowledgedKinds: ['stuck-streams'],
        }),
      },
      headline:
        'edge-3 (i-0abc, edge/2.8.11, eu-west-1a) leaks dead sockets; acknowledged on it: stuck streams',
    },
    {
      of: 'a leak that has ended',
      changed: { change: 'closed', because: 'insufficient-data' },
      headline:
        'edge-3 (i-0abc, edge/2.8.11, eu-west-1a): leak finding closed. Current verdict: insufficient data',
    },
    {
      of: 'a host that is gone, without name and zone',
      changed: {
        change: 'closed',
        because: 'gone',
        host: assessedHost({ name: null, availabilityZone: null }),
      },
      headline: 'i-0abc (edge/2.8.11, zone unknown): leak finding closed. The host has left the fleet',
    },
  ])('has a headline for $of', ({ changed, headline }) => {
    expect(findingText(finding(changed)).headline).toBe(headline);
  });

  it('names the place of a host among several, the name of its account where that is known', () => {
    const { headline, title } = findingText(
      finding({ host: assessedHost({ accountId: '111122223333', region: 'eu-west-1' }) }),
      () => 'payments 111122223333/eu-west-1',
    );
    expect(headline).toBe(
      'edge-3 (i-0abc, edge/2.8.11, eu-west-1a, payments 111122223333/eu-west-1) leaks TCP memory',
    );
    expect(title).toMatch(/^edge-3 \(111122223333\/eu-west-1\) leaks TCP memory, /);
  });

  it('says that a finding is closed because people accepted it', () => {
    const { headline } = findingText(
      finding({ change: 'closed', verdict: 'suspected', because: 'acknowledged' }),
    );
    expect(headline).toBe(
      'edge-3 (i-0abc, edge/2.8.11, eu-west-1a): finding of a suspected leak closed. It has been acknowledged',
    );
  });

  it('asks nothing of a reader whose finding has closed', () => {
    expect(findingText(finding({ change: 'closed', because: 'healthy' })).advice).toBe('nothing to do now');
  });

  it('says what to do where the upgrade has to wait, and does not repeat the evidence', () => {
    const { recommendation } = assessedHost();
    const reasons = ['Leaking: 325 stuck streams', ...recommendation.reasons];
    const host = assessedHost({
      recommendation: { ...recommendation, restartBy: '2026-11-24T03:00:00Z', reasons },
    });
    expect(findingText(finding({ host })).advice).toBe(
      "upgrade to 2.8.16, or, if you can't upgrade, restart before 2026-11-24 (may reach its TCP memory limit as early as 2026-11-29). 2.8.11 keeps streams whose server side has failed. 2.8.14 has the fix",
    );
  });

  it('names the day before which to restart', () => {
    const { recommendation } = assessedHost();
    const host = assessedHost({
      recommendation: {
        ...recommendation,
        action: 'restart',
        restartBy: '2026-11-24T03:00:00Z',
        reasons: [],
      },
    });
    expect(findingText(finding({ host })).advice).toBe(
      'restart HAProxy into 2.8.16, before 2026-11-24 (may reach its TCP memory limit as early as 2026-11-29)',
    );
  });

  it.each(['"}, "x": "', '\u001b[2J<script>\\', 'a\nb\r\n', 'ü`$(id)`', `n${'x'.repeat(2_000)}`])(
    'prints the name %j as one line that breaks no template',
    (name) => {
      const { title, host, ...lines } = findingText(finding({ host: assessedHost({ name }) }));
      expect(title.length).toBeLessThanOrEqual(130);
      expect(host.length).toBeLessThanOrEqual(255);
      for (const text of [title, host, ...Object.values(lines)]) {
        expect(text).toMatch(/^[\x20-\x7e]{1,400}$/);
        expect(text).not.toMatch(/["\\<>`]/);
      }
    },
  );
});
