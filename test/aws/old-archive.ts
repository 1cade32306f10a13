import { gzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { directClientConfig } from '../../infra/local/aws/client-config.ts';
import type { EndpointOptions } from '../../infra/local/aws/endpoint.ts';
import { etagOf, type StoredObject } from '../../infra/local/aws/s3-store.ts';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { binsKey, printBins, printSamples, samplesKey } from '../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { BIN, HOUR, printInstant } from '../../lambdas/domain/records/time.ts';
import { hostOfKind } from '../corpora/corpus.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { BUCKET, setClocks, startEndpoint } from '../infra/local/aws/fleet.ts';
import { TOPICS } from '../telling.ts';

export const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
export const FROM = Date.parse('2026-10-05T00:00:00Z');
const DAYS = 30;
/** Bins of an earlier derivation: those of the first four weeks. */
export const OLD_BINS = 224;
export const END = FROM + OLD_BINS * BIN;

export const binStart = (index: number): string => printInstant(FROM + index * BIN);
export const binsKeyAt = (index: number): string => binsKey({ ...PLACE, runAt: binStart(index) });
export const samplesKeyAt = (index: number, hour: number): string =>
  samplesKey({ ...PLACE, runAt: printInstant(FROM + index * BIN + hour * HOUR) });

/** The first of them leaks. */
const FLEET = (['linear', 'steady', 'seasonal'] as const).map((kind, index) => {
  const { scenario, seed } = hostOfKind(kind, 2, { days: DAYS, from: new Date(FROM) });
  const identity = { ...scenario.identity, ...PLACE, hostId: `i-${index}` };
  return simulateHost({ ...scenario, identity }, seed);
});

const RUNS = Array.from({ length: DAYS * 24 }, (_, hour) => {
  const at = new Date(FROM + hour * HOUR);
  return { runAt: printInstant(at), samples: FLEET.flatMap((host) => host.sample(at) ?? []) };
});

const newBins = Map.groupBy(deriveBins(RUNS.flatMap(({ samples }) => samples)), ({ binAt }) => binAt);

/** What is to be in the archive once a bin was renewed. */
export const renewedText = (index: number): string => printBins(newBins.get(binStart(index)) ?? []);

/** What the first derivation wrote of a bin. */
export const oldText = (index: number): string =>
  printBins((newBins.get(binStart(index)) ?? []).map((bin) => firstDerivation(bin) as Bin));

function firstDerivation(bin: Bin): Partial<Bin> {
  const { derivation, hostUsable, hostSegment, maxConnections, streams, ownSockets, cpuPerSecond, ...known } =
    bin;
  return known;
}

export function storedText(text: string, at: number): StoredObject {
  const body = gzipSync(text);
  const form = { contentType: 'application/x-ndjson', contentEncoding: 'gzip', cacheControl: undefined };
  return { ...form, body, etag: etagOf(body), lastModifiedAt: new Date(at), metadata: {} };
}

const OBJECTS: [string, StoredObject][] = [
  ...RUNS.map(({ runAt, samples }): [string, StoredObject] => [
    samplesKey({ ...PLACE, runAt }),
    storedText(printSamples(samples), Date.parse(runAt) + 60_000),
  ]),
  ...Array.from({ length: OLD_BINS }, (_, index): [string, StoredObject] => [
    binsKeyAt(index),
    storedText(oldText(index), FROM + (index + 1) * BIN + HOUR / 3),
  ]),
];

/** An archive of hourly runs whose bins an earlier derivation made, and an account around it. */
export async function startOldArchive({ faults }: Pick<EndpointOptions, 'faults'> = {}) {
  const clock = { at: new Date(END + HOUR / 3) };
  const { endpoint } = await startEndpoint({
    now: () => clock.at,
    topics: TOPICS,
    ...(faults && { faults }),
  });
  endpoint.restore(BUCKET, OBJECTS);
  const config = { ...directClientConfig(endpoint), maxAttempts: 1 };
  const clients = {
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    eventbridge: new EventBridgeClient(config),
    sns: new SNSClient(config),
  };
  const turnTo = (at: Date) => {
    clock.at = at;
    setClocks(clients, at);
  };
  turnTo(clock.at);
  return {
    endpoint,
    clients,
    turnTo,
    archive: { s3: clients.s3, bucket: BUCKET, ...PLACE },
    remove: (Key: string) => clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key })),
    /** Time passes with calls: a tenth of a second each, from the first question on. */
    countdown: (milliseconds: number) => {
      let from: number | undefined;
      return () => {
        from ??= endpoint.calls.length;
        return milliseconds - 100 * (endpoint.calls.length - from);
      };
    },
  };
}
