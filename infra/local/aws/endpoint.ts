import { randomUUID } from 'node:crypto';
import { type ArrivingRequest, readBody } from './arriving-request.ts';
import { AwsError, ConnectionReset } from './aws-error.ts';
import type { Answer, Caller, EmbeddedApi, RequestHeaders } from './embedded-api.ts';
import type { StoredEvent } from './eventbridge.ts';
import { type ApiCall, applyFault, type FaultSwitch } from './faults.ts';
import type { StoredMetric } from './metric-store.ts';
import { createPlace, type LocalPlace, type PlaceContents, type Timing } from './place.ts';
import type { ResourcePolicy } from './resource-policy.ts';
import { createS3 } from './s3.ts';
import type { StoredObject } from './s3-store.ts';
import type { StoredMail } from './sesv2.ts';
import {
  type Authorization,
  parseAuthorization,
  type SigningCredentials,
  verifySignature,
} from './signature.ts';
import type { DeliveredNotice, LocalSubscription } from './sns.ts';

/** Another account or region, where a role asks. */
export interface OtherPlace extends LocalPlace {
  /** Of the role whose credentials these are. */
  readonly roleArn: string;
}

/** The endpoint's own account and region, where the buckets are, and what there is beside it. */
export interface EndpointOptions extends LocalPlace, PlaceContents, Timing {
  /** Other accounts and regions, each with states of its own; none where absent. */
  readonly otherPlaces?: readonly OtherPlace[];
  readonly buckets: readonly string[];
  /** What roles of other places may do with a bucket; nothing where it has none. */
  readonly bucketPolicies?: ReadonlyMap<string, ResourcePolicy>;
  /** The organization that all accounts are of; none where absent. */
  readonly organizationId?: string;
  /** Command and request ids: UUIDs. Random where absent. */
  readonly newId?: () => string;
  readonly faults?: FaultSwitch;
  /** How far a request's time may be from `now`; as in AWS (300, S3 900) where absent. */
  readonly clockSkewSeconds?: number;
  /** Takes a request for what its headers say: for simulations, which nothing outside the process can reach. */
  readonly trustsSignatures?: boolean;
}

export interface Endpoint {
  /** Rejects with ConnectionReset for that fault, and with whatever a host's `answer` throws. */
  answer(request: ArrivingRequest): Promise<Answer>;
  /** The same for what was made for `fetch`. */
  handle(request: Request): Promise<Response>;
  /** Every authentic call, in order. */
  readonly calls: readonly (ApiCall & { readonly at: Date })[];
  /** What PutMetricData stored in the endpoint's own place; so it is of events, mails and notices. */
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

/**
 * AWS as one function: EC2, SSM, CloudWatch, S3, EventBridge, SES, SNS, STS and CloudFormation, in memory. The access
 * key of a request says whose it is, and the scope of its signature which region is asked.
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { accountId, now, newId = randomUUID, otherPlaces = [] } = options;
  const { accessKeyId } = options.credentials;
  const owner: Caller = { accountId, arn: `arn:aws:iam::${accountId}:user/auditor`, accessKeyId };
  const own = createPlace(options, { ...options, newId }, options);
  const { cloudwatch, eventbridge, ses, sns } = own;
  const s3 = createS3({
    buckets: options.buckets,
    access: { owner, policies: options.bucketPolicies ?? new Map(), organizationId: options.organizationId },
    now,
    newId,
  });
  const keys = new Map(
    otherPlaces.map(({ accountId, roleArn, credentials }) => [
      credentials.accessKeyId,
      { credentials, caller: { accountId, arn: roleArn, accessKeyId: credentials.accessKeyId } },
    ]),
  ).set(accessKeyId, { credentials: options.credentials, caller: owner });
  const places = new Map(
    otherPlaces.map((place) => [nameOf(place), createPlace(place, { ...options, newId })]),
  ).set(nameOf(options), own);
  const calls: (ApiCall & { at: Date })[] = [];
  const counts = new Map<string, number>();
  let arrivals = 0;

  /** Undefined for a service that is not there. */
  function whoAsksWhat(headers: RequestHeaders): Asked | undefined {
    const authorization = parseAuthorization(headers.get('authorization'));
    const key = keys.get(authorization?.accessKeyId ?? '');
    const place = key && authorization && places.get(nameOf({ ...key.caller, region: authorization.region }));
    const api = apiOf(headers, authorization, [s3.api, ...(place ?? own).apis]);
    // A bucket is asked in its own region, wherever who asks is.
    const region = api === s3.api ? options.region : place && authorization?.region;
    return api && { api, authorization, key, region };
  }

  async function perform(request: ArrivingRequest, asked: Asked, arrival: number): Promise<Answer> {
    const { api, authorization, key, region } = asked;
    if (!authorization) throw api.refusals.unsigned();
    if (!key) throw api.refusals.unknownKey();
    const body = await readBody(request, api);
    const { caller, credentials } = key;
    const received = { ...request, body, caller, arrival };
    const clockSkewSeconds = options.clockSkewSeconds ?? (api.name === 's3' ? 900 : 300);
    const expected = { credentials, region, now: now(), clockSkewSeconds };
    if (!options.trustsSignatures) await verifySignature(received, authorization, api.refusals, expected);

    const operation = api.operationOf(received);
    const call = { service: api.name, operation };
    const name = `${api.name}.${operation}`;
    const index = counts.get(name) ?? 0;
    counts.set(name, index + 1);
    calls.push({ ...call, at: now() });
    const fault = options.faults?.({ ...call, index });
    await applyFault(fault, api);
    const answer = await api.perform(operation, received);
    if (fault?.kind === 'answer-lost') throw new ConnectionReset();
    return answer;
  }

  async function answer(request: ArrivingRequest): Promise<Answer> {
    arrivals += 1;
    const asked = whoAsksWhat(request.headers);
    if (!asked) return { status: 403, headers: {}, body: 'Unknown service in the credential scope' };
    const { status, headers, body } = await perform(request, asked, arrivals).catch((error: unknown) => {
      if (error instanceof AwsError) return asked.api.refuse(error);
      throw error;
    });
    const requestId = newId();
    return {
      status,
      headers: {
        ...headers,
        // SDK clients correct their clock by this header.
        date: now().toUTCString(),
        'x-amzn-requestid': requestId,
        'x-amz-request-id': requestId,
      },
      body: request.method === 'HEAD' ? null : body,
    };
  }

  async function handle({ url, method, headers, body }: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(url);
    const answered = await answer({ method, path: pathname, query: searchParams, headers, body: body ?? [] });
    return new Response(answered.body, answered);
  }

  return {
    answer,
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

interface Asked {
  readonly api: EmbeddedApi;
  readonly authorization: Authorization | undefined;
  readonly key: { readonly caller: Caller; readonly credentials: SigningCredentials } | undefined;
  /** That the signature has to be for; none where the account has no such region. */
  readonly region: string | undefined;
}

const nameOf = ({ accountId, region }: Pick<LocalPlace, 'accountId' | 'region'>): string =>
  `${accountId} ${region}`;

/** By the service name that the request was signed for; an unsigned one is told so in the form of what it looks like. */
function apiOf(
  headers: RequestHeaders,
  authorization: Authorization | undefined,
  apis: readonly EmbeddedApi[],
): EmbeddedApi | undefined {
  const guess = headers.get('x-amz-target')?.startsWith('AmazonSSM.') ? 'ssm' : 's3';
  const signingName = authorization?.signingName ?? guess;
  return apis.find((api) => api.signingName === signingName);
}
