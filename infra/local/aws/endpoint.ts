import { randomUUID } from 'node:crypto';
import type { LocalHost } from '../hosts/local-host.ts';
import { AwsError, ConnectionReset } from './aws-error.ts';
import { createCloudFormation, type LocalStackInstance } from './cloudformation.ts';
import { createCloudWatch } from './cloudwatch.ts';
import { createEc2 } from './ec2.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { createEventBridge, type LocalRule, type StoredEvent } from './eventbridge.ts';
import { type ApiCall, applyFault, type FaultSwitch } from './faults.ts';
import type { StoredMetric } from './metric-store.ts';
import { createS3 } from './s3.ts';
import type { StoredObject } from './s3-store.ts';
import { createSes, type SesOptions, type StoredMail } from './sesv2.ts';
import { parseAuthorization, type SigningCredentials, verifySignature } from './signature.ts';
import { createSns, type DeliveredNotice, type LocalSubscription, type LocalTopic } from './sns.ts';
import { createSsm } from './ssm.ts';
import type { Ramp } from './ssm-timeline.ts';
import { createSts } from './sts.ts';

export interface EndpointOptions {
  readonly accountId: string;
  readonly region: string;
  /** Made for the run; whoever does not sign with them is refused. */
  readonly credentials: SigningCredentials;
  /** Read anew for each request. One whose `launchedAt` is still to come does not exist yet. */
  readonly hosts: readonly LocalHost[];
  /** The account's SSM documents: content (JSON) by name. Hosts answer to the checked-in probe alone. */
  readonly documents: ReadonlyMap<string, string>;
  readonly buckets: readonly string[];
  /** Those of them that the caller can't list, as a spoke can't its hub's; none where absent. */
  readonly unlistedBuckets?: readonly string[];
  /** SES: verified addresses and domains, and whether mail goes to these alone; none and yes where absent. */
  readonly mail?: Pick<SesOptions, 'identities' | 'sandbox' | 'configurationSet'>;
  /** CloudWatch: metrics that AWS's own services have published; none where absent. */
  readonly published?: readonly StoredMetric[];
  /** EventBridge: rules of the default bus; none where absent. */
  readonly rules?: readonly LocalRule[];
  /** SNS: its topics, and who hears of each; none where absent. */
  readonly topics?: readonly LocalTopic[];
  /** CloudFormation: stacks by the name of their StackSet; none where absent. */
  readonly stackSets?: Readonly<Record<string, readonly LocalStackInstance[]>>;
  readonly now: () => Date;
  /** Command and request ids: UUIDs. Random where absent. */
  readonly newId?: () => string;
  readonly faults?: FaultSwitch;
  /** Seconds after SendCommand from which its invocations can be read (SSM is eventually consistent); 0 where absent. */
  readonly visibleAfterSeconds?: number;
  /** How long a command can be read after it was sent; 30 days where absent, as in AWS. Long simulations need less. */
  readonly commandRetentionSeconds?: number;
  /** How Run Command goes from one host to all of them; by acknowledgement where absent, as AWS's guide has it now. */
  readonly ramp?: Ramp;
  /** How far a request's time may be from `now`; as in AWS (300, S3 900) where absent. */
  readonly clockSkewSeconds?: number;
}

export interface Endpoint {
  /** Rejects with ConnectionReset for that fault, and with whatever a host's `answer` throws. */
  handle(request: Request): Promise<Response>;
  /** Every authentic call, in order. */
  readonly calls: readonly (ApiCall & { readonly at: Date })[];
  /** What PutMetricData stored. */
  metrics(): readonly StoredMetric[];
  /** What PutEvents took. */
  events(): readonly StoredEvent[];
  /** What SES took. */
  mails(): readonly StoredMail[];
  /** What SNS delivered, to each subscriber. */
  notices(): readonly DeliveredNotice[];
  /** Those of a topic as they stand now. */
  subscriptions(topicArn: string): readonly LocalSubscription[];
  /** Objects of a bucket by key; undefined where there is no such bucket. */
  objects(bucket: string): ReadonlyMap<string, StoredObject> | undefined;
  /** Stores objects as another endpoint stored them: simulations share their time among threads. */
  restore(bucket: string, objects: Iterable<readonly [string, StoredObject]>): void;
  readonly options: EndpointOptions;
}

/** AWS as one function: EC2, SSM, CloudWatch, S3, EventBridge, SES, SNS, STS and CloudFormation of one account and region, in memory. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { accountId, now, newId = randomUUID } = options;
  const { visibleAfterSeconds = 0, commandRetentionSeconds = 30 * 86_400, ramp = 'acknowledged' } = options;
  const hosts = () => options.hosts.filter(({ launchedAt }) => launchedAt <= now());
  const cloudwatch = createCloudWatch(now, options.published ?? []);
  const eventbridge = createEventBridge(now, options.rules ?? []);
  const { mail = { identities: [], sandbox: true } } = options;
  const ses = createSes({ ...mail, region: options.region, now, newId });
  const sns = createSns({ topics: options.topics ?? [], accountId, now, newId });
  const s3 = createS3({
    buckets: options.buckets,
    unlistedBuckets: options.unlistedBuckets ?? [],
    now,
    newId,
  });
  const apis: readonly EmbeddedApi[] = [
    createEc2({ accountId, hosts, newId }),
    createSsm({
      accountId,
      hosts,
      documents: options.documents,
      now,
      newId,
      visibleAfterSeconds,
      commandRetentionSeconds,
      ramp,
    }),
    cloudwatch.api,
    s3.api,
    eventbridge.api,
    ses.api,
    sns.api,
    createCloudFormation({ stackSets: options.stackSets ?? {}, newId }),
    createSts({ accountId, accessKeyId: options.credentials.accessKeyId, newId }),
  ];
  const calls: (ApiCall & { at: Date })[] = [];
  const counts = new Map<string, number>();
  let arrivals = 0;

  async function perform(api: EmbeddedApi, request: Request, arrival: number): Promise<Response> {
    const authorization = parseAuthorization(request.headers.get('authorization'));
    if (!authorization) throw api.refusals.unsigned();
    const { pathname, searchParams } = new URL(request.url);
    const { method, headers } = request;
    const body = await readBody(request, api);
    const received = { method, path: pathname, query: searchParams, headers, body, arrival };
    const clockSkewSeconds = options.clockSkewSeconds ?? (api.name === 's3' ? 900 : 300);
    await verifySignature(received, authorization, api.refusals, {
      ...options,
      now: now(),
      clockSkewSeconds,
    });

    const operation = api.operationOf(received);
    const call = { service: api.name, operation };
    const name = `${api.name}.${operation}`;
    const index = counts.get(name) ?? 0;
    counts.set(name, index + 1);
    calls.push({ ...call, at: now() });
    const fault = options.faults?.({ ...call, index });
    await applyFault(fault, api);
    const response = await api.perform(operation, received);
    if (fault?.kind === 'answer-lost') throw new ConnectionReset();
    return response;
  }

  async function handle(request: Request): Promise<Response> {
    arrivals += 1;
    const api = apiOf(request.headers, apis);
    if (!api) return new Response('Unknown service in the credential scope', { status: 403 });
    const response = await perform(api, request, arrivals).catch((error: unknown) => {
      if (error instanceof AwsError) return api.refuse(error);
      throw error;
    });
    const headers = new Headers(response.headers);
    const requestId = newId();
    // SDK clients correct their clock by this header.
    headers.set('date', now().toUTCString());
    headers.set('x-amzn-requestid', requestId);
    headers.set('x-amz-request-id', requestId);
    const body = request.method === 'HEAD' ? null : response.body;
    return new Response(body, { status: response.status, headers });
  }

  return {
    handle,
    calls,
    metrics: cloudwatch.metrics,
    events: eventbridge.events,
    mails: ses.mails,
    notices: sns.notices,
    subscriptions: sns.subscriptions,
    objects: s3.objects,
    restore: s3.restore,
    options,
  };
}

/** By the service name that the request was signed for; an unsigned one is told so in the form of what it looks like. */
function apiOf(headers: Headers, apis: readonly EmbeddedApi[]): EmbeddedApi | undefined {
  const authorization = parseAuthorization(headers.get('authorization'));
  const guess = headers.get('x-amz-target')?.startsWith('AmazonSSM.') ? 'ssm' : 's3';
  const signingName = authorization?.signingName ?? guess;
  return apis.find((api) => api.signingName === signingName);
}

/** Reads no more than the API takes. */
async function readBody(request: Request, api: EmbeddedApi): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > api.bodyLimitBytes) throw api.refusals.tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > api.bodyLimitBytes) throw api.refusals.tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
