import type { AssessedHost } from '../records/assessment.ts';
import { mostPressingFirst } from './most-pressing.ts';
import type { WaveLimits } from './wave-limits.ts';

/** Parts of a group's hosts in the first waves; then as many as the limits let. */
const FIRST_SHARES = [0.1, 0.3];

/**
 * Growing waves of hosts, the most pressing first; of those that press alike each zone gives an even share, as far as
 * it has them.
 * @param hosts none of which must go alone, the most pressing first
 * @param groupOf what share a group, of which a first wave takes but a part
 */
export function fillWaves(
  hosts: readonly AssessedHost[],
  groupOf: (host: AssessedHost) => string,
  limits: WaveLimits,
): AssessedHost[][] {
  const groupSizes = new Map([...Map.groupBy(hosts, groupOf)].map(([group, { length }]) => [group, length]));
  const waves: AssessedHost[][] = [];
  let queue = hosts;
  while (queue.length > 0) {
    const share = FIRST_SHARES[waves.length] ?? 1;
    const rooms = new Map(
      [...groupSizes].map(([group, size]) => [group, Math.max(1, Math.ceil(share * size))]),
    );
    const taken = takeWave(queue, { rooms, groupOf, limits });
    waves.push([...taken].sort(mostPressingFirst));
    queue = queue.filter((host) => !taken.has(host));
  }
  return waves;
}

function takeWave(
  queue: readonly AssessedHost[],
  {
    rooms,
    groupOf,
    limits,
  }: { rooms: Map<string, number>; groupOf: (host: AssessedHost) => string; limits: WaveLimits },
): ReadonlySet<AssessedHost> {
  const expected = Math.min(
    queue.length,
    [...rooms.values()].reduce((sum, room) => sum + room, 0),
  );
  const wave = limits.emptyWave(expected);
  const taken = new Set<AssessedHost>();
  const alikes = Map.groupBy(queue, ({ recommendation }) => recommendation.urgency);
  for (const alike of alikes.values()) {
    for (const isSpread of [true, false]) {
      for (const host of alike) {
        if (wave.isFull()) return taken;
        const group = groupOf(host);
        const room = rooms.get(group) ?? 0;
        if (room === 0 || taken.has(host) || !wave.take(host, isSpread)) continue;
        taken.add(host);
        rooms.set(group, room - 1);
      }
    }
  }
  return taken;
}
