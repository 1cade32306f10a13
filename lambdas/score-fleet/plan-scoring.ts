import { type Archive, runAt } from '../aws/s3-history.ts';
import { binBytes, listPlaces } from '../aws/s3-places.ts';
import { putPlan } from '../aws/s3-shards.ts';
import { planShards } from '../domain/assess/plan-shards.ts';
import { shardsFolder } from '../domain/records/archive.ts';

/** What a state machine has to know of a plan. */
export interface ScoringPlan {
  /** Of the plan's object: the items that are judged each by itself. */
  key: string;
  /** Where what they came to is told. */
  resultsPrefix: string;
  shards: number;
}

/**
 * Parts the places of an archive into shards, and writes them down for those that judge them.
 * @param shardBytes gzipped bytes of a bin that a shard has room for
 */
export async function planScoring(
  archive: Archive,
  scheduledAt: string,
  execution: string,
  shardBytes?: number,
): Promise<ScoringPlan> {
  const folder = shardsFolder(runAt(archive, scheduledAt), execution);
  const places = await listPlaces(archive);
  const bytes = await binBytes(archive, places, new Date(scheduledAt));
  const shards = planShards(places, bytes, shardBytes).map((shard, number) => ({
    scheduledAt,
    folder,
    number,
    places: shard.map(({ accountId, region }) => ({ accountId, region })),
  }));
  const key = await putPlan(archive, folder, shards);
  return { key, resultsPrefix: `${folder}results`, shards: shards.length };
}
