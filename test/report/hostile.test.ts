import { describe, expect, it } from 'vitest';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { printable } from '../../lambdas/report/printable.ts';
import { fileText, type ReportFile, reportFiles } from '../../lambdas/report/report-files.ts';
import { assessed, assessment, leaking, silent, sources, WEEK_AGO } from './assessed.ts';
import { parseCsv } from './parse-csv.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><style>*{display:none}</style>',
  '</title></td></table><h1>All is well</h1>',
  '<!--[if mso]>',
  'javascript:alert(1)',
  '&lt;b&gt;',
  '{{7*7}}',
  '=HYPERLINK("http://evil.example","click")',
  '+1+1',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '＝1+1',
  'a",=1+1',
  'a\r\nBcc: victim@example.com',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202egnp.exe',
  'zero\u200bwidth\ufeff',
  'lone \ud800 surrogate',
  'line\u2028separator',
  'nul\u0000byte',
  'e\u0301'.repeat(500),
  'x'.repeat(100_000),
];

/** Every text that hosts, tags or configuration can bring in, replaced. */
function reportOf(text: string) {
  const own = { name: text, role: text, cohort: `${text}/${text}`, version: text };
  const evidence = {
    check: text,
    logOdds: 3,
    summary: text,
    growthPerDay: null,
    window: { from: text, to: text },
  };
  const advice = {
    ...leaking(1, 100).recommendation,
    to: text,
    floor: text,
    mitigations: [text],
    reasons: [text],
  };
  const upgrade = {
    changedAt: WEEK_AGO,
    from: text,
    to: text,
    before: null,
    after: null,
    daysToGo: 3,
    summary: text,
  };
  const hosts = [
    leaking(1, 200, { ...own, evidence: [evidence], recommendation: advice }),
    leaking(2, 90, {
      ...own,
      name: `2${text}`,
      acknowledgement: { reason: text, until: '2027-01-01T00:00:00Z' },
    }),
    assessed(3, { ...own, hostId: text, name: null, verification: { ...upgrade, verdict: 'fixed' } }),
  ];
  const planned = {
    hostId: 'i-1',
    availabilityZone: text,
    action: 'upgrade',
    from: text,
    to: text,
    urgency: 'now',
    reason: text,
    name: text,
    role: text,
  } as const;
  const now = assessment(hosts, {
    plan: {
      waves: [{ wave: 1, kind: 'canary', hosts: [planned], watchDays: 3, stopRule: text }],
      unplanned: [{ hostId: text, name: text, reason: text }],
    },
    verifications: [
      {
        ...upgrade,
        role: text,
        firstAt: WEEK_AGO,
        lastAt: WEEK_AGO,
        hosts: 1,
        others: 0,
        effect: null,
        verdict: 'not-fixed',
      },
    ],
    acknowledgements: [
      { target: text || 'x', reason: text, until: '2027-01-01T00:00:00Z', state: 'in-force', hosts: 1 },
      { target: text || 'x', reason: text, until: '2026-01-01T00:00:00Z', state: 'expired', hosts: 0 },
    ],
  });
  const before = assessment(
    [
      assessed(1, own),
      leaking(3, 90, { ...own, name: `3${text}` }),
      leaking(4, 90, { ...own, name: `4${text}` }),
    ],
    {
      assessedAt: WEEK_AGO,
    },
  );
  const run: Sample[] = [{ ...silent(9, 'x'), name: text, reason: text } as Sample];
  const made = sources(now, { before, newestRun: run });
  const report = composeReport(made);
  const files = reportFiles(report, made.now, { url: 'https://example.org/' });
  return { report, hosts, file: (name: ReportFile['name']) => fileText(files, name) };
}

/** The same report of plain words: what a form holds of its own. */
const PLAIN = reportOf('plain');

describe.each(HOSTILE.map((text) => ({ text, shown: JSON.stringify(text).slice(0, 50) })))(
  '$shown',
  ({ text }) => {
    const { report, hosts, file } = reportOf(text);

    it('is what the hosts are called in the report', () => {
      expect(report.findings[0]?.label).toBe(printable(text, 64));
    });

    it('adds no element and no attribute to the e-mail', () => {
      expect(skeleton(file('e-mail.html'))).toEqual(skeleton(PLAIN.file('e-mail.html')));
    });

    it('adds no kind of element and no attribute to the full report', () => {
      // How often one of its own stands there may follow from the length of a text.
      expect(new Set(skeleton(file('report.html')))).toEqual(new Set(skeleton(PLAIN.file('report.html'))));
    });

    it('brings no control, direction or line mark into any form that people read', () => {
      for (const name of ['e-mail.html', 'e-mail.txt', 'report.html'] as const) {
        expect(file(name).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }
      expect(report.subject).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(report.subject.length).toBeLessThanOrEqual(120);
    });

    it('is no formula in a CSV that reads back as one row a host', () => {
      const csv = file('hosts.csv');
      const rows = parseCsv(csv);
      expect(rows).toHaveLength(1 + hosts.length);
      for (const cells of rows) {
        expect(cells).toHaveLength(rows[0]?.length ?? 0);
        for (const cell of cells.filter((cell) => Number.isNaN(Number(cell)))) {
          expect(cell).not.toMatch(/^\s*[=+\-@|%＝＋－＠]/);
        }
      }
    });

    it('leaves every form at a bounded size', () => {
      for (const name of ['e-mail.html', 'e-mail.txt', 'report.html', 'hosts.csv'] as const) {
        expect(file(name).length).toBeLessThan(PLAIN.file(name).length + 60 * 5 * 400);
      }
    });

    it('stays as it is in the JSON, for programs', () => {
      expect(JSON.parse(file('assessment.json')).hosts[0].name).toBe(
        JSON.parse(JSON.stringify(hosts[0]?.name)),
      );
    });
  },
);

it('a text that is cut says so and keeps whole characters', () => {
  expect(printable('🦊'.repeat(10), 5)).toBe('🦊🦊🦊🦊…');
});

/** Tags with the names of their attributes. */
function skeleton(html: string): string[] {
  return [...html.matchAll(/<(!--|\/?[a-zA-Z][\w-]*)((?:\s+[^\s"'>=]+(?:="[^"]*")?)*)\s*\/?>?/g)].map(
    ([, name = '', attributes = '']) =>
      [name, ...[...attributes.matchAll(/([^\s"'=]+)(?:="[^"]*")?/g)].map(([, attribute]) => attribute)].join(
        ' ',
      ),
  );
}
