import { gunzipSync, gzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { directClientConfig } from '../infra/local/aws/client-config.ts';
import { createEndpoint } from '../infra/local/aws/endpoint.ts';
import { etagOf, type StoredObject } from '../infra/local/aws/s3-store.ts';
import { simulateHost } from '../infra/local/hosts/simulated-host.ts';
import { DERIVED_NOW } from '../lambdas/aws/s3-history.ts';
import { binsKey, printBins, printSamples, samplesKey } from '../lambdas/domain/records/archive.ts';
import { DAY, HOUR, printInstant } from '../lambdas/domain/records/time.ts';
import { upgrades } from './corpora/corpus.ts';
import { BUCKET, setClocks } from './infra/local/aws/fleet.ts';
import { TELLING, TOPICS } from './telling.ts';

export const HUB = { accountId: '111122223333', region: 'eu-west-1' } as const;
const FROM = new Date('2026-10-05T00:00:00Z');
const DAYS = 12;
/** Twenty minutes after the last bin closed. */
export const SCORED_AT = new Date(FROM.getTime() + DAYS * DAY + HOUR / 3);

export const SCORE_ENV = {
  ACCOUNT_ID: HUB.accountId,
  AWS_REGION: HUB.region,
  ARCHIVE_BUCKET: BUCKET,
  ACKNOWLEDGEMENTS: [],
  EVERY_PLACE: true,
  ...TELLING,
};

/** Five hosts each, most of them upgraded, in two regions of two accounts and one of a third. */
export const PLACES = ['111122223333', '222233334444', '333344445555']
  .flatMap((accountId) => ['eu-west-1', 'us-east-1'].map((region) => ({ accountId, region })))
  .slice(0, 5);

let made: readonly (readonly [string, StoredObject])[] | undefined;

/** Twelve days of bins of each place, the newest of them still to be derived from samples. */
export function archivedPlaces(): readonly (readonly [string, StoredObject])[] {
  made ??= PLACES.flatMap((place, index) => {
    const hosts = upgrades(20 + index, { hosts: 5, days: DAYS, from: FROM }).map(
      ({ scenario, seed }, number) =>
        simulateHost(
          {
            ...scenario,
            identity: { ...scenario.identity, ...place, hostId: `i-${index}${number}`, role: 'edge' },
          },
          seed,
        ),
    );
    const end = FROM.getTime() + DAYS * DAY;
    const bins = Map.groupBy(
      hosts.flatMap((host) => host.bins(60)),
      ({ binAt }) => binAt,
    );
    const derived = [...bins].filter(([binAt]) => Date.parse(binAt) < end - 3 * HOUR);
    const hours = Array.from({ length: 6 }, (_, hour) => new Date(end - (6 - hour) * HOUR));
    return [
      ...derived.map(([binAt, ofBin]) =>
        stored(
          binsKey({ ...place, runAt: binAt }),
          printBins(ofBin),
          Date.parse(binAt) + 3 * HOUR,
          DERIVED_NOW,
        ),
      ),
      ...hours.map((at) =>
        stored(
          samplesKey({ ...place, runAt: printInstant(at) }),
          printSamples(hosts.flatMap((host) => host.sample(at) ?? [])),
          at.getTime() + 60_000,
        ),
      ),
    ];
  });
  return made;
}

export function stored(
  key: string,
  text: string | Uint8Array,
  at: number,
  metadata: Readonly<Record<string, string>> = {},
): readonly [string, StoredObject] {
  const body = typeof text === 'string' ? gzipSync(text) : text;
  return [
    key,
    {
      body,
      etag: etagOf(body),
      lastModifiedAt: new Date(at),
      contentType: 'application/x-ndjson',
      contentEncoding: 'gzip',
      cacheControl: undefined,
      metadata,
    },
  ];
}

/** The archive of these places in an endpoint of its own, at the instant at which it is scored. */
export function startHub(objects = archivedPlaces()) {
  const endpoint = createEndpoint({
    ...HUB,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-for-this-run' },
    hosts: [],
    documents: new Map(),
    buckets: [BUCKET],
    now: () => SCORED_AT,
    topics: TOPICS,
  });
  endpoint.restore(BUCKET, objects);
  const config = directClientConfig(endpoint);
  const clients = {
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    eventbridge: new EventBridgeClient(config),
    sns: new SNSClient(config),
  };
  setClocks(clients, SCORED_AT);
  const keys = (folder: string) =>
    [...(endpoint.objects(BUCKET)?.keys() ?? [])].filter((key) => key.startsWith(folder)).sort();
  const read = (key: string) => {
    const object = endpoint.objects(BUCKET)?.get(key);
    return object && gunzipSync(object.body).toString();
  };
  return { endpoint, clients, keys, read };
}
