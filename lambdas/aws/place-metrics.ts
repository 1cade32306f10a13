import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { type PlaceRun, totalOf, worstOfRuns } from '../domain/audit/place-run.ts';
import { silentPlaces } from '../domain/audit/watch-places.ts';
import { placeKey } from '../domain/records/host-key.ts';
import { HOUR } from '../domain/records/time.ts';
import type { WatchedPlaces } from '../domain/records/watched-places.ts';
import { datum, MAXIMUM_DATUM_AGE, type SummaryMetric, summaryData } from './cloudwatch-metrics.ts';

/** A watch that is repeated comes a little later. */
const MAXIMUM_AGE = MAXIMUM_DATUM_AGE - HOUR;

/** What is published of a place, the first ones first where the budget is too small for all. */
const OF_A_PLACE: readonly SummaryMetric[] = [
  'TcpMemoryOfPressure',
  'Coverage',
  'Hosts',
  'StuckStreams',
  'DeadSockets',
  'PressureEvents',
  'HostsUnreachable',
  'HostsMalformed',
  'TcpMemory',
];

/**
 * Data points of runs by place, each at its own instant: as many metrics of each place as the budget has room for, and of
 * more places than it has metrics the first metric of those nearest to pressure. The extremes over all places are data
 * points of the fleet's own metrics, so that an alarm about the fleet's Maximum or Minimum is about every place.
 *
 * @param budget most metrics with the dimensions of a place
 */
export function placeData(runs: readonly PlaceRun[], watched: WatchedPlaces, budget: number): MetricDatum[] {
  const oldest = Date.parse(watched.watchedAt) - MAXIMUM_AGE;
  const published = runs.filter(({ runAt }) => Date.parse(runAt) > oldest);
  const told = new Set(watched.told);
  const places = watched.places.filter(({ newest }) => newest !== null).length;
  const names = namesOf(places, budget);
  const worst = worstOfRuns(published).flatMap(({ runAt, ...figures }) => [
    datum(runAt, 'TcpMemory', figures.tcpMemoryBytes),
    datum(runAt, 'TcpMemoryOfPressure', figures.percentOfPressure),
    datum(runAt, 'Coverage', figures.coveragePercent),
  ]);
  const byPlace = published
    .filter((run) => told.has(placeKey(run)))
    .flatMap(({ accountId, region, runAt, fleet }) =>
      summaryData(fleet, runAt, names, ['Account', accountId], ['Region', region]),
    );
  return [...worst, ...byPlace].flat();
}

const namesOf = (places: number, budget: number): readonly SummaryMetric[] =>
  OF_A_PLACE.slice(0, Math.max(1, Math.floor(budget / Math.max(1, places))));

/** Most metrics with the dimensions of a place in an hour, of so many places, however many of them write. */
export const mostPlaceMetrics = (places: number, budget: number): number =>
  Math.max(
    ...Array.from(
      { length: places },
      (_, index) => Math.min(index + 1, budget) * namesOf(index + 1, budget).length,
    ),
  );

/**
 * Data points of all places together at the instant of the watch. `Hosts` is not among them: it says that the hub's own
 * audit takes place.
 */
export function watchData(watched: WatchedPlaces): MetricDatum[] {
  const { watchedAt, places } = watched;
  const total = totalOf(places);
  return [
    datum(watchedAt, 'PlacesSilent', silentPlaces(watched).length),
    datum(watchedAt, 'HostsOfPlaces', total.hosts),
    datum(watchedAt, 'HostsUnreachable', total.unreachable),
    datum(watchedAt, 'HostsMalformed', total.malformed),
    datum(watchedAt, 'StuckStreams', total.stuckStreams),
    datum(watchedAt, 'DeadSockets', total.deadSockets),
    datum(watchedAt, 'PressureEvents', total.pressureEvents),
  ].flat();
}
