import type { AuditorConfig } from '../../infra/config.ts';
import { MAXIMUM_POLL_SECONDS } from '../../lambdas/domain/records/command-time.ts';
import { probeDocument } from '../../lambdas/probe/probe-document.ts';
import { type CostLine, GIGABYTE, runsAMonth, waitSeconds } from './cost-line.ts';
import { type PriceName, priceOf } from './price-table.ts';

/** Beside the document, of a command and its answer: what SSM and the agent tell each other, and TLS. */
const MESSAGE_BYTES = 5_000;
/** Roles that a function assumes, keys that it uses, in one run. */
const EVENTS_A_RUN = 5;
const HOSTS_A_PAGE = { ec2: 1000, ssm: 50 };

/**
 * What the auditor adds to other bills of the account a month, as far as the account is set up so. The agent gets the
 * document with each command, so that all hosts download it at each audit.
 */
export function accountCost(config: AuditorConfig, hosts: number): CostLine[] {
  const { audits, scorings, reports } = runsAMonth(config);
  // The document stands as a text in a message that is JSON itself.
  const documentBytes = JSON.stringify(JSON.stringify(probeDocument())).length;
  const gigabytes = (audits * hosts * (documentBytes + MESSAGE_BYTES)) / GIGABYTE;
  const callsOfAnAudit =
    1 +
    Math.ceil(hosts / HOSTS_A_PAGE.ec2) +
    Math.ceil(hosts / HOSTS_A_PAGE.ssm) +
    Math.ceil(waitSeconds(config, hosts) / MAXIMUM_POLL_SECONDS);
  const managementEvents = audits * callsOfAnAudit + (audits + scorings + reports) * EVENTS_A_RUN;
  const lines: [what: string, price: PriceName, quantity: number][] = [
    ['probe to the hosts through a NAT gateway', 'natGigabyte', gigabytes],
    ['… or through interface endpoints', 'endpointGigabyte', gigabytes],
    ['a second CloudTrail of management events', 'trailEvent', managementEvents],
    ['GuardDuty, of management events', 'guardDutyEvent', managementEvents],
  ];
  return lines.map(([what, price, quantity]) => ({
    what,
    price,
    quantity,
    dollars: priceOf(price, quantity),
  }));
}

/** Events that SSM puts on the default bus each day, two for each invocation; free, unless a rule of the account matches them. */
export const invocationEventsADay = ({ schedulePeriodMinutes }: AuditorConfig, hosts: number): number =>
  2 * hosts * ((24 * 60) / schedulePeriodMinutes);
