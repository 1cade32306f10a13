import { gunzipSync, gzipSync } from 'node:zlib';
import { etagOf, type StoredObject } from '../../../infra/local/aws/s3-store.ts';
import { parseJson } from '../../../lambdas/domain/records/ndjson.ts';
import {
  type ShardItem,
  ShardRecord,
  shardBinsKey,
  shardHostsKey,
  shardKey,
} from '../../../lambdas/domain/records/shard.ts';
import { ASSESSED_AT } from '../scale/archived-objects.ts';
import { storedGzip } from '../scale/timed-endpoint.ts';
import { type NumberedPlace, nameOf } from './places-archive.ts';

/** What a shard handed over of its first place. */
export interface JudgedPlaceText {
  readonly place: NumberedPlace;
  readonly hosts: string;
  readonly record: ShardRecord;
  /** Bins of each member, gzipped. */
  readonly bins: readonly Uint8Array[];
}

type Objects = ReadonlyMap<string, Pick<StoredObject, 'body'>>;
type NamedObject = readonly [key: string, object: StoredObject];

/** The three objects of a shard. */
export const keysOf = (item: ShardItem): string[] => [
  shardHostsKey(item),
  shardBinsKey(item),
  shardKey(item),
];

/** @param place the shard's first one */
export function firstPlaceOf(item: ShardItem, objects: Objects, place: NumberedPlace): JudgedPlaceText {
  const bytesOf = (key: string) => objects.get(key)?.body ?? new Uint8Array();
  const textOf = (key: string) => gunzipSync(bytesOf(key)).toString();
  const isOf = (line: string) => line.includes(nameOf(place));
  const record = ShardRecord.parse(parseJson(textOf(shardKey(item))));
  const members = record.members.filter((member) => isOf(JSON.stringify(member)));
  const bins = bytesOf(shardBinsKey(item));
  return {
    place,
    hosts: textOf(shardHostsKey(item)).split('\n').filter(isOf).join('\n'),
    record: { places: record.places.slice(0, 1), members },
    bins: members.map(({ bytes: { from, to } }) => bins.slice(from, to + 1)),
  };
}

/**
 * What `judge-places` would hand over of a shard whose places have the hosts of a judged one under other names: hosts are
 * judged by their bins alone. Those bins that it hands on keep the first names, which nobody reads.
 */
export function renamedShard(
  item: ShardItem,
  places: readonly NumberedPlace[],
  judged: JudgedPlaceText,
): NamedObject[] {
  const record: ShardRecord = { places: [], members: [] };
  const [hosts, bins]: [string[], Uint8Array[]] = [[], []];
  let from = 0;
  for (const place of places) {
    hosts.push(`${renamed(judged.hosts, judged.place, place)}\n`);
    const own = ShardRecord.parse(parseJson(renamed(JSON.stringify(judged.record), judged.place, place)));
    record.places.push(...own.places);
    for (const [index, { host }] of own.members.entries()) {
      const zipped = judged.bins[index] ?? new Uint8Array();
      record.members.push({ host, bytes: { from, to: from + zipped.length - 1 } });
      bins.push(zipped);
      from += zipped.length;
    }
  }
  const contents = [gzipSync(hosts.join('')), Buffer.concat(bins), gzipSync(JSON.stringify(record))];
  return keysOf(item).map((key, index) => {
    const body = contents[index] ?? Buffer.alloc(0);
    return [key, { ...storedGzip(ASSESSED_AT, {}), body, etag: etagOf(body) }] as const;
  });
}

/** A text about the hosts of one place as one about those of another. */
export function renamed(text: string, from: NumberedPlace, to: NumberedPlace): string {
  return text.replaceAll(nameOf(from), nameOf(to)).replaceAll(/"i-([\da-f]{17})"/g, (_, id: string) => {
    const number = Number.parseInt(id, 16) - from.firstHost + to.firstHost;
    return `"i-${number.toString(16).padStart(17, '0')}"`;
  });
}
