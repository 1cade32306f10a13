import * as z from 'zod';
import { hostRef } from './host-key.ts';

export const PlaceName = z.object({ accountId: z.string(), region: z.string() });

/** A part of a fleet, as the plan of a scoring lists it for those that judge it. */
export const ShardItem = z.object({
  /** The instant that the scoring is due at. */
  scheduledAt: z.iso.datetime(),
  /** The folder of the scoring's execution, and the shard's number in it. */
  folder: z.string(),
  number: z.int(),
  places: z.array(PlaceName).min(1),
});
export type ShardItem = z.infer<typeof ShardItem>;

/** What a shard came to; the judged hosts, and the bins of those that upgrades are compared with, lie beside it. */
export const ShardRecord = z.object({
  places: z.array(
    z.object({
      ...PlaceName.shape,
      binsDerived: z.int(),
      problem: z
        .object({ file: z.string(), line: z.int(), path: z.string(), message: z.string() })
        .nullable(),
    }),
  ),
  members: z.array(
    z.object({
      host: z.object({ ...hostRef, role: z.string().nullable(), leakProbability: z.number() }),
      /** Bytes of the object of bins, gzipped by themselves. */
      bytes: z.object({ from: z.int(), to: z.int() }),
    }),
  ),
});
export type ShardRecord = z.infer<typeof ShardRecord>;

const numbered = ({ folder, number }: Pick<ShardItem, 'folder' | 'number'>): string =>
  `${folder}${String(number).padStart(4, '0')}`;

export const planKey = (folder: string): string => `${folder}plan.json`;
export const shardKey = (shard: ShardItem): string => `${numbered(shard)}.json.gz`;
export const shardHostsKey = (shard: ShardItem): string => `${numbered(shard)}.hosts.ndjson.gz`;
export const shardBinsKey = (shard: ShardItem): string => `${numbered(shard)}.bins.gz`;
