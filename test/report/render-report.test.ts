import { describe, expect, it } from 'vitest';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import type { Report } from '../../lambdas/report/report.ts';
import { assessed, assessment, leaking, silent, sources } from './assessed.ts';
import { FLEETS, type FleetName } from './fleets.ts';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>';

const headings = (page: string): string[] =>
  [...page.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, title]) => title ?? '');

describe('the full report', () => {
  it.each<[FleetName, string[]]>([
    ['all-well', ['Releases', 'The fleet over the weeks', 'Coverage', 'All hosts', 'How to read this']],
    [
      'founding-leak',
      [
        'To decide now',
        'What changed since last week',
        'Leaking and suspected hosts',
        'Upgrade plan',
        'Did the upgrades work?',
        'Until the upgrade',
        'Releases',
        'Host by host',
        'The fleet over the weeks',
        'Coverage',
        'Acknowledged',
        'Known leaks',
        'All hosts',
        'How to read this',
      ],
    ],
    [
      'first-run',
      [
        'What this report can’t show yet',

        'Releases',
        'Coverage',
        'Known leaks',
        'All hosts',
        'How to read this',
      ],
    ],
  ])('says of %s what there is to say', (name, expected) => {
    expect(headings(renderReport(composeReport(FLEETS[name]())))).toEqual(expected);
  });

  it('links to nothing that is not there', () => {
    const page = renderReport(composeReport(FLEETS['founding-leak']()));
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('caps the lists that a fleet of 5,000 would make too long, and says where the rest is', () => {
    const page = renderReport(composeReport(FLEETS['large-fleet']()));
    expect(page.slice(0, page.indexOf('<section id="all-hosts"')).length).toBeLessThan(600_000);
    expect(page).toContain('more that leak or are suspected: see <a href="#all-hosts">all hosts</a>.');
  });

  it('names no advisory without its title and a link to it', () => {
    const page = renderReport(composeReport(FLEETS['founding-leak']()));
    const listed = [
      ...page.matchAll(/<span id="(HAPX-\d{4})"><a href="https:[^"]*">\1<\/a><\/span><\/th><td[^>]*>\w/g),
    ];
    const ids = listed.map(([, id]) => id);
    expect(ids).toEqual(['HAPX-0001', 'HAPX-0007']);
    const text = page.replaceAll(/<a href="#(HAPX-\d{4})">\1<\/a>/g, (_, id) => (ids.includes(id) ? '' : id));
    const bare = text.replaceAll(/<span id="HAPX.*?<\/span>/g, '').match(/HAPX-\d{4}/g) ?? [];
    expect(bare).toEqual([]);
  });

  it('renders hostile names, versions and reasons harmless', () => {
    const page = renderReport(hostileReport());
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<(script|img)/);
  });

  it('follows only links of advisories that are web pages', () => {
    const report = hostileReport();
    const leak = { summary: HOSTILE, status: 'affected', fixedIn: null } as const;
    const leaks = ['javascript:alert(1)', 'https://example.org/'].map((source, index) => ({
      ...leak,
      id: `HAPX-900${index}`,
      source,
    }));
    const row = report.releases[0];
    const page = renderReport({ ...report, releases: row ? [{ ...row, branch: '2.8', leaks }] : [] });
    expect(page).not.toContain('javascript:');
    expect(page).toContain('href="https://example.org/"');
  });
});

/** Every text that a host, a tag or the configuration can choose is hostile. */
function hostileReport(): Report {
  const window = { from: '2026-10-26T03:00:00Z', to: '2026-11-23T03:20:00Z' };
  const evidence = [{ check: 'x', logOdds: 9, summary: HOSTILE, growthPerDay: null, window }];
  const named = { name: HOSTILE, role: HOSTILE, availabilityZone: HOSTILE, version: HOSTILE, evidence };
  const { recommendation } = leaking(1, 200);
  const host = leaking(1, 200, {
    ...named,
    cohort: HOSTILE,
    recommendation: { ...recommendation, to: HOSTILE, mitigations: [HOSTILE], reasons: [HOSTILE] },
  });
  const planned = { ...named, hostId: 'i-1', action: 'upgrade', from: HOSTILE, to: HOSTILE } as const;
  const now = assessment([host, assessed(2)], {
    plan: {
      waves: [
        {
          wave: 1,
          kind: 'canary',
          watchDays: 3,
          stopRule: HOSTILE,
          hosts: [{ ...planned, urgency: 'now', reason: HOSTILE }],
        },
      ],
      unplanned: [{ hostId: 'i-2', name: HOSTILE, reason: HOSTILE }],
    },
    verifications: [
      {
        role: HOSTILE,
        from: HOSTILE,
        to: HOSTILE,
        firstAt: window.from,
        lastAt: window.to,
        hosts: 1,
        others: 1,
        before: null,
        after: null,
        effect: null,
        verdict: 'not-fixed',
        daysToGo: null,
        summary: HOSTILE,
      },
    ],
    acknowledgements: [{ target: HOSTILE, reason: HOSTILE, until: window.to, state: 'expired', hosts: 0 }],
  });
  const before = assessment([assessed(1, { name: HOSTILE }), leaking(3, 100, { name: HOSTILE })]);
  return composeReport(sources(now, { before, newestRun: [{ ...silent(2, HOSTILE), name: HOSTILE }] }));
}
