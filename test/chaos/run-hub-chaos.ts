import { functionClients } from '../../cli/function-clients.ts';
import { directHandler, mountedClientConfig } from '../../infra/local/aws/client-config.ts';
import { createEndpoint, type Endpoint } from '../../infra/local/aws/endpoint.ts';
import { hash, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { samplesKey } from '../../lambdas/domain/records/archive.ts';
import { HOUR, MINUTE, printInstant } from '../../lambdas/domain/records/time.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { type WatchPlacesResult, watchAllPlaces } from '../../lambdas/watch-places/handler.ts';
import { stored } from '../several-places.ts';
import { attemptAt, TELLING, TOPICS } from '../telling.ts';
import { CALL_FAULTS, type CallFault, faultyAws, steppedClock } from './faulty-aws.ts';
import { type Arrival, arrivals, HUB, MAXIMUM_HOSTS, PLACES } from './hub-places.ts';
import { immediately } from './immediate-retries.ts';
import { type Attempt, invoker } from './invoker.ts';
import { DELIVERY_FAULTS, type DeliveryFault, deliveries } from './schedule.ts';

export const BUCKET = 'chaos-archive';
const STACK_SET = 'chaos-spokes';
const FROM = new Date('2026-10-05T00:00:00Z');
const WATCH_MINUTES = 4;
const MAXIMUM_AGE = { watch: HOUR, score: 3 * HOUR } as const;

export type HubVerb = keyof typeof MAXIMUM_AGE;

export interface HubChaosOptions {
  readonly seed: number;
  readonly days: number;
  /** Shares of the calls, of the deliveries and of the invocations to which something happens. */
  readonly calls: number;
  readonly deliveries: number;
  readonly kills: number;
}

export interface HubChaosResult {
  readonly endpoint: Endpoint;
  readonly from: Date;
  readonly until: Date;
  readonly arrivals: readonly Arrival[];
  readonly attempts: readonly Attempt<HubVerb>[];
  /** What the watches that ended well said. */
  readonly watches: readonly { readonly at: Date; readonly result: WatchPlacesResult }[];
  readonly fired: {
    readonly calls: ReadonlyMap<CallFault, number>;
    readonly deliveries: ReadonlyMap<DeliveryFault, number>;
  };
}

const WATCH_ENV = {
  ACCOUNT_ID: HUB.accountId,
  AWS_REGION: HUB.region,
  ARCHIVE_BUCKET: BUCKET,
  REGIONS: ['eu-west-1', 'us-east-1'],
  STACK_SET,
  PERIOD_SECONDS: 3600,
  MISSED_AUDITS: 4,
  METRIC_BUDGET: 60,
  MAXIMUM_HOSTS,
};
const SCORE_ENV = {
  ACCOUNT_ID: HUB.accountId,
  AWS_REGION: HUB.region,
  ARCHIVE_BUCKET: BUCKET,
  ACKNOWLEDGEMENTS: [],
  EVERY_PLACE: true,
  ...TELLING,
};

/**
 * Lives through days of a hub's watches and scorings whose calls, deliveries and processes fail, while some of its places
 * write late, nothing, or something else than samples; then through one of both in calm.
 */
export async function runHubChaos(options: HubChaosOptions): Promise<HubChaosResult> {
  const random = seededRandom(hash(options.seed, 0x0b5c4a05));
  const clock = steppedClock(FROM);
  const { now } = clock;
  const aws = faultyAws(() => endpoint, { random, share: options.calls, kinds: CALL_FAULTS, clock });
  const endpoint = createEndpoint({
    ...HUB,
    credentials: { accessKeyId: 'chaos', secretAccessKey: 'chaos' },
    hosts: [],
    documents: new Map(),
    buckets: [BUCKET],
    now,
    faults: () => aws.fault(),
    topics: TOPICS,
    stackSets: { [STACK_SET]: PLACES.slice(1).map((place) => ({ ...place, status: 'SUCCEEDED' })) },
    clockSkewSeconds: Number.POSITIVE_INFINITY,
  });
  const clients = functionClients({
    ...mountedClientConfig(endpoint, 'http://localhost'),
    requestHandler: directHandler(aws),
    retryStrategy: immediately(3),
  });
  const watches: { at: Date; result: WatchPlacesResult }[] = [];
  const verbs: Record<HubVerb, (event: { scheduledAt: string }) => Promise<unknown>> = {
    async watch(event) {
      const result = await watchAllPlaces(clients, WATCH_ENV, event, () => HOUR);
      watches.push({ at: new Date(event.scheduledAt), result });
    },
    score: (event) => scoreFleet(clients, SCORE_ENV, event, attemptAt(now)),
  };
  const run = (verb: HubVerb, at: Date) => verbs[verb]({ scheduledAt: at.toISOString() });

  const written = arrivals({ ...options, from: FROM });
  const due = [...written];
  const turnTo = (at: Date) => {
    clock.reach(at);
    while (due[0] && due[0].at <= now()) {
      const { place, runAt, at: writtenAt, content } = due.shift() as Arrival;
      const { accountId, region } = place;
      const key = samplesKey({ accountId, region, runAt: printInstant(runAt) });
      endpoint.restore(BUCKET, [stored(key, content, writtenAt.getTime())]);
    }
  };
  const attempts: Attempt<HubVerb>[] = [];
  const invoke = invoker<HubVerb>({ aws, random, kills: options.kills, clock, run, attempts });
  const plan = deliveries(
    { scheduled: hubEvents(options.days), share: options.deliveries, kinds: DELIVERY_FAULTS },
    random,
  );
  for (const delivery of plan.deliveries) {
    turnTo(delivery.at);
    await invoke(delivery, MAXIMUM_AGE[delivery.verb]);
  }
  aws.calm();
  const until = new Date(FROM.getTime() + options.days * 24 * HOUR);
  // So late that what is late has come.
  for (const [verb, minutes] of [
    ['watch', 4 * 60],
    ['score', 4 * 60 + 20],
  ] as const) {
    turnTo(new Date(until.getTime() + minutes * MINUTE));
    await run(verb, now());
  }
  for (const client of Object.values(clients)) client.destroy();
  return {
    endpoint,
    from: FROM,
    until,
    arrivals: written,
    attempts,
    watches,
    fired: { calls: aws.fired, deliveries: plan.fired },
  };
}

/** A watch some minutes after each hour, and a scoring 20 minutes after each third. */
const hubEvents = (days: number): { verb: HubVerb; scheduledAt: Date }[] =>
  Array.from({ length: days * 24 }, (_, hour) => hour).flatMap((hour) => {
    const at = (minutes: number) => new Date(FROM.getTime() + hour * HOUR + minutes * MINUTE);
    return [
      { verb: 'watch' as const, scheduledAt: at(WATCH_MINUTES) },
      ...(hour > 0 && hour % 3 === 0 ? [{ verb: 'score' as const, scheduledAt: at(20) }] : []),
    ];
  });
