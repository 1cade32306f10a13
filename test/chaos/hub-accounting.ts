import { gunzipSync } from 'node:zlib';
import type { EvaluatedAlarm } from '../../infra/local/aws/alarms/alarm.ts';
import { type Ringing, ringings } from '../../infra/local/aws/alarms/evaluate-alarm.ts';
import { parseBins, placeFolder, printBins } from '../../lambdas/domain/records/archive.ts';
import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { hostKey, placeKey } from '../../lambdas/domain/records/host-key.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { HOUR } from '../../lambdas/domain/records/time.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { templateAlarms } from '../infra/alarms/template-alarms.ts';
import { watchedTemplate } from '../infra/alarms/watched-stack.ts';
import { IN_SHARDS } from '../infra/in-shards.ts';
import { type Arrival, type ChaosPlace, PLACES, TROUBLED } from './hub-places.ts';
import { broken } from './promises.ts';
import { BUCKET, type HubChaosResult } from './run-hub-chaos.ts';

/** What was found after the faults; each list is empty where the hub kept its promises. */
export interface HubAccounting {
  readonly runs: number;
  readonly poisoned: number;
  readonly bins: number;
  readonly watches: number;
  /** Runs of a place without a data point of the place, with another one than theirs, or with one though they are none. */
  readonly miscounted: string[];
  /** Instants at which the fleet's Maximum or Minimum is not that of all places. */
  readonly otherWorst: string[];
  /** Silences that no watch named, places that were named for nothing, and those that one watch named twice. */
  readonly misnamed: string[];
  /** Silences that rang no alarm or more than one; and alarms that rang for none. */
  readonly otherAlarms: string[];
  /** Bins of places that nothing is wrong with, or that were silent, that differ from those of their samples. */
  readonly otherBins: string[];
  /** Hosts in bins or assessments that are none of the place that they are said to be in. */
  readonly forged: string[];
}

export const HUB_PROMISES = [
  ['each run of each place is in its metrics, as it is', 'miscounted'],
  ["the worst of all places is in the fleet's metrics", 'otherWorst'],
  ['a silent place is named, once a watch, and no other', 'misnamed'],
  ['a silence rings one alarm', 'otherAlarms'],
  ['the bins of the neighbours are those of their samples, byte for byte', 'otherBins'],
  ['no host is taken for one of another place', 'forged'],
] as const satisfies readonly (readonly [string, keyof HubAccounting])[];
export type HubPromise = (typeof HUB_PROMISES)[number][1];

export const brokenHubPromises = (accounting: HubAccounting): string[] => broken(HUB_PROMISES, accounting);

/** Periods without samples at which a place is silent: those that it may miss, and the one that may be under way. */
const PATIENCE = 5;
/** Hours by which lost and failed watches may put off what is said of a place. */
const TOLERANCE = 3;
const DELAY_SECONDS = 300;

const hubAlarms = () =>
  templateAlarms(watchedTemplate({}, undefined, { organization: IN_SHARDS.organization })).filter(
    ({ id }) => id === 'PlaceSilent',
  );

/** @param alarms that of the synthesised hub where absent */
export function accountHub(
  result: HubChaosResult,
  alarms: readonly EvaluatedAlarm[] = hubAlarms(),
): HubAccounting {
  const { endpoint, arrivals } = result;
  const objects = [...(endpoint.objects(BUCKET) ?? [])];
  const textsUnder = (folder: string) =>
    objects.filter(([key]) => key.startsWith(folder)).map(([, { body }]) => gunzipSync(body).toString());
  const watched = arrivals.filter(({ at }) => at >= firstWatch(result));
  return {
    runs: arrivals.filter(({ samples }) => samples !== null).length,
    poisoned: arrivals.filter(({ samples }) => samples === null).length,
    bins: textsUnder('bins/').length,
    watches: result.watches.length,
    miscounted: miscounted(result, watched),
    otherWorst: otherWorst(result, watched),
    misnamed: misnamed(result),
    otherAlarms: otherAlarms(result, alarms),
    otherBins: PLACES.filter(({ trouble }) => trouble === 'none' || trouble === 'silent').flatMap((place) =>
      differences(
        textsUnder(`bins/${placeFolder(place)}`).join(''),
        printBins(deriveBins(arrivals.flatMap((one) => (one.place === place ? (one.samples ?? []) : [])))),
      ).map((line) => `${placeKey(place)}: ${line}`),
    ),
    forged: forged(result, textsUnder),
  };
}

/** Of what came before it, the first watch that ended well reads the newest alone. */
const firstWatch = ({ watches }: HubChaosResult): Date => watches[0]?.at ?? new Date(Number.NaN);

type Points = ReadonlyMap<string, { minimum: number; maximum: number }>;

/** Of a metric, by place (none for the whole fleet) and instant. */
const pointsOf = ({ endpoint }: HubChaosResult, name: string): Points =>
  new Map(
    endpoint
      .metrics()
      .filter(({ metricName }) => metricName === name)
      .flatMap(({ dimensions, points }) =>
        points.map((point) => [
          [...dimensions.map(({ value }) => value), point.startsAt].join(' '),
          { minimum: point.minimum, maximum: point.maximum },
        ]),
      ),
  );

function miscounted(result: HubChaosResult, watched: readonly Arrival[]): string[] {
  const [hosts, percents] = ['Hosts', 'TcpMemoryOfPressure'].map((name) => pointsOf(result, name));
  return watched.flatMap(({ place: { accountId, region }, runAt, samples }) => {
    const name = `${accountId} ${region} ${runAt.getTime()}`;
    const found = [hosts, percents].map((points) => {
      const point = points?.get(name);
      return point && [point.minimum, point.maximum];
    });
    const range = samples && rangeOf(samples);
    const expected = samples
      ? [[samples.length, samples.length], range ?? undefined]
      : [undefined, undefined];
    return isSame(found, expected) ? [] : [`${name}: ${JSON.stringify([found, expected])}`];
  });
}

function otherWorst(result: HubChaosResult, watched: readonly Arrival[]): string[] {
  const points = pointsOf(result, 'TcpMemoryOfPressure');
  return [...Map.groupBy(watched, ({ runAt }) => runAt.getTime())].flatMap(([at, ofInstant]) => {
    const expected = rangeOf(ofInstant.flatMap(({ samples }) => samples ?? []));
    const point = points.get(`${at}`);
    const found = point ? [point.minimum, point.maximum] : null;
    return isSame(found, expected) ? [] : [`${at}: ${JSON.stringify([found, expected])}`];
  });
}

/** The lowest and the highest share of a pressure limit, in percent. */
function rangeOf(samples: readonly Sample[]): [number, number] | null {
  const percents = samples.flatMap((sample) =>
    sample.outcome === 'sampled' && sample.tcp.memoryPages !== null && sample.tcp.memoryPressurePages !== null
      ? (100 * sample.tcp.memoryPages) / sample.tcp.memoryPressurePages
      : [],
  );
  return percents.length === 0 ? null : [Math.min(...percents), Math.max(...percents)];
}

/** Figures are the same to a millionth: who published them may have rounded otherwise. */
const isSame = (a: unknown, b: unknown): boolean => {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, part) => (typeof part === 'number' ? part.toFixed(6) : part));
  return text(a) === text(b);
};

interface Silence {
  readonly place: ChaosPlace;
  /** Hours from the start in which it has to be named, at the latest and at least; it may be one `TOLERANCE` more. */
  readonly from: number;
  readonly to: number;
}

const SILENCES: readonly Silence[] = PLACES.flatMap((place) => {
  const { trouble } = place;
  if (trouble !== 'silent' && trouble !== 'poisoned') return [];
  const { from, to } = TROUBLED[trouble];
  return { place, from: from - 1 + PATIENCE, to };
});

function misnamed(result: HubChaosResult): string[] {
  // Nobody writes any more after the end.
  const during = result.watches.filter(({ at }) => at < result.until);
  const named = during.flatMap(({ at, result: said }) =>
    'silent' in said ? [{ hour: hours(result.from, at), names: said.silent.map(placeKey) }] : [],
  );
  const wrong = named.flatMap(({ hour, names }) => {
    const expected = SILENCES.filter(({ from, to }) => hour >= from && hour < to + TOLERANCE);
    const isTwice = new Set(names).size < names.length;
    const others = names.filter((name) => !expected.some(({ place }) => placeKey(place) === name));
    return isTwice || others.length > 0 ? [`hour ${hour.toFixed(1)}: ${names}`] : [];
  });
  const missed = SILENCES.flatMap(({ place, from, to }) => {
    const key = placeKey(place);
    const there = named.filter(({ hour }) => hour >= from + TOLERANCE && hour < to);
    return there.length > 0 && there.every(({ names }) => names.includes(key))
      ? []
      : [`${key} was not named`];
  });
  return [...wrong, ...missed];
}

function otherAlarms({ endpoint, from, until }: HubChaosResult, alarms: readonly EvaluatedAlarm[]): string[] {
  const found = alarms.flatMap((alarm) =>
    ringings(
      alarm,
      endpoint.metrics(),
      { from, until },
      { extraPeriods: 3, delaySeconds: DELAY_SECONDS, windows: 'sliding' },
    ),
  );
  const isOf = ({ from, to }: Silence, ringing: Ringing) =>
    ringing.from <= from + TOLERANCE && ringing.to >= from && ringing.to <= to + TOLERANCE + 1;
  return [
    ...SILENCES.flatMap((silence) => {
      const rung = found.filter((ringing) => isOf(silence, ringing)).length;
      return rung === 1 ? [] : [`${placeKey(silence.place)} rang ${rung} times`];
    }),
    ...found
      .filter((ringing) => !SILENCES.some((silence) => isOf(silence, ringing)))
      .map((ringing) => `rang from hour ${ringing.from.toFixed(1)} to ${ringing.to.toFixed(1)}`),
  ];
}

function forged({ arrivals }: HubChaosResult, textsUnder: (folder: string) => string[]): string[] {
  const known = new Set(
    arrivals.flatMap(({ place: { accountId, region }, samples }) =>
      (samples ?? []).map(({ hostId }) => hostKey({ accountId, region, hostId })),
    ),
  );
  const binned = PLACES.flatMap((place) =>
    textsUnder(`bins/${placeFolder(place)}`)
      .flatMap((text) => parseBins(text, '').records)
      .map(({ hostId }) => hostKey({ ...place, hostId })),
  );
  const assessed = textsUnder('assessments/').flatMap((text) => Assessment.parse(JSON.parse(text)).hosts);
  const keys = [
    ...binned,
    ...assessed.map(({ hostId, accountId = '', region = '' }) => hostKey({ hostId, accountId, region })),
  ];
  return [...new Set(keys.filter((key) => !known.has(key)))];
}

function differences(found: string, expected: string): string[] {
  const lines = new Set(expected.split('\n'));
  const others = found.split('\n').filter((line) => !lines.delete(line));
  return [...others, ...lines].filter((line) => line !== '').map((line) => line.slice(0, 200));
}

const hours = (from: Date, at: Date): number => (at.getTime() - from.getTime()) / HOUR;
