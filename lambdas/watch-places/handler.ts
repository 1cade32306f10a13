import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { CLOUDFORMATION_CLIENT, listStacks } from '../aws/cloudformation-stacks.ts';
import { publish } from '../aws/cloudwatch-metrics.ts';
import { placeData, watchData } from '../aws/place-metrics.ts';
import type { Archive } from '../aws/s3-history.ts';
import { listPlaces } from '../aws/s3-places.ts';
import { getWatchedPlaces, putWatchedPlaces } from '../aws/s3-watched-places.ts';
import { sdkClient } from '../aws/sdk-client.ts';
import {
  type ListedStacks,
  type SeenPlace,
  silentPlaces,
  watchPlaces,
} from '../domain/audit/watch-places.ts';
import type { Place } from '../domain/records/archive.ts';
import { placeKey } from '../domain/records/host-key.ts';
import { HOUR, printInstant } from '../domain/records/time.ts';
import type { WatchedPlace, WatchedPlaces } from '../domain/records/watched-places.ts';
import { allPrintable } from '../report/printable.ts';
import { WatchPlacesEnv, WatchPlacesEvent } from './env.ts';
import { readPlace } from './read-places.ts';

export interface WatchPlacesClients {
  s3: S3Client;
  cloudwatch: CloudWatchClient;
  cloudformation: CloudFormationClient;
}

/** Places read at once: most of their time is waiting for S3, and each may hold the samples of two runs. */
const TOGETHER = 4;
/** Milliseconds that are left for what comes after the reading. */
const RESERVE = 60_000;
/**
 * How old the list of stacks may be: an account that joins has samples an hour later anyway. Where a place is silent
 * sooner than that, the list is as young: its stack may be gone.
 */
const stacksAge = ({ PERIOD_SECONDS, MISSED_AUDITS }: WatchPlacesEnv): number =>
  Math.min(HOUR, MISSED_AUDITS * PERIOD_SECONDS * 1000);
/** Places nearest to pressure, as the log names them. */
const WORST = 5;

export type WatchPlacesResult = { watchedAt: string } & (
  | {
      places: number;
      runs: number;
      /** Places that the time was too short for: they come first next time. */
      left: number;
      silent: { accountId: string; region: string; silence: WatchedPlace['silence'] }[];
      joined: { accountId: string; region: string }[];
      worst: { accountId: string; region: string; hostId: string | null; percentOfPressure: number | null }[];
      /** Why the StackSet's stacks could not be listed. */
      stackSetProblem?: string;
      /** Whether what the watch before knew could not be read: nobody can tell who joined. */
      isRestarted?: true;
    }
  | { skipped: 'LaterWatch' }
);

/**
 * One watch over the places of a hub: publishes what their new runs say, late ones at their own instants, and which
 * places should write and don't. Run twice, it publishes the same; a place that writes what can't be read keeps no other
 * from being watched.
 *
 * @param remaining milliseconds until the function is cut off
 */
export async function watchAllPlaces(
  { s3, cloudwatch, cloudformation }: WatchPlacesClients,
  env: WatchPlacesEnv,
  event: WatchPlacesEvent,
  remaining: () => number,
): Promise<WatchPlacesResult> {
  const at = new Date(event.scheduledAt);
  const watchedAt = printInstant(at);
  const home = { accountId: env.ACCOUNT_ID, region: env.AWS_REGION };
  const archive = { s3, bucket: env.ARCHIVE_BUCKET, ...home, fleetName: env.FLEET_NAME };
  const stored = await getWatchedPlaces(archive);
  const before = typeof stored === 'string' ? null : stored;
  if (before !== null && before.watchedAt > watchedAt) return { watchedAt, skipped: 'LaterWatch' };

  const { seen, left } = await readPlaces(archive, before, at, env, remaining);
  const listed = await stacksIfOld(cloudformation, env, before, at);
  const period = env.PERIOD_SECONDS * 1000;
  const watched = watchPlaces(
    before,
    { at: watchedAt, seen, listed },
    {
      missedAudits: env.MISSED_AUDITS,
      period,
      regions: env.REGIONS,
      home,
      hasStackSet: env.STACK_SET !== undefined,
      maximumTold: env.METRIC_BUDGET,
    },
  );
  const runs = seen.flatMap((place) => place.runs);
  const data = [...placeData(runs, watched, env.METRIC_BUDGET), ...watchData(watched)];
  await publish(cloudwatch, data, env.FLEET_NAME);
  await putWatchedPlaces(archive, watched);
  return {
    watchedAt,
    places: watched.places.length,
    runs: runs.length,
    left,
    silent: silentPlaces(watched).map(({ accountId, region, silence }) => ({ accountId, region, silence })),
    joined: joinedSince(watched, before),
    worst: worstPlaces(watched),
    ...(watched.stackSet?.problem != null && { stackSetProblem: watched.stackSet.problem }),
    ...(stored === 'unreadable' && { isRestarted: true }),
  };
}

/** Those that were looked at longest ago come first, so that none is left out each time. */
async function readPlaces(
  archive: Archive,
  before: WatchedPlaces | null,
  at: Date,
  { MAXIMUM_HOSTS: maximumHosts, PERIOD_SECONDS }: WatchPlacesEnv,
  remaining: () => number,
): Promise<{ seen: SeenPlace[]; left: number }> {
  const known = new Map(before?.places.map((place) => [placeKey(place), place]));
  const seenTo = (place: Place) => known.get(placeKey(place))?.seenTo ?? '';
  const places = (await listPlaces(archive)).sort((a, b) => (seenTo(a) < seenTo(b) ? -1 : 1));
  const seen: SeenPlace[] = [];
  const limits = { maximumHosts, period: PERIOD_SECONDS * 1000 };
  let next = 0;
  const work = async () => {
    for (let place = places[next]; place !== undefined && remaining() > RESERVE; place = places[next]) {
      next += 1;
      seen.push(await readPlace({ ...archive, ...place }, known.get(placeKey(place)), at, limits));
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  return { seen, left: places.length - next };
}

async function stacksIfOld(
  client: CloudFormationClient,
  env: WatchPlacesEnv,
  before: WatchedPlaces | null,
  at: Date,
): Promise<ListedStacks> {
  const { STACK_SET, STACK_SET_CALL_AS = 'DELEGATED_ADMIN' } = env;
  const listedAt = before?.stackSet?.listedAt ?? null;
  const isFresh = listedAt !== null && at.getTime() - Date.parse(listedAt) < stacksAge(env);
  if (STACK_SET === undefined || isFresh) return null;
  return listStacks(client, { StackSetName: STACK_SET, CallAs: STACK_SET_CALL_AS });
}

const joinedSince = ({ places }: WatchedPlaces, before: WatchedPlaces | null) => {
  const joinedBefore = new Set(
    before?.places.flatMap((place) => (place.joinedAt === null ? [] : placeKey(place))),
  );
  return places
    .filter((place) => place.joinedAt !== null && !joinedBefore.has(placeKey(place)))
    .map(({ accountId, region }) => ({ accountId, region }));
};

const worstPlaces = ({ places }: WatchedPlaces) =>
  places
    .flatMap(({ accountId, region, newest }) =>
      newest === null
        ? []
        : { accountId, region, hostId: newest.worstHostId, percentOfPressure: newest.percentOfPressure },
    )
    .sort((a, b) => (b.percentOfPressure ?? -1) - (a.percentOfPressure ?? -1))
    .slice(0, WORST);

let clients: WatchPlacesClients | undefined;

/** What Lambda calls. It catches nothing: the function's Errors metric has to tell the truth. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis: () => number },
): Promise<WatchPlacesResult> {
  const env = WatchPlacesEnv.parse(process.env);
  clients ??= {
    s3: sdkClient(S3Client, {}),
    cloudwatch: sdkClient(CloudWatchClient, {}),
    cloudformation: sdkClient(CloudFormationClient, CLOUDFORMATION_CLIENT),
  };
  const due = WatchPlacesEvent.parse(event);
  // Objects, since Lambda writes them as JSON as they are; an error carries the same request id as this line.
  console.log({ run: due.scheduledAt });
  const result = await watchAllPlaces(clients, env, due, () => context.getRemainingTimeInMillis());
  console.log(allPrintable(result));
  return result;
}
