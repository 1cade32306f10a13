import type { HostRef } from '../records/host-key.ts';
import type { Sample } from '../records/sample.ts';
import type { PlaceFigures, WatchedPlace } from '../records/watched-places.ts';
import { type FleetSummary, type Range, summariseFleet } from './fleet-summary.ts';
import { percentOfPressure, sumOfKnown } from './host-figures.ts';

/** Characters of an id that are kept: EC2's has 19, and a place may write any. */
const MAXIMUM_ID = 255;

/** One run of one place, summed up. */
export interface PlaceRun {
  accountId: string;
  region: string;
  runAt: string;
  fleet: FleetSummary;
  worstHostId: string | null;
}

/** @param before samples of the place's run one period earlier; empty where there was none */
export function placeRun(
  { accountId, region, runAt }: Omit<HostRef, 'hostId'> & Pick<PlaceRun, 'accountId' | 'region' | 'runAt'>,
  samples: readonly Sample[],
  before: readonly Sample[],
  isKnown: (release: string) => boolean,
): PlaceRun {
  let [worstHostId, worst]: [string | null, number] = [null, -1];
  for (const sample of samples) {
    const percent = sample.outcome === 'sampled' ? percentOfPressure(sample) : null;
    if (percent !== null && percent > worst) [worstHostId, worst] = [sample.hostId, percent];
  }
  return { accountId, region, runAt, fleet: summariseFleet(samples, before, isKnown), worstHostId };
}

export const figuresOf = ({ runAt, fleet, worstHostId }: PlaceRun): PlaceFigures => ({
  runAt,
  hosts: fleet.hosts,
  unreachable: fleet.unreachable,
  malformed: fleet.malformed,
  stuckStreams: fleet.stuckStreams,
  deadSockets: fleet.deadSockets,
  pressureEvents: fleet.pressureEvents,
  percentOfPressure: fleet.percentOfPressure?.maximum ?? null,
  worstHostId: worstHostId?.slice(0, MAXIMUM_ID) ?? null,
});

/** The extremes over the places of one instant: of hosts, and of the places' coverage. */
export interface WorstOfRun {
  runAt: string;
  tcpMemoryBytes: Range | null;
  percentOfPressure: Range | null;
  coveragePercent: Range | null;
}

/** By instant, oldest first. */
export function worstOfRuns(runs: readonly PlaceRun[]): WorstOfRun[] {
  const byInstant = Map.groupBy(runs, ({ runAt }) => runAt);
  return [...byInstant]
    .map(([runAt, ofInstant]) => ({
      runAt,
      tcpMemoryBytes: joined(ofInstant.map(({ fleet }) => fleet.tcpMemoryBytes)),
      percentOfPressure: joined(ofInstant.map(({ fleet }) => fleet.percentOfPressure)),
      coveragePercent: joined(
        ofInstant.map(({ fleet: { coveragePercent: share } }) =>
          share === null ? null : { minimum: share, maximum: share, sum: share, count: 1 },
        ),
      ),
    }))
    .sort((a, b) => (a.runAt < b.runAt ? -1 : 1));
}

const joined = (ranges: readonly (Range | null)[]): Range | null =>
  ranges.reduce(
    (sum, range) =>
      sum === null || range === null
        ? (sum ?? range)
        : {
            minimum: Math.min(sum.minimum, range.minimum),
            maximum: Math.max(sum.maximum, range.maximum),
            sum: sum.sum + range.sum,
            count: sum.count + range.count,
          },
    null,
  );

/** What all places together hold, by the newest run of each that is not silent. */
export interface PlacesTotal {
  hosts: number;
  unreachable: number;
  malformed: number;
  stuckStreams: number | null;
  deadSockets: number | null;
  pressureEvents: number | null;
}

export function totalOf(places: readonly WatchedPlace[]): PlacesTotal {
  const newest = places.flatMap((place) =>
    place.newest !== null && place.silence === null ? place.newest : [],
  );
  const sum = (figure: (figures: PlaceFigures) => number | null) => sumOfKnown(newest.map(figure));
  return {
    hosts: sum(({ hosts }) => hosts) ?? 0,
    unreachable: sum(({ unreachable }) => unreachable) ?? 0,
    malformed: sum(({ malformed }) => malformed) ?? 0,
    stuckStreams: sum(({ stuckStreams }) => stuckStreams),
    deadSockets: sum(({ deadSockets }) => deadSockets),
    pressureEvents: sum(({ pressureEvents }) => pressureEvents),
  };
}
