import { type DemoPlace, type DemoSize, lastDayOf } from '../../infra/local/demo/demo-fleet.ts';
import { WATCH_MINUTE, watchVariables } from '../../infra/local/demo/spokes.ts';
import { placeKey } from '../../lambdas/domain/records/host-key.ts';
import { DAY, HOUR, MINUTE } from '../../lambdas/domain/records/time.ts';
import type { WatchedPlace } from '../../lambdas/domain/records/watched-places.ts';
import { WatchPlacesEnv } from '../../lambdas/watch-places/env.ts';
import { type WatchPlacesClients, watchAllPlaces } from '../../lambdas/watch-places/handler.ts';
import { DEMO_BUCKET } from './demo-endpoint.ts';

/** A time in which a place was silent; `to` is `null` where it is silent still. */
export interface PlaceSilence {
  readonly place: DemoPlace;
  readonly reason: NonNullable<WatchedPlace['silence']>['reason'];
  readonly from: Date;
  readonly to: Date | null;
}

/** Instants of the last day, on which a place falls silent, at which the hub's watch is due; none where there is one place. */
export function watchedInstants(size: DemoSize): Date[] {
  const { from, days, places = [] } = size;
  if (places.length < 2) return [];
  const end = Math.floor(days * 24);
  const first = lastDayOf(size);
  return Array.from(
    { length: end - first },
    (_, index) => new Date(from.getTime() + (first + index) * HOUR + WATCH_MINUTE * MINUTE),
  );
}

/** The hub's watch over its places by the function that Lambda runs, and what it said of silent ones. */
export function placeWatches(clients: WatchPlacesClients, hub: DemoPlace) {
  const env = WatchPlacesEnv.parse(watchVariables(hub, DEMO_BUCKET));
  const silences: PlaceSilence[] = [];
  return {
    silences: (): readonly PlaceSilence[] => silences,
    async watch(at: Date): Promise<void> {
      const result = await watchAllPlaces(clients, env, { scheduledAt: at.toISOString() }, () => DAY);
      if (!('silent' in result)) return;
      const isOf = (one: DemoPlace, other: DemoPlace) => placeKey(one) === placeKey(other);
      for (const [index, { place, ...silence }] of silences.entries()) {
        const isOver = silence.to === null && !result.silent.some((silent) => isOf(silent, place));
        if (isOver) silences[index] = { place, ...silence, to: at };
      }
      for (const { accountId, region, silence } of result.silent) {
        const place = { accountId, region };
        const isKnown = silences.some((known) => known.to === null && isOf(known.place, place));
        if (!isKnown && silence !== null)
          silences.push({ place, reason: silence.reason, from: at, to: null });
      }
    },
  };
}
