import { gunzipSync, gzipSync } from 'node:zlib';
import type { ComparedHost } from '../domain/assess/assess-fleet.ts';
import type { JudgedPlace } from '../domain/assess/judged-place.ts';
import type { LoneHost } from '../domain/assess/lone-host.ts';
import { parseLoneHosts, printLoneHost } from '../domain/assess/lone-host-line.ts';
import { parseBins, printBins } from '../domain/records/archive.ts';
import type { Bin } from '../domain/records/bin.ts';
import { parseJson } from '../domain/records/ndjson.ts';
import {
  planKey,
  ShardItem,
  ShardRecord,
  shardBinsKey,
  shardHostsKey,
  shardKey,
} from '../domain/records/shard.ts';
import { inTurn } from './in-turn.ts';
import { refuse } from './s3-archive.ts';
import type { Archive } from './s3-history.ts';
import { type PlaceWork, placeResult } from './s3-judged-places.ts';
import { wholeLines } from './s3-lines.ts';
import { getObject, getText, putIf, putText } from './s3-objects.ts';

type Bucket = Pick<Archive, 's3' | 'bucket'>;

/** Where the bins of a host lie: some bytes of a shard's object. */
export interface StoredBins {
  key: string;
  from: number;
  to: number;
}

/** What a shard came to, and its hosts as they judged by themselves. */
export interface JudgedShard {
  places: ShardRecord['places'];
  judged: JudgedPlace<StoredBins>;
}

/** A plan is plain JSON: Step Functions reads its items. */
export async function putPlan(
  { s3, bucket }: Bucket,
  folder: string,
  items: readonly ShardItem[],
): Promise<string> {
  const key = planKey(folder);
  await putIf(s3, { Bucket: bucket, Key: key, Body: JSON.stringify(items), ContentType: 'application/json' });
  return key;
}

export async function getPlan({ s3, bucket }: Bucket, folder: string): Promise<ShardItem[]> {
  const key = planKey(folder);
  const object = await getObject(s3, bucket, key, (bytes) => parseJson(Buffer.from(bytes).toString()));
  if (object === null) throw new Error(`s3://${bucket}/${key} is gone`);
  return ShardItem.array().parse(object.content);
}

/** Writes what the places of a shard came to; its record last, since a shard without one is not done. */
export async function putShard(
  { s3, bucket }: Bucket,
  shard: ShardItem,
  works: readonly PlaceWork[],
): Promise<void> {
  const parts: Buffer[] = [];
  const members: ShardRecord['members'] = [];
  let from = 0;
  for (const { host, held } of works.flatMap(({ judged }) => judged.members)) {
    const zipped = gzipSync(printBins(held));
    parts.push(zipped);
    members.push({ host, bytes: { from, to: from + zipped.length - 1 } });
    from += zipped.length;
  }
  await putIf(s3, { Bucket: bucket, Key: shardBinsKey(shard), Body: Buffer.concat(parts) });
  const hosts = works.flatMap(({ judged }) => judged.hosts);
  await putText(s3, bucket, shardHostsKey(shard), { text: hosts.map(printLoneHost).join('') });
  const places = works.map(placeResult);
  await putText(s3, bucket, shardKey(shard), {
    text: JSON.stringify({ places, members } satisfies ShardRecord),
  });
}

/** @throws where the shard is not done */
export async function getShard({ s3, bucket }: Bucket, shard: ShardItem): Promise<JudgedShard> {
  const record = await getText(s3, bucket, shardKey(shard));
  if (record === null)
    throw new Error(`s3://${bucket}/${shardKey(shard)} is not there: its places were not judged`);
  const { places, members } = ShardRecord.parse(JSON.parse(record.text));
  const key = shardBinsKey(shard);
  const judged = {
    hosts: await getLoneHosts({ s3, bucket }, shardHostsKey(shard)),
    members: members.map(({ host, bytes }) => ({ host, held: { key, ...bytes } })),
  };
  return { places, judged };
}

async function getLoneHosts({ s3, bucket }: Bucket, key: string): Promise<LoneHost[]> {
  const file = `s3://${bucket}/${key}`;
  const object = await getObject(s3, bucket, key, (bytes) => bytes);
  if (object === null) throw new Error(`${file} is gone`);
  const hosts: LoneHost[] = [];
  for await (const { text, firstLine } of wholeLines(object.content, file)) {
    const { records, issues } = parseLoneHosts(text, file, firstLine);
    refuse(issues);
    for (const record of records) hosts.push(record);
  }
  return hosts;
}

/** Bins fetched at once. */
const TOGETHER = 16;

/** The same hosts with their bins. */
export function withBins(
  { s3, bucket }: Bucket,
  compared: readonly ComparedHost<StoredBins>[],
): Promise<ComparedHost<readonly Bin[]>[]> {
  return inTurn(compared, TOGETHER, async ({ role, held: { key, from, to } }) => {
    const file = `s3://${bucket}/${key}`;
    const unzip = (bytes: Uint8Array) => gunzipSync(bytes).toString();
    const object = await getObject(s3, bucket, key, unzip, { range: `bytes=${from}-${to}` });
    if (object === null) throw new Error(`${file} is gone`);
    const { records, issues } = parseBins(object.content, file);
    refuse(issues);
    return { role, held: records };
  });
}
