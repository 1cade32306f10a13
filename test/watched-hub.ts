import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { directClientConfig } from '../infra/local/aws/client-config.ts';
import type { LocalStackInstance } from '../infra/local/aws/cloudformation.ts';
import { createEndpoint } from '../infra/local/aws/endpoint.ts';
import { getWatchedPlaces } from '../lambdas/aws/s3-watched-places.ts';
import { printSamples, samplesKey } from '../lambdas/domain/records/archive.ts';
import type { Sample } from '../lambdas/domain/records/sample.ts';
import { MINUTE, printInstant } from '../lambdas/domain/records/time.ts';
import { watchAllPlaces } from '../lambdas/watch-places/handler.ts';
import { sampled } from './domain/samples.ts';
import { BUCKET, setClocks } from './infra/local/aws/fleet.ts';
import { stored } from './several-places.ts';

export const HUB = { accountId: '111122223333', region: 'eu-west-1' } as const;
export const SPOKE = { accountId: '222233334444', region: 'us-east-1' } as const;
export const STACK_SET = 'HaproxyFleetAuditor-Spokes';
/** The first watch: five minutes after an audit was due. */
export const FIRST_WATCH = new Date('2026-11-22T12:05:00Z');
export const PERIOD = 15 * MINUTE;

export const WATCH_ENV = {
  ACCOUNT_ID: HUB.accountId,
  AWS_REGION: HUB.region,
  ARCHIVE_BUCKET: BUCKET,
  REGIONS: ['eu-west-1', 'us-east-1'],
  STACK_SET,
  PERIOD_SECONDS: 900,
  MISSED_AUDITS: 4,
  METRIC_BUDGET: 30,
  MAXIMUM_HOSTS: 100,
};

type Name = { accountId: string; region: string };

/** A sampled host of a place whose TCP memory is so many percent of its pressure limit. */
export const hostAt = (place: Name, percent: number, hostId = 'i-1', pressureEvents = 0): Sample => ({
  ...sampled(hostId, { tcp: { memoryPages: percent * 10, memoryPressurePages: 1000, pressureEvents } }),
  ...place,
});

/** A hub whose clock is turned, and what its places write. */
export function startHub({ stacks = [] }: { stacks?: readonly LocalStackInstance[] | null } = {}) {
  let at = FIRST_WATCH;
  const endpoint = createEndpoint({
    ...HUB,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-for-this-run' },
    hosts: [],
    documents: new Map(),
    buckets: [BUCKET],
    now: () => at,
    ...(stacks && { stackSets: { [STACK_SET]: stacks } }),
  });
  const config = directClientConfig(endpoint);
  const clients = {
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    cloudformation: new CloudFormationClient(config),
  };
  const archive = { s3: clients.s3, bucket: BUCKET, ...HUB };
  const put = (key: string, text: string | Buffer, writtenAt: Date, metadata = {}) =>
    endpoint.restore(BUCKET, [stored(key, text, writtenAt.getTime(), metadata)]);
  const write = (
    place: Name,
    runAt: Date,
    samples: readonly Sample[],
    writtenAt = new Date(runAt.getTime() + MINUTE),
  ) =>
    put(
      samplesKey({ ...place, runAt: printInstant(runAt) }),
      printSamples(samples.map((sample) => ({ ...sample, ...place, runAt: printInstant(runAt) }))),
      writtenAt,
    );
  const watch = (
    when: Date,
    env: Partial<Parameters<typeof watchAllPlaces>[1]> = {},
    remaining = () => 300_000,
  ) => {
    at = when;
    setClocks(clients, at);
    return watchAllPlaces(clients, { ...WATCH_ENV, ...env }, { scheduledAt: when.toISOString() }, remaining);
  };
  /** Minimum and Maximum of each data point of a metric, under its instant and dimensions: `12:00 222233334444 us-east-1`. */
  const metric = (name: string): Record<string, [number, number]> =>
    Object.fromEntries(
      endpoint
        .metrics()
        .filter(({ metricName }) => metricName === name)
        .flatMap(({ dimensions, points }) =>
          points.map(({ startsAt, minimum, maximum }) => [
            [printInstant(startsAt).slice(11, 16), ...dimensions.map(({ value }) => value)].join(' '),
            [minimum, maximum] as [number, number],
          ]),
        ),
    );
  return { endpoint, clients, put, write, watch, metric, watched: () => getWatchedPlaces(archive) };
}

/** So many periods after the first watch. */
export const later = (periods: number): Date => new Date(FIRST_WATCH.getTime() + periods * PERIOD);
/** The run that was due before that watch. */
export const runBefore = (periods: number): Date => new Date(later(periods).getTime() - 5 * MINUTE);
