import type { Report } from './report.ts';

/** Headers by which people filter, mail programs thread and vacation replies stay away. Printable ASCII alone. */
export function mailHeaders(report: Report): Record<string, string> {
  const { accountId, region, fleetName, week, headline, findings } = report;
  const list = `haproxy-fleet.${fleetName === undefined ? '' : `${fleetName}.`}${region}.${accountId}`;
  return {
    // RFC 3834: no automatic answers; the second one for Exchange, which does not read it.
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'List-Id': `HAProxy fleet ${fleetName === undefined ? '' : `${fleetName} `}${region} <${list}.haproxy-fleet-auditor.invalid>`,
    // All weeks of a fleet refer to one message that never was, which keeps them in one thread.
    References: `<${list}@haproxy-fleet-auditor.invalid>`,
    Importance: headline.tone === 'leaking' ? 'high' : 'normal',
    'X-Auditor-Week': week.id,
    'X-Auditor-Verdict': headline.tone,
    'X-Auditor-Findings': String(findings.length),
  };
}
