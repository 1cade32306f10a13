/** Gzipped bytes of one bin that a place counts as at least: to read a place takes its time, however few its hosts. */
const LEAST_BYTES = 65_536;
/** Of a shard: some 6,000 hosts, half a minute of judging. */
const SHARD_BYTES = 1_048_576;

/**
 * Parts of a fleet that are judged each by itself: places in their order, as many together as a shard has room for; a
 * large place is a shard of its own.
 * @param bytes gzipped bytes of one bin of each place
 */
export function planShards<T>(
  places: readonly T[],
  bytes: readonly number[],
  shardBytes = SHARD_BYTES,
): T[][] {
  const shards: T[][] = [];
  let room = 0;
  for (const [index, place] of places.entries()) {
    const needed = Math.max(LEAST_BYTES, bytes[index] ?? 0);
    if (needed > room || shards.length === 0) {
      shards.push([]);
      room = shardBytes;
    }
    shards.at(-1)?.push(place);
    room -= needed;
  }
  return shards;
}
