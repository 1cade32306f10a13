import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import { composeReport } from '../../../lambdas/report/compose-report.ts';
import { renderReport } from '../../../lambdas/report/render-report.ts';
import type { Report } from '../../../lambdas/report/report.ts';
import { assessed, assessment, leaking, sources } from '../assessed.ts';
import { FLEETS } from '../fleets.ts';

const reportOf = (...hosts: AssessedHost[]): Report => composeReport(sources(assessment(hosts)));

/** The table's rows as a reader sees them, their cells parted by `|`, small text by `/`. */
function rowsOf(report: Report): string[] {
  const table = /<table id="fleet".*?<\/table>/s.exec(renderReport(report))?.[0] ?? '';
  return table
    .split(/<tr[^>]*>/)
    .slice(1)
    .map((row) =>
      row
        .replace(/<\/tr>.*/s, '')
        .split(/<t[hd][^>]*>/)
        .slice(1)
        .map((cell) =>
          cell
            .replaceAll('<small>', '/')
            .replaceAll(/<[^>]*>/g, '')
            .trim(),
        )
        .join('|'),
    );
}

const kinds: AssessedHost['kinds'] = [{ kind: 'stuck-streams', probability: 1, witness: 'stuck-streams' }];

describe('the table of all hosts', () => {
  it('has a row for each, the highest risk first, with what is known of it', () => {
    const rows = rowsOf(
      reportOf(
        assessed(1),
        leaking(2, 100, { kinds }),
        assessed(3, { version: null, role: null, reachable: false }),
      ),
    );
    expect(rows).toEqual([
      'Host|Verdict|Risk|Until a limit|Growth a day|TCP memory|What leaks|Release|Role|Zone',
      expect.stringMatching(
        /^lb-2\/i-00000000000000002\|Leaking\/\S+ .*likely\|\d+\/medium\|54 days\/48–61\|26 MiB\/24–28 MiB\|[\d.]+ [MG]iB\/\d+%\|stuck streams\|2\.8\.11\|edge\|eu-west-1c$/,
      ),
      expect.stringMatching(
        /^lb-1\/i-0{16}1\|Healthy\|0\|\|102 KiB\/-410 to 614 KiB\|\d+ MiB\/\d+%\|\|2\.8\.30\|edge\|eu-west-1b$/,
      ),
      expect.stringMatching(/^lb-3\/i-0{16}3\|Unknown\/no answer\|0\|/),
    ]);
  });

  it('has accounts and regions where hosts are of more than one', () => {
    const report = reportOf(assessed(1), assessed(2));
    const [first, second] = report.hosts;
    const hosts = [
      first,
      { ...second, accountId: '999988887777', region: 'eu-central-1' },
    ] as Report['hosts'];
    const [heading = '', ...rows] = rowsOf({ ...report, hosts });
    expect(heading).toMatch(/\|Zone\|Region\|Account$/);
    expect(rows[1]).toMatch(/\|eu-central-1\|999988887777$/);
  });

  it('leads from the name of a host to its detail, or to its row, which is the same in each week', () => {
    const page = renderReport(reportOf(leaking(2, 100), assessed(1)));
    expect(page).toContain('<tr id="host-i-00000000000000002"><th scope="row"><a href="#detail-1">lb-2</a>');
    expect(page).toContain(
      '<tr id="host-i-00000000000000001"><th scope="row"><a href="#host-i-00000000000000001">lb-1</a>',
    );
  });

  it('gives a place of its own to a host whose id is none of a page', () => {
    const strange = ['"><b>', 'a b', '2', 'host-i-1', ''].map((hostId, index) =>
      assessed(index, { hostId, name: null }),
    );
    const page = renderReport(reportOf(...strange));
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids.filter((id) => id?.startsWith('host'))).toHaveLength(5);
    for (const id of ids) expect(id).toMatch(/^[\w.-]+$/);
  });

  it('does not forecast a limit for a sound host whose growth may be none', () => {
    const nearestLimit: AssessedHost['nearestLimit'] = {
      resource: 'tcp-memory',
      secondsToLimit: { estimate: 1e7, low: 1e6, high: null },
    };
    expect(rowsOf(reportOf(assessed(1, { nearestLimit })))[1]).toMatch(/\|Healthy\|0\|\|/);
    expect(rowsOf(reportOf(leaking(1, 40, { nearestLimit })))[1]).toMatch(/\|116 days\/12 or more\|/);
  });

  it('sorts by figures as they are, not as they are rounded or written', () => {
    const page = renderReport(reportOf(leaking(2, 100)));
    // 26 MiB, to four digits: a growth that is written as 26 MiB may be more than another.
    expect(page).toContain('data-value="27260000"');
    expect(page).toMatch(/data-key="risk" data-number="" aria-sort="descending">/);
  });

  it('has all of 5,000 hosts below 3 MB, with and without its script', () => {
    const report = composeReport(FLEETS['large-fleet']());
    for (const isInteractive of [true, false]) {
      const page = renderReport(report, { isInteractive });
      expect(page.match(/<tr id="host-/g)).toHaveLength(5_000);
      expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
    }
  });

  it('leaves out what would make a page too large for a mail, and says where it is', () => {
    const report = reportOf(assessed(1));
    const hosts = Array.from({ length: 10_003 }, (_, index) => ({
      ...report.hosts[0],
      hostId: `i-${index}`,
    }));
    const page = renderReport({ ...report, hosts: hosts as Report['hosts'] });
    expect(page.match(/<tr id="host-/g)).toHaveLength(10_000);
    expect(page).toContain('And 3 more have a lower risk; hosts.csv lists every host.');
  });
});
