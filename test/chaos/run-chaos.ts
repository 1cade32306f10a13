import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { directHandler, mountedClientConfig } from '../../infra/local/client-config.ts';
import { hostOfKind, type Kind } from '../../infra/local/corpus.ts';
import { createEndpoint, type Endpoint } from '../../infra/local/endpoint.ts';
import { localSimulatedHost, simulateHost } from '../../infra/local/simulated-host.ts';
import { hash, seededRandom } from '../../infra/local/simulation/random.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { auditFleet } from '../../lambdas/audit-fleet/handler.ts';
import type { Clock } from '../../lambdas/aws/ssm-run.ts';
import { probeDocument } from '../../lambdas/probe/probe-document.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { type CallFault, faultyAws } from './faulty-aws.ts';
import { immediately } from './immediate-retries.ts';
import { type Delivery, type DeliveryFault, deliveries, MOST_AGE, type Verb } from './schedule.ts';

export const PLACE = { accountId: '111122223333', region: 'eu-west-1' } as const;
export const BUCKET = 'chaos-archive';
const DOCUMENT = 'chaos-probe';
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
/** Lambda runs a failed event once more, a minute later. */
const ATTEMPTS = 2;
const RETRY_SECONDS = 60;

export interface ChaosOptions {
  readonly seed: number;
  readonly days: number;
  /** Shares of the calls, of the deliveries and of the invocations to which something happens. */
  readonly calls: number;
  readonly deliveries: number;
  readonly kills: number;
}

/** How an invocation ended. */
export type Ending = 'done' | 'failed' | 'killed' | 'too-old';

export interface Attempt {
  readonly verb: Verb;
  readonly scheduledAt: Date;
  readonly ending: Ending;
}

export interface ChaosResult {
  readonly endpoint: Endpoint;
  readonly from: Date;
  readonly hostIds: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly fired: {
    readonly calls: ReadonlyMap<CallFault, number>;
    readonly deliveries: ReadonlyMap<DeliveryFault, number>;
  };
}

const ENV = AuditFleetEnv.parse({
  ACCOUNT_ID: PLACE.accountId,
  AWS_REGION: PLACE.region,
  ARCHIVE_BUCKET: BUCKET,
  PROBE_DOCUMENT: DOCUMENT,
  FLEET_TAG_KEY: 'fleet',
  FLEET_TAG_VALUE: 'chaos',
  ROLE_TAG_KEY: 'role',
  PERIOD_SECONDS: '3600',
  DEADLINE_SECONDS: '120',
  METRIC_BUDGET: '30',
  PER_HOST_METRICS: 'true',
});

/**
 * Lives through days of audits and scorings whose calls, deliveries and processes fail, then through one scoring in
 * calm, and leaves all that AWS holds to be looked at.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const random = seededRandom(hash(options.seed, 0xc4a05));
  let now = FROM;
  const wait = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const aws = faultyAws(() => endpoint, { random, share: options.calls, wait });
  const fleet = chaosFleet(options);
  const endpoint = createEndpoint({
    ...PLACE,
    credentials: { accessKeyId: 'chaos', secretAccessKey: 'chaos' },
    hosts: fleet,
    documents: new Map([[DOCUMENT, JSON.stringify(probeDocument())]]),
    buckets: [BUCKET],
    now: () => now,
    faults: aws.fault,
    commandRetentionSeconds: 7200,
    clockSkewSeconds: Number.POSITIVE_INFINITY,
  });
  const config = {
    ...mountedClientConfig(endpoint, 'http://localhost'),
    requestHandler: directHandler(aws),
    retryStrategy: immediately(3),
  };
  const clients = {
    ec2: new EC2Client(config),
    ssm: new SSMClient(config),
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    eventbridge: new EventBridgeClient(config),
  };
  const clock: Clock = { now: () => now, sleep: async (seconds) => wait(seconds) };
  const scoreEnv = {
    ACCOUNT_ID: PLACE.accountId,
    AWS_REGION: PLACE.region,
    ARCHIVE_BUCKET: BUCKET,
    ACKNOWLEDGEMENTS: [],
  };
  const run = (verb: Verb, scheduledAt: Date): Promise<unknown> =>
    verb === 'audit'
      ? auditFleet(clients, ENV, { scheduledAt: scheduledAt.toISOString() }, clock)
      : scoreFleet(clients, scoreEnv, { scheduledAt: scheduledAt.toISOString() });

  const attempts: Attempt[] = [];
  const plan = deliveries({ from: FROM, days: options.days, share: options.deliveries }, random);
  for (const delivery of plan.deliveries) {
    if (delivery.at > now) now = delivery.at;
    await invoke(delivery);
  }
  aws.calm();
  await run('score', new Date(FROM.getTime() + (options.days * 24 + 0.5) * 3_600_000));
  return {
    endpoint,
    from: FROM,
    hostIds: fleet.map(({ hostId }) => hostId),
    attempts,
    fired: { calls: aws.fired, deliveries: plan.fired },
  };

  async function invoke({ verb, scheduledAt, copies }: Delivery): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (now.getTime() - scheduledAt.getTime() > MOST_AGE[verb]) {
        attempts.push({ verb, scheduledAt, ending: 'too-old' });
        return;
      }
      const killed = aws.endAfter(
        random.chance(options.kills) ? random.whole(0, 12 * copies) : Number.POSITIVE_INFINITY,
      );
      const first = ending(run(verb, scheduledAt), killed);
      const endings = [first];
      if (copies === 2) {
        await Promise.race([first, aws.made(random.whole(1, 5))]);
        endings.push(ending(run(verb, scheduledAt), killed));
      }
      const ended = await Promise.all(endings);
      attempts.push(...ended.map((ending) => ({ verb, scheduledAt, ending })));
      if (ended.every((ending) => ending === 'done')) return;
      wait(RETRY_SECONDS);
    }
  }
}

const ending = (run: Promise<unknown>, killed: Promise<'killed'>): Promise<Ending> =>
  Promise.race([
    run.then(
      () => 'done' as const,
      () => 'failed' as const,
    ),
    killed,
  ]);

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
