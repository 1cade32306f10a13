import type { FunctionClients } from '../../../cli/function-clients.ts';
import type { Endpoint } from '../../../infra/local/aws/endpoint.ts';
import { localSimulatedHost, simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { AuditFleetEnv } from '../../../lambdas/audit-fleet/env.ts';
import { auditFleet } from '../../../lambdas/audit-fleet/handler.ts';
import { putRun } from '../../../lambdas/aws/s3-archive.ts';
import { DAY, HOUR, printInstant } from '../../../lambdas/domain/records/time.ts';
import { ScoreFleetEnv } from '../../../lambdas/score-fleet/env.ts';
import { scoreFleet } from '../../../lambdas/score-fleet/handler.ts';
import { SendReportEnv } from '../../../lambdas/send-report/env.ts';
import { sendReport } from '../../../lambdas/send-report/handler.ts';
import { REPORT_DETAIL_TYPE } from '../../../lambdas/telemetry.ts';
import { hostOfKind } from '../../corpora/corpus.ts';
import { attemptAt } from '../../telling.ts';
import type { Account, DeployedStack } from './deployed-stack.ts';

const FROM = new Date('2026-10-05T00:00:00Z');
const DAYS = 6;
export const END = new Date(FROM.getTime() + DAYS * DAY);

/** The hosts of a fleet: the first leaks, the second doesn't. */
export const hostsOf = (label: string, account: Account) =>
  (['linear', 'steady'] as const).map((kind, index) => {
    const { scenario, seed } = hostOfKind(kind, 2, { days: DAYS + 1, from: FROM });
    const identity = { ...scenario.identity, ...account, hostId: `i-${label}-${index}` };
    return simulateHost({ ...scenario, identity }, seed);
  });

export type Hosts = ReturnType<typeof hostsOf>;

export const localHosts = (hosts: Hosts, tag: { key: string; value: string }) =>
  hosts.map((host) =>
    localSimulatedHost(host, { [tag.key]: tag.value, Name: host.scenario.identity.hostId, role: 'edge' }),
  );

/** What a fleet left behind. */
export interface Traces {
  readonly keys: readonly string[];
  readonly namespaces: readonly string[];
  readonly events: Endpoint['events'] extends () => readonly (infer Event)[] ? readonly Event[] : never;
  /** Topics that people were told by. */
  readonly topics: readonly string[];
  /** Of reports, mailed or told. */
  readonly subjects: readonly string[];
}

export const NOTHING: Traces = { keys: [], namespaces: [], events: [], topics: [], subjects: [] };

/**
 * Lives through six days of a deployed stack, by its own variables: samples every two hours, at the end an audit, a scoring and
 * the report.
 */
export async function live(
  stack: DeployedStack,
  hosts: Hosts,
  { endpoint, clients, turnTo, now }: Lived,
): Promise<Traces> {
  const auditEnv = AuditFleetEnv.parse(stack.variablesOf('AuditFleet'));
  const {
    ACCOUNT_ID: accountId,
    AWS_REGION: region,
    ARCHIVE_BUCKET: bucket,
    FLEET_NAME: fleetName,
  } = auditEnv;
  const before = traces(endpoint, bucket);
  for (let at = FROM.getTime(); at < END.getTime(); at += 2 * HOUR) {
    const run = { runAt: printInstant(at), accountId, region, fleetName };
    turnTo(new Date(at));
    await putRun(clients.s3, bucket, run, {
      samples: hosts.flatMap((host) => host.sample(new Date(at)) ?? []),
    });
  }
  turnTo(END);
  const clock = {
    now,
    sleep: async (seconds: number) => turnTo(new Date(now().getTime() + seconds * 1000)),
  };
  await auditFleet(clients, auditEnv, { scheduledAt: END.toISOString() }, clock);
  const scoredAt = new Date(END.getTime() + HOUR / 3);
  turnTo(scoredAt);
  const scoreEnv = ScoreFleetEnv.parse(stack.variablesOf('ScoreFleet'));
  await scoreFleet(clients, scoreEnv, { scheduledAt: scoredAt.toISOString() }, attemptAt(now));
  const reportEnv = SendReportEnv.parse(stack.variablesOf('SendReport'));
  await sendReport(clients, reportEnv, { scheduledAt: scoredAt.toISOString() }, attemptAt(now));
  const after = traces(endpoint, bucket);
  const events = after.events.slice(before.events.length);
  return {
    keys: after.keys.filter((key) => !before.keys.includes(key)),
    namespaces: after.namespaces.filter((one) => !before.namespaces.includes(one)),
    events,
    topics: [...new Set(after.topics.slice(before.topics.length))],
    subjects: [
      ...after.subjects.slice(before.subjects.length),
      ...events.flatMap(({ detailType, detail }) =>
        detailType === REPORT_DETAIL_TYPE ? [(detail as { subject: string }).subject] : [],
      ),
    ],
  };
}

export interface Lived {
  readonly endpoint: Endpoint;
  readonly clients: FunctionClients;
  readonly turnTo: (at: Date) => void;
  readonly now: () => Date;
}

const traces = (endpoint: Endpoint, bucket: string): Traces => ({
  keys: [...(endpoint.objects(bucket)?.keys() ?? [])],
  namespaces: [...new Set(endpoint.metrics().map(({ namespace }) => namespace))],
  events: [...endpoint.events()],
  topics: endpoint.notices().map(({ topicArn }) => topicArn),
  subjects: endpoint.mails().map(({ Content }) => Content.Simple?.Subject?.Data ?? ''),
});
