import { merge, type StoredMetric, type StoredPoint } from '../metric-store.ts';
import type { EvaluatedAlarm, ReadMetric } from './alarm.ts';
import { arithmetic } from './arithmetic.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/**
 * What AWS doesn't say, so that an alarm has to behave under each of it: how many data points before the evaluation
 * periods are retrieved, how long after its time a data point can be read, and whether windows end now (the default) or
 * at multiples of the period.
 */
export interface Evaluation {
  readonly extraPeriods: number;
  readonly delaySeconds: number;
  readonly windows: 'sliding' | 'aligned';
}

/** A time in which an alarm rang, in hours since the start; `to` is the end where it rings still. */
export interface Ringing {
  readonly from: number;
  readonly to: number;
}

/** Evaluates an alarm that was created at `from` every five minutes until `until`. */
export function ringings(
  alarm: EvaluatedAlarm,
  stored: readonly StoredMetric[],
  { from, until }: { from: Date; until: Date },
  evaluation: Evaluation,
): Ringing[] {
  const value = datapointReader(alarm, stored, evaluation);
  const count = alarm.periods + evaluation.extraPeriods;
  const episodes: Ringing[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  let hadData = false;
  let rang = false;
  let isWarm = alarm.warmUpSeconds === 0;
  // Half a minute past: evaluations hit no boundary.
  for (let at = from.getTime() + 30_000; at < until.getTime(); at += 300_000) {
    // Newest first.
    const points = Array.from({ length: count }, (_, index) => value(at, index));
    isWarm ||=
      at - from.getTime() >= alarm.warmUpSeconds * 1000 ||
      points.slice(0, alarm.periods).every((point) => point !== null);
    if (!isWarm) continue;
    const next = nextState(alarm, points.map(breaches(alarm)), state);
    const hour = (at - from.getTime()) / 3_600_000;
    const rings = next === 'ALARM' || (next === 'INSUFFICIENT_DATA' && alarm.ringsWithoutData && hadData);
    hadData ||= next !== 'INSUFFICIENT_DATA';
    if (rings) {
      const last = rang ? episodes.pop() : undefined;
      episodes.push({ from: last?.from ?? hour, to: hour });
    }
    state = next;
    rang = rings;
  }
  return episodes;
}

/**
 * One evaluation, as the CloudWatch User Guide describes it ("How alarm state is evaluated when data is missing"): the
 * newest real data points count, however far back in what was retrieved, and what is missing is filled in only as far
 * as it has to be.
 * @param points whether each breaches, newest first, `null` where there is none; those beyond `periods` are the extra
 */
export function nextState(
  { periods, datapoints, missing }: Pick<EvaluatedAlarm, 'periods' | 'datapoints' | 'missing'>,
  points: readonly (boolean | null)[],
  state: AlarmState,
): AlarmState {
  const real = points.flatMap((breach, age) => (breach === null ? [] : [{ breach, age }])).slice(0, periods);
  const breaching = real.filter(({ breach }) => breach).length;
  const filled = periods - real.length;
  const counted = missing === 'breaching' ? breaching + filled : breaching;
  if (counted >= datapoints) return 'ALARM';
  if (filled === 0 || missing === 'breaching' || missing === 'notBreaching') return 'OK';
  if (breaching < real.length) return 'OK';
  if (missing === 'ignore') return state;
  // Nothing but breaches, though too few, the oldest of them as old as an alarm needs.
  return (real.at(-1)?.age ?? -1) + 1 >= datapoints ? 'ALARM' : 'INSUFFICIENT_DATA';
}

const breaches =
  ({ operator, threshold }: EvaluatedAlarm) =>
  (value: number | null): boolean | null => {
    if (value === null) return null;
    switch (operator) {
      case 'GreaterThanOrEqualToThreshold':
        return value >= threshold;
      case 'GreaterThanThreshold':
        return value > threshold;
      case 'LessThanThreshold':
        return value < threshold;
      case 'LessThanOrEqualToThreshold':
        return value <= threshold;
    }
  };

/** The value of the alarm's expression in the window that many periods before the newest, as it can be read then. */
function datapointReader(alarm: EvaluatedAlarm, stored: readonly StoredMetric[], evaluation: Evaluation) {
  const compute = arithmetic(alarm.expression);
  const series = new Map(
    [...alarm.metrics].map(([id, metric]) => [id, { metric, points: pointsOf(metric, stored) }]),
  );
  const periodMs = alarm.periodSeconds * 1000;
  return (at: number, periodsBack: number): number | null => {
    const newest = evaluation.windows === 'sliding' ? at : Math.floor(at / periodMs) * periodMs;
    const until = newest - periodsBack * periodMs;
    const readableUntil = at - evaluation.delaySeconds * 1000;
    const values = new Map<string, number>();
    for (const [id, { metric, points }] of series) {
      const window = within(points, until - periodMs, Math.min(until, readableUntil + 1)).filter(
        ({ putAt = 0 }) => putAt <= readableUntil,
      );
      if (window.length === 0) return null;
      values.set(id, statisticOf(merge(window), metric.statistic));
    }
    return compute((id) => values.get(id) ?? Number.NaN);
  };
}

export function isSameMetric(
  read: Pick<ReadMetric, 'namespace' | 'metricName' | 'dimensions'>,
  stored: StoredMetric,
): boolean {
  const key = ({ namespace, metricName, dimensions }: typeof read) =>
    JSON.stringify([namespace, metricName, dimensions.map(({ name, value }) => [name, value])]);
  return key(read) === key(stored);
}

/** In order of time. */
function pointsOf(metric: ReadMetric, stored: readonly StoredMetric[]): StoredPoint[] {
  return stored
    .filter((candidate) => isSameMetric(metric, candidate))
    .flatMap(({ points }) => points)
    .filter(({ unit }) => metric.unit === undefined || unit === metric.unit)
    .sort((a, b) => a.startsAt - b.startsAt);
}

function within(points: readonly StoredPoint[], from: number, until: number): StoredPoint[] {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.startsAt ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const window: StoredPoint[] = [];
  for (let point = points[low]; point && point.startsAt < until; point = points[++low]) window.push(point);
  return window;
}

function statisticOf(statistics: StoredPoint | ReturnType<typeof merge>, statistic: string): number {
  const values: Record<string, number> = {
    Maximum: statistics.maximum,
    Minimum: statistics.minimum,
    Sum: statistics.sum,
    SampleCount: statistics.sampleCount,
    Average: statistics.sum / statistics.sampleCount,
  };
  const value = values[statistic];
  if (value === undefined) throw new Error(`no statistic ${statistic}`);
  return value;
}
