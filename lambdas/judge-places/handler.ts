import { S3Client } from '@aws-sdk/client-s3';
import { judgePlaceOfSeveral } from '../aws/s3-judged-places.ts';
import { renewPlaces } from '../aws/s3-renewal.ts';
import { putShard } from '../aws/s3-shards.ts';
import { sdkClient } from '../aws/sdk-client.ts';
import { ShardItem } from '../domain/records/shard.ts';
import { allPrintable } from '../report/printable.ts';
import { JudgePlacesEnv } from './env.ts';

export interface JudgePlacesResult {
  number: number;
  hosts: number;
  binsDerived: number;
  binsRenewed: number;
  /** Bins of an earlier derivation that are left as they are. */
  oldBins: number;
  /** Places that could not be judged: their archive has what is no record. */
  unread: number;
}

/**
 * One shard of a scoring: derives the bins of its places that are due, judges each host by its bins alone and archives
 * that for the scoring's end. Run twice, the result is the same. Old bins are renewed after it.
 * @param remaining milliseconds until the function is cut off
 */
export async function judgePlaces(
  s3: S3Client,
  env: JudgePlacesEnv,
  shard: ShardItem,
  remaining: () => number,
): Promise<JudgePlacesResult> {
  const archives = shard.places.map((place) => ({
    s3,
    bucket: env.ARCHIVE_BUCKET,
    ...place,
    fleetName: env.FLEET_NAME,
  }));
  const works = [];
  for (const archive of archives) works.push(await judgePlaceOfSeveral(archive, new Date(shard.scheduledAt)));
  await putShard({ s3, bucket: env.ARCHIVE_BUCKET }, shard, works);
  const { renewed, left } = await renewPlaces({ s3, bucket: env.ARCHIVE_BUCKET }, works, remaining);
  return {
    number: shard.number,
    hosts: works.reduce((sum, { judged }) => sum + judged.hosts.length, 0),
    binsDerived: works.reduce((sum, { binsDerived }) => sum + binsDerived, 0),
    binsRenewed: renewed,
    oldBins: left,
    unread: works.filter(({ problem }) => problem !== null).length,
  };
}

let s3: S3Client | undefined;

/** What Step Functions calls for each shard of a plan. It catches nothing: a shard that fails must not count as judged. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis: () => number },
): Promise<JudgePlacesResult> {
  const env = JudgePlacesEnv.parse(process.env);
  s3 ??= sdkClient(S3Client, {});
  const shard = ShardItem.parse(event);
  console.log({ run: shard.scheduledAt, shard: shard.number, places: shard.places });
  const result = await judgePlaces(s3, env, shard, () => context.getRemainingTimeInMillis());
  console.log(allPrintable(result));
  return result;
}
