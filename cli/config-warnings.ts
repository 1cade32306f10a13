import { hasChats } from '../infra/config/channels.ts';
import { mailOf } from '../infra/config/report.ts';
import type { AuditorConfig } from '../infra/config.ts';
import { auditDeadlineSeconds } from '../lambdas/domain/records/command-time.ts';
import { HOUR } from '../lambdas/domain/records/time.ts';

/** Domains that belong to nobody (RFC 2606, 6761): whatever is mailed there is lost. */
const PLACEHOLDER = /[@.](example(\.(com|net|org))?|invalid|test|localhost)$/i;

/** Metrics of the fleet as a whole; each role and release takes three more. */
const FLEET_METRICS = 9;

/** What is allowed in a configuration, and likely a mistake. */
export function configWarnings(config: AuditorConfig, now: Date): string[] {
  const { report, alarms, acknowledgements } = config;
  const mail = mailOf(report);
  const addresses = [
    { path: 'report.sender', list: mail ? [mail.sender] : [] },
    { path: 'report.recipients', list: mail?.recipients ?? [] },
    { path: 'alarms.emails', list: alarms.emails },
    { path: 'alarms.page.emails', list: alarms.page.emails },
    { path: 'alarms.notify.emails', list: alarms.notify.emails },
  ];
  const isOver = (until: string) => Date.parse(until) <= now.getTime();
  const { deadlineSeconds, largestFleet } = config;
  const neededSeconds = auditDeadlineSeconds(largestFleet);
  const targets = acknowledgements.map(({ target, kinds }) => ({
    target,
    text: JSON.stringify([target, kinds]),
  }));
  return [
    ...addresses.flatMap(({ path, list }) =>
      list
        .filter((address) => PLACEHOLDER.test(address))
        .map((address) => `${path}: ${address} is a placeholder; mail to it is lost`),
    ),
    ...(mail === null && report.sender !== undefined
      ? ['report.sender: not used, because report.delivery is "topic"']
      : []),
    ...unheard(config),
    ...acknowledgements
      .filter(({ until }) => isOver(until))
      .map(({ target, until }) => `acknowledgements: that of ${target} ended ${until}; remove or renew it`),
    ...targets
      .filter(({ text }, index) => targets.findIndex((other) => other.text === text) !== index)
      .map(({ target }) => `acknowledgements: ${target} has more than one`),
    ...alarms.mutes
      .filter(({ from, hours }) => Date.parse(from) + hours * HOUR <= now.getTime())
      .map(({ from, reason }) => `alarms.mutes: that of ${from} (${reason}) is over; remove it`),
    ...(config.metricBudget < FLEET_METRICS
      ? [`metricBudget: ${config.metricBudget} leaves out some of the ${FLEET_METRICS} metrics of the fleet`]
      : []),
    ...(deadlineSeconds !== undefined && deadlineSeconds < neededSeconds
      ? [
          `deadlineSeconds: SSM may need ${neededSeconds} s to reach ${largestFleet} hosts (largestFleet); after ${deadlineSeconds} s the others count as unreachable`,
        ]
      : []),
    ...(config.removalPolicy === 'destroy'
      ? ['removalPolicy: destroy loses the archive, and so all history, with the stack']
      : []),
  ];
}

/** Of topics that nobody is subscribed to, and addresses that no topic is told to take. */
function unheard({ alarms, channels }: AuditorConfig): string[] {
  const topics = [
    { name: 'page', what: 'memory near its limit, or audits that stop' },
    { name: 'notify', what: 'leaks that are found' },
  ] as const;
  const isNew = (name: 'page' | 'notify') => alarms[name].topicArn === undefined;
  const silent = topics.filter(
    ({ name }) =>
      isNew(name) && alarms.emails.length + alarms[name].emails.length === 0 && !hasChats(channels),
  );
  return [
    ...silent.map(({ name, what }) => `alarms.${name}: no address and no topic; nobody is told of ${what}`),
    ...(alarms.emails.length > 0 && !topics.some(({ name }) => isNew(name))
      ? ['alarms.emails: subscribed to nothing, since both topics are there already; their owners subscribe']
      : []),
  ];
}
