import { functionClients } from '../../../cli/function-clients.ts';
import { directClientConfig } from '../../../infra/local/aws/client-config.ts';
import { createEndpoint } from '../../../infra/local/aws/endpoint.ts';
import type { FaultSwitch } from '../../../infra/local/aws/faults.ts';
import type { StoredMetric } from '../../../infra/local/aws/metric-store.ts';
import type { LocalHost } from '../../../infra/local/hosts/local-host.ts';
import { localSimulatedHost, type SimulatedHost } from '../../../infra/local/hosts/simulated-host.ts';
import { auditFleet } from '../../../lambdas/audit-fleet/handler.ts';
import type { Acknowledgement } from '../../../lambdas/domain/records/acknowledgement.ts';
import type { Run } from '../../../lambdas/domain/records/archive.ts';
import { HOUR } from '../../../lambdas/domain/records/time.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { type ScoreFleetResult, scoreFleet } from '../../../lambdas/score-fleet/handler.ts';
import { sendReport } from '../../../lambdas/send-report/handler.ts';
import { attemptAt, TELLING, TOPICS } from '../../telling.ts';
import { BUCKET, PROBE, setClocks } from '../local/aws/fleet.ts';
import { breakKnowledge } from './broken-knowledge.ts';
import { createServiceMetrics } from './function-metrics.ts';

const PLACE: Omit<Run, 'runAt'> = { accountId: '111122223333', region: 'eu-west-1' };

/** What befalls the auditor; hours count from the start. What befalls hosts is in their scenarios. */
export interface Trouble {
  readonly kind:
    | 'no-audits'
    | 'no-scorings'
    | 'no-report'
    | 'audits-refused'
    | 'scorings-refused'
    | 'audits-slow'
    | 'scorings-slow'
    | 'report-slow'
    | 'report-times-out'
    | 'fleet-empty'
    | 'knowledge-broken'
    | 'probe-broken';
  readonly from: number;
  readonly to: number;
}

export interface Weeks {
  readonly from: Date;
  readonly hours: number;
  readonly hosts: readonly SimulatedHost[];
  readonly troubles: readonly Trouble[];
  readonly acknowledgements?: readonly Acknowledgement[];
  /** Hours at which a person empties the failure queues. */
  readonly purgedAt?: readonly number[];
}

export interface Outcome {
  /** What CloudWatch has at the end: the handlers' own, and Lambda's and SQS's by what became of the runs. */
  readonly metrics: readonly StoredMetric[];
  /** What score-fleet logged. */
  readonly scorings: readonly ScoreFleetResult[];
}

type FunctionName = 'AuditFleet' | 'ScoreFleet' | 'SendReport';

/** How long a function takes where it is slow: a little more than its alarm about the time limit lets pass. */
const SLOW: Readonly<Record<FunctionName, { kind: Trouble['kind']; seconds: number }>> = {
  AuditFleet: { kind: 'audits-slow', seconds: 250 },
  ScoreFleet: { kind: 'scorings-slow', seconds: 730 },
  SendReport: { kind: 'report-slow', seconds: 730 },
};

/** Lambda's longest. */
const TIMEOUT_SECONDS = 900;

/**
 * Runs the functions by their schedules over weeks, on a clock of its own: audits each hour, scorings twenty minutes
 * after each bin, a report each Monday at 08:00 UTC; a failed run is tried once more a minute later, then given up.
 */
export async function simulateWeeks({
  from,
  hours,
  hosts,
  troubles,
  acknowledgements = [],
  purgedAt = [],
}: Weeks): Promise<Outcome> {
  const clock = { at: from };
  const hourOf = (at: Date) => (at.getTime() - from.getTime()) / HOUR;
  const troubled = (kind: Trouble['kind']) =>
    troubles.some((one) => one.kind === kind && hourOf(clock.at) >= one.from && hourOf(clock.at) < one.to);

  let underWay: FunctionName = 'AuditFleet';
  let startedAt = from;
  const fleet = hosts.map((host) => garbledByNewProbe(localSimulatedHost(host, tagsOf(host))));
  const present = [...fleet];
  const faults: FaultSwitch = ({ service, operation }) => {
    const refused = { kind: 'error', status: 403, code: 'UnauthorizedOperation' } as const;
    if (service === 'ec2' && troubled('audits-refused')) return refused;
    if (service === 's3' && operation === 'ListObjectsV2' && troubled('scorings-refused')) return refused;
    if (operation === 'SendEmail' && troubled('no-report')) return refused;
    if (operation === 'SendEmail' && troubled('report-times-out')) {
      turnTo(new Date(startedAt.getTime() + TIMEOUT_SECONDS * 1000));
      return refused;
    }
    const { kind, seconds } = SLOW[underWay];
    if (operation === 'PutMetricData' && troubled(kind))
      turnTo(new Date(clock.at.getTime() + seconds * 1000));
    return undefined;
  };
  const endpoint = createEndpoint({
    ...PLACE,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-for-this-run' },
    hosts: present,
    documents: new Map([PROBE, BROKEN_PROBE].map((name) => [name, JSON.stringify(probeDocument())])),
    buckets: [BUCKET],
    now: () => clock.at,
    commandRetentionSeconds: 3_600,
    mail: { identities: ['example.com'], sandbox: false },
    topics: TOPICS,
    faults,
  });
  const config = directClientConfig(endpoint);
  const clients = functionClients(config);
  function turnTo(at: Date): void {
    clock.at = at;
    setClocks(clients, at);
  }

  const services = createServiceMetrics();
  const scorings: ScoreFleetResult[] = [];
  const functions: Record<FunctionName, (scheduledAt: string) => Promise<void>> = {
    AuditFleet: async (scheduledAt: string) => {
      await auditFleet(
        clients,
        troubled('probe-broken')
          ? { ...AUDIT_ENV, PROBE_DOCUMENT: BROKEN_PROBE, PREVIOUS_PROBE_DOCUMENT: PROBE }
          : AUDIT_ENV,
        { scheduledAt },
        {
          now: () => clock.at,
          sleep: async (seconds) => turnTo(new Date(clock.at.getTime() + seconds * 1000)),
        },
      );
    },
    ScoreFleet: async (scheduledAt: string) => {
      scorings.push(
        await scoreFleet(
          clients,
          { ...SCORE_ENV, ACKNOWLEDGEMENTS: [...acknowledgements], ...TELLING },
          { scheduledAt },
          attemptAt(() => clock.at),
        ),
      );
    },
    SendReport: async (scheduledAt: string) => {
      await sendReport(
        clients,
        REPORT_ENV,
        { scheduledAt },
        attemptAt(() => clock.at),
      );
    },
  };
  const run = async (name: FunctionName) => {
    underWay = name;
    const scheduledAt = clock.at.toISOString();
    for (const attempt of [1, 2]) {
      startedAt = clock.at;
      const failed = await functions[name](scheduledAt).then(
        () => false,
        () => true,
      );
      services.ran(name, startedAt, clock.at, failed);
      if (!failed) return;
      if (attempt === 2) services.gaveUp(name, clock.at);
      turnTo(new Date(clock.at.getTime() + 60_000));
    }
  };

  for (let hour = 0; hour < hours; hour++) {
    const at = (minutes: number) => turnTo(new Date(from.getTime() + hour * HOUR + minutes * 60_000));
    at(0);
    present.splice(0, present.length, ...(troubled('fleet-empty') ? [] : fleet));
    await breakKnowledge(clients.s3, troubled('knowledge-broken'));
    if (!troubled('no-audits')) await run('AuditFleet');
    at(20);
    if (clock.at.getUTCHours() % 3 === 0 && !troubled('no-scorings')) await run('ScoreFleet');
    at(40);
    if (clock.at.getUTCDay() === 1 && clock.at.getUTCHours() === 8) await run('SendReport');
    if (purgedAt.includes(hour)) services.purged(clock.at);
  }
  return { metrics: [...endpoint.metrics(), ...services.metrics(clock.at)], scorings };
}

const tagsOf = ({ scenario: { identity } }: SimulatedHost) => ({
  Fleet: 'haproxy',
  Name: identity.name ?? identity.hostId,
  Role: identity.role ?? 'none',
});

const BROKEN_PROBE = 'broken-probe';

/** A deployment brings a probe that no host can run. */
const garbledByNewProbe = (host: LocalHost): LocalHost => ({
  ...host,
  answer: (asked) =>
    asked.documentName === BROKEN_PROBE
      ? { status: 'Success', statusDetails: 'Success', stdout: 'sh: 1: Syntax error', afterSeconds: 1 }
      : host.answer(asked),
});

const AUDIT_ENV = {
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  PROBE_DOCUMENT: PROBE,
  FLEET_TAG_KEY: 'Fleet',
  FLEET_TAG_VALUE: 'haproxy',
  ROLE_TAG_KEY: 'Role',
  PERIOD_SECONDS: 3600,
  DEADLINE_SECONDS: 120,
  METRIC_BUDGET: 30,
  PER_HOST_METRICS: false,
};

const SCORE_ENV = {
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
};

const REPORT_ENV = {
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  SENDER: 'auditor@example.com',
  RECIPIENTS: ['sre@example.com'],
  TIME_ZONE: 'UTC',
  ATTACH_REPORT: false,
};
