import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { StoredObject } from '../../../infra/local/aws/s3-store.ts';
import { parseJson } from '../../../lambdas/domain/records/ndjson.ts';
import {
  type ShardItem,
  ShardRecord,
  shardHostsKey,
  shardKey,
} from '../../../lambdas/domain/records/shard.ts';

type Objects = ReadonlyMap<string, StoredObject> | undefined;

/** @throws where a shard that was judged is not what the first place's hosts under other names are */
export function checkRenamed(item: ShardItem, judged: Objects, made: Objects): void {
  const hosts = (objects: Objects) => textOf(objects, shardHostsKey(item));
  const record = (objects: Objects) => {
    const { places, members } = ShardRecord.parse(parseJson(textOf(objects, shardKey(item))));
    return JSON.stringify([places, members.map(({ host }) => host)]);
  };
  if (hosts(judged) !== hosts(made) || record(judged) !== record(made)) {
    throw new Error(`shard ${item.number} is not what the first place's hosts under other names are`);
  }
}

const textOf = (objects: Objects, key: string): string =>
  gunzipSync(objects?.get(key)?.body ?? '').toString();

/** @throws where the two scorings wrote different bins or assessments */
export function checkSame(one: Objects, other: Objects): void {
  const hashes = (objects: Objects) =>
    new Map(
      [...(objects ?? [])]
        .filter(([key]) => key.startsWith('assessments/') || key.startsWith('bins/'))
        .map(([key, { body }]) => [key, hashOf(body)]),
    );
  const [first, second] = [hashes(one), hashes(other)];
  // Shards that were not judged have no bins derived.
  const differing = [...first].filter(([key, hash]) => second.has(key) && second.get(key) !== hash);
  const isMissing = [...first.keys()].some((key) => key.startsWith('assessments/') && !second.has(key));
  if (differing.length > 0 || isMissing) {
    throw new Error(`${differing.length} of ${first.size} objects differ: ${differing[0]?.[0]}`);
  }
  process.stderr.write(`${first.size} objects are the same\n`);
}

const hashOf = (body: Uint8Array): string => createHash('sha256').update(gunzipSync(body)).digest('hex');
