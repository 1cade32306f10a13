import type { MiddlewareStack } from '@smithy/types';
import { functionClients } from '../../cli/function-clients.ts';
import { directHandler, mountedClientConfig } from '../../infra/local/aws/client-config.ts';
import { createEndpoint, type Endpoint } from '../../infra/local/aws/endpoint.ts';
import type { ApiCall, Fault } from '../../infra/local/aws/faults.ts';
import { localSimulatedHost, simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { hash, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { auditFleet } from '../../lambdas/audit-fleet/handler.ts';
import type { Clock } from '../../lambdas/aws/ssm-run.ts';
import { previousProbeDocument } from '../../lambdas/probe/previous-document.ts';
import { probeDocument } from '../../lambdas/probe/probe-document.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { SendReportEnv } from '../../lambdas/send-report/env.ts';
import { sendReport } from '../../lambdas/send-report/handler.ts';
import { hostOfKind, type Kind } from '../corpora/corpus.ts';
import { attemptAt, TELLING, TOPICS } from '../telling.ts';
import type { ProxyFault } from './fault-proxy.ts';
import { CALL_FAULTS, type CallFault, faultyAws, steppedClock } from './faulty-aws.ts';
import { immediately } from './immediate-retries.ts';
import { type Attempt, invoker } from './invoker.ts';
import { proxiedNetwork } from './proxied-network.ts';
import {
  DELIVERY_FAULTS,
  type DeliveryFault,
  deliveries,
  fleetEvents,
  MAXIMUM_AGE,
  type Verb,
} from './schedule.ts';

export const PLACE = { accountId: '111122223333', region: 'eu-west-1' } as const;
export const BUCKET = 'chaos-archive';
const DOCUMENT = 'chaos-probe';
const PREVIOUS_DOCUMENT = 'chaos-probe-before';
const FROM = new Date('2026-10-05T00:00:00Z');
const KINDS: readonly Kind[] = [
  'linear',
  'steady',
  'gaps',
  'sawtooth',
  'seasonal',
  'reloaded',
  'restarts',
  'steady',
];
export interface ChaosOptions {
  readonly seed: number;
  readonly days: number;
  /** Shares of the calls, of the deliveries and of the invocations to which something happens. */
  readonly calls: number;
  readonly deliveries: number;
  readonly kills: number;
  /** The kinds that are drawn of; all of them where absent. */
  readonly callFaults?: readonly CallFault[];
  readonly deliveryFaults?: readonly DeliveryFault[];
  /** A time in which AWS refuses what a verb can't do without; hours from the start. */
  readonly outage?: Outage;
  /** Calls go over sockets and fail on the way, by a proxy. */
  readonly isProxied?: boolean;
}

export interface Outage {
  readonly verb: Verb;
  readonly from: number;
  readonly to: number;
}

export interface ChaosResult {
  readonly endpoint: Endpoint;
  readonly from: Date;
  readonly until: Date;
  readonly hostIds: readonly string[];
  readonly attempts: readonly Attempt[];
  /** Instants at which SES or SNS took a message and nobody heard. */
  readonly unheard: readonly Date[];
  readonly fired: {
    readonly calls: ReadonlyMap<CallFault, number>;
    readonly proxied: ReadonlyMap<ProxyFault, number>;
    readonly deliveries: ReadonlyMap<DeliveryFault, number>;
  };
}

const ENV = AuditFleetEnv.parse({
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  // A new probe, whose trial is the first audit's.
  PROBE_DOCUMENT: DOCUMENT,
  PREVIOUS_PROBE_DOCUMENT: PREVIOUS_DOCUMENT,
  FLEET_TAG_KEY: 'fleet',
  FLEET_TAG_VALUE: 'chaos',
  ROLE_TAG_KEY: 'role',
  PERIOD_SECONDS: '3600',
  DEADLINE_SECONDS: '120',
  METRIC_BUDGET: '30',
  PER_HOST_METRICS: 'true',
});

const REPORT_ENV = SendReportEnv.parse({
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  SENDER: 'auditor@example.com',
  RECIPIENTS: 'sre@example.com',
  TIME_ZONE: 'UTC',
  ATTACH_REPORT: 'false',
});

/**
 * Lives through days of audits, scorings and reports whose calls, deliveries and processes fail, then through one scoring in
 * calm, and leaves all that AWS holds to be looked at.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const random = seededRandom(hash(options.seed, 0xc4a05));
  const stepped = steppedClock(FROM);
  const { now, wait } = stepped;
  const share = options.isProxied ? 0 : options.calls;
  const { callFaults = CALL_FAULTS, deliveryFaults = DELIVERY_FAULTS } = options;
  const aws = faultyAws(() => endpoint, { random, share, kinds: callFaults, clock: stepped });
  const refused = ({ service, operation }: ApiCall): Fault | undefined => {
    if (options.outage === undefined) return undefined;
    const { verb, from, to } = options.outage;
    const hour = (now().getTime() - FROM.getTime()) / 3_600_000;
    const isRefused = NEEDED[verb] === `${service}.${operation}` && hour >= from && hour < to;
    return isRefused ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined;
  };
  const fleet = chaosFleet(options);
  const endpoint = createEndpoint({
    ...PLACE,
    credentials: { accessKeyId: 'chaos', secretAccessKey: 'chaos' },
    hosts: fleet,
    documents: new Map([
      [DOCUMENT, JSON.stringify(probeDocument())],
      [PREVIOUS_DOCUMENT, JSON.stringify(previousProbeDocument())],
    ]),
    buckets: [BUCKET],
    now,
    faults: (call) => aws.fault() ?? refused(call),
    mail: { identities: ['example.com'], sandbox: false },
    topics: TOPICS,
    commandRetentionSeconds: 7200,
    clockSkewSeconds: Number.POSITIVE_INFINITY,
  });
  const network = options.isProxied
    ? await proxiedNetwork(endpoint, aws, { share: options.calls, seed: options.seed })
    : undefined;
  const config = {
    ...(network?.config ?? {
      ...mountedClientConfig(endpoint, 'http://localhost'),
      requestHandler: directHandler(aws),
    }),
    retryStrategy: immediately(3),
  };
  const clients = functionClients(config);
  for (const client of Object.values(clients) as { middlewareStack: MiddlewareStack<object, object> }[]) {
    if (network) client.middlewareStack.use(network.plugin);
  }
  const clock: Clock = { now, sleep: async (seconds) => wait(seconds) };
  const scoreEnv = {
    ACCOUNT_ID: PLACE.accountId,
    AWS_REGION: PLACE.region,
    ARCHIVE_BUCKET: BUCKET,
    ACKNOWLEDGEMENTS: [],
    ...TELLING,
  };
  const verbs: Record<Verb, (event: { scheduledAt: string }) => Promise<unknown>> = {
    audit: (event) => auditFleet(clients, ENV, event, clock),
    score: (event) => scoreFleet(clients, scoreEnv, event, attemptAt(now)),
    report: (event) => sendReport(clients, REPORT_ENV, event, attemptAt(now)),
  };
  const run = (verb: Verb, at: Date): Promise<unknown> => verbs[verb]({ scheduledAt: at.toISOString() });

  const attempts: Attempt[] = [];
  const plan = deliveries(
    { scheduled: fleetEvents(FROM, options.days), share: options.deliveries, kinds: deliveryFaults },
    random,
  );
  const invoke = invoker<Verb>({ aws, random, kills: options.kills, clock: stepped, run, attempts });
  for (const delivery of plan.deliveries) {
    stepped.reach(delivery.at);
    await invoke(delivery, MAXIMUM_AGE[delivery.verb]);
  }
  aws.calm();
  await network?.proxy.calm();
  const lastAt = new Date(FROM.getTime() + (options.days * 24 + 0.5) * 3_600_000);
  stepped.reach(lastAt);
  await run('score', lastAt);
  const proxied = (await network?.proxy.fired()) ?? new Map();
  for (const client of Object.values(clients)) client.destroy();
  await network?.close();
  return {
    endpoint,
    from: FROM,
    until: new Date(FROM.getTime() + options.days * 86_400_000),
    hostIds: fleet.map(({ hostId }) => hostId),
    attempts,
    unheard: [...aws.unheard, ...(network?.unheard ?? [])],
    fired: { calls: aws.fired, proxied, deliveries: plan.fired },
  };
}

/** What AWS refuses in an outage of a verb. Reports need what scorings do. */
const NEEDED: Readonly<Record<Verb, string>> = {
  audit: 'ec2.DescribeInstances',
  score: 's3.ListObjectsV2',
  report: 'ses.SendEmail',
};

function chaosFleet({ seed, days }: ChaosOptions) {
  const placed = KINDS.map((kind, index) => {
    const { scenario, seed: hostSeed } = hostOfKind(kind, hash(seed, index), { days: days + 1, from: FROM });
    const identity = { ...scenario.identity, ...PLACE, hostId: `i-${String(index).padStart(17, '0')}` };
    const tags = { fleet: 'chaos', role: index % 2 === 0 ? 'edge' : 'api', Name: `lb-${index}` };
    return localSimulatedHost(simulateHost({ ...scenario, identity }, hostSeed), tags);
  });
  const [first] = placed;
  if (first === undefined) throw new Error('a fleet without hosts');
  return [...placed, { ...first, hostId: 'i-000000000000000ff', managed: false }];
}
