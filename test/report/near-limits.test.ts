import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../lambdas/domain/records/assessment.ts';
import { refOf } from '../../lambdas/domain/records/host-key.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { renderCsv } from '../../lambdas/report/render-csv.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import { renderText } from '../../lambdas/report/render-text.ts';
import { AT_MAXCONN, connectionsOf, MAXCONN_IN_3_DAYS } from '../domain/at-a-limit.ts';
import { assessed, assessment, leaking, NOTHING, NOW, sources } from './assessed.ts';
import { parseCsv } from './parse-csv.ts';

const makeRoom: AssessedHost['recommendation'] = { ...NOTHING, action: 'change-directive', urgency: 'now' };
const full = (index: number) => assessed(index, { ...AT_MAXCONN, recommendation: makeRoom });
const reportOf = (...hosts: AssessedHost[]) =>
  composeReport(sources(assessment(hosts), { before: assessment(hosts) }));
const TEXT =
  '10,000 of 10,000 connections: HAProxy takes no more; raise maxconn as memory allows, or add hosts';

describe('a host at a limit without a leak', () => {
  const report = reportOf(full(1), assessed(2));

  it('is named in page and e-mail, with what to do', () => {
    const page = renderReport(report);
    expect(page).toContain(`<li><b><a href="#host-i-00000000000000001">lb-1</a></b> ${TEXT}</li>`);
    expect(renderText(report, null).replaceAll(/\s+/g, ' ')).toContain(`lb-1: ${TEXT}.`);
  });

  it('is a decision, and not all is well', () => {
    expect(report.isAllWell).toBe(false);
    expect(report.headline).toMatchObject({
      tone: 'well',
      text: 'No new leak, but 1 of 2 hosts is at or near a limit.',
    });
    expect(report.subject).toContain('no new leak, 1 host near a limit');
    expect(report.decisions).toEqual([
      {
        urgency: 'now',
        dueAt: NOW,
        what: 'Make room on lb-1: it is at a limit',
        why: `${TEXT}.`,
        hosts: [],
        members: [refOf(assessed(1))],
      },
    ]);
  });

  it('is one decision with others like it', () => {
    expect(reportOf(full(1), full(3)).decisions).toEqual([
      {
        urgency: 'now',
        dueAt: NOW,
        what: 'Make room on 2 hosts that are at a limit',
        why: `lb-1: ${TEXT}.`,
        hosts: ['lb-1', 'lb-3'],
        members: [refOf(assessed(1)), refOf(assessed(3))],
      },
    ]);
  });
});

describe('a leaking host whose connections run out first', () => {
  const report = reportOf(leaking(1, 20, MAXCONN_IN_3_DAYS));

  it('has that limit in headline, page and e-mail', () => {
    expect(report.headline.detail).toBe('lb-1 reaches its limit of 10,000 connections in 3 days (2–4).');
    const page = renderReport(report);
    expect(page).toContain('3 days<small>2–4</small><small>connections</small>');
    expect(page).toContain('8,200 of 10,000 connections (82%), growing by 600/day (95% CI 580–620)');
    expect(renderText(report, null)).toContain(
      'Limit: reaches its limit of 10,000 connections in 3 days (2–4)',
    );
  });

  it('is not among the hosts that are near a limit', () => {
    expect(report.nearLimits).toEqual([]);
    expect(renderReport(report)).not.toContain('At 90% of a limit');
  });
});

it('has each limit in hosts.csv, and which are near', () => {
  const near = leaking(1, 20, connectionsOf(9_100, { estimate: 129_600, low: 86_400, high: null }));
  const [header = [], ...rows] = parseCsv(renderCsv(reportOf(near, assessed(2))));
  const columns = [
    'nearest_limit',
    'seconds_to_limit',
    'seconds_to_limit_low',
    'seconds_to_limit_high',
    'near_limits',
  ];
  expect(rows.map((row) => columns.map((name) => row[header.indexOf(name)]))).toEqual([
    ['connections', '129600', '86400', '', 'connections'],
    ['', '', '', '', ''],
  ]);
});
