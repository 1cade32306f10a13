import { describe, expect, it } from 'vitest';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { renderCsv } from '../../lambdas/report/render-csv.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import { renderText } from '../../lambdas/report/render-text.ts';
import { assessed, assessment, leaking, sources, WEEK_AGO } from './assessed.ts';
import { parseCsv } from './parse-csv.ts';

const PAYMENTS = { accountId: '444455556666', region: 'us-east-1' };
const PLACE = 'payments 444455556666/us-east-1';
const NAMES = new Map([[PAYMENTS.accountId, 'payments']]);
/** No line of a form breaks a place in two. */
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');

const HOSTS = [
  leaking(1, 200, { ...PAYMENTS, name: 'edge-1' }),
  leaking(2, 180, { name: 'edge-2' }),
  assessed(3, { ...PAYMENTS, name: 'edge-3' }),
];
const GONE = leaking(4, 100, { ...PAYMENTS, name: 'edge-4' });
const report = (hosts = HOSTS, accountNames = NAMES) =>
  composeReport(
    sources(assessment(hosts), {
      before: assessment([...hosts.map((host) => assessed(1, host)), GONE], { assessedAt: WEEK_AGO }),
      accountNames,
    }),
  );

describe('a report of several accounts and regions', () => {
  const composed = report();
  const text = unwrapped(renderText(composed, null));
  const page = renderReport(composed);

  it('says in the subject how many accounts it is of, not in which region the auditor is', () => {
    expect(composed.subject).toMatch(/^HAProxy 2 accounts W/);
    expect(text).toContain('HAProxy fleet of 2 accounts, 2 regions; week');
    expect(page).toContain('<span>2 accounts</span><span>2 regions</span>');
  });

  it('names the place of each host that the e-mail lists', () => {
    expect(text).toContain(`edge · ${PLACE}`);
    expect(text).toContain('edge · 111122223333/eu-west-1');
    expect(text).toContain(`Gone: edge-4: ${PLACE}: left the fleet`);
    expect(text).toContain(`edge-1 and edge-2. In ${PLACE} and 111122223333/eu-west-1.`);
  });

  it('names it on the page, and the account in a column of all hosts', () => {
    expect(page).toContain(`<small>${PLACE}</small>`);
    expect(page).toContain(`<span>${PLACE}</span>`);
    expect(page).toContain('<td>444455556666<small>payments</small>');
  });

  it('has the names of accounts in a column of hosts.csv', () => {
    const [header = [], ...rows] = parseCsv(renderCsv(composed));
    const column = header.indexOf('account_name');
    expect(rows.map((row) => row[column])).toEqual(['payments', '', 'payments']);
  });
});

describe('a name that an organization gives an account', () => {
  it('is as harmless in each form as the names of hosts', () => {
    const composed = report(HOSTS, new Map([[PAYMENTS.accountId, `<b>=x\u202e\n${'y'.repeat(200)}`]]));
    for (const form of [renderText(composed, null), renderReport(composed), renderCsv(composed)]) {
      expect(form).not.toContain('\u202e');
      expect(form).not.toContain('y'.repeat(65));
    }
    expect(renderReport(composed)).not.toContain('<b>=x');
  });

  it('changes nothing of a fleet in one account and region but its title', () => {
    const one = [leaking(1, 200), assessed(2)];
    const bare = report(one, new Map());
    expect(report(one).subject).toBe(bare.subject);
    expect(renderText(bare, null)).not.toContain('111122223333/');
  });
});
