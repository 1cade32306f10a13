import type { Datapoint, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { AwsError } from './aws-error.ts';
import { merge, type Statistics, type StoredPoint } from './metric-store.ts';

const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface Window {
  /** Inclusive; milliseconds since 1970. */
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  readonly periodSeconds: number;
}

export interface NamedQuery {
  readonly id: string;
  readonly label: string | undefined;
  readonly metricName: string;
  readonly statistic: Statistic;
  readonly unit: string | undefined;
  readonly window: Window;
  readonly points: readonly StoredPoint[];
}

/** One result a query; without a unit, the first in the alphabet of those that were put is taken, with a message. */
export function metricDataResults(queries: readonly NamedQuery[], order: string): MetricDataResult[] {
  return queries.map((query) => {
    const inWindow = query.points.filter(({ startsAt }) => isWithin(startsAt, query.window));
    const units = [...new Set(inWindow.map(({ unit }) => unit))].sort();
    const unit = query.unit ?? units[0];
    const values = byPeriod(inWindow, query.window, unit).sort((a, b) =>
      order === 'TimestampAscending' ? a.startsAt - b.startsAt : b.startsAt - a.startsAt,
    );
    const isMixed = query.unit === undefined && units.length > 1;
    const message = { Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` };
    return {
      Id: query.id,
      Label: query.label ?? generatedLabel(query, queries),
      StatusCode: 'Complete',
      Timestamps: values.map(({ startsAt }) => new Date(startsAt)),
      Values: values.map((value) => statisticOf(value, query.statistic)),
      ...(isMixed && { Messages: [message] }),
    } satisfies MetricDataResult;
  });
}

/** GetMetricStatistics: a data point for each period and unit. */
export function datapoints(
  points: readonly StoredPoint[],
  window: Window,
  statistics: readonly Statistic[],
  unit: string | undefined,
): Datapoint[] {
  const inWindow = points.filter(({ startsAt }) => isWithin(startsAt, window));
  const units = unit === undefined ? [...new Set(inWindow.map((point) => point.unit))] : [unit];
  return units.flatMap((name) =>
    byPeriod(inWindow, window, name).map((value) => ({
      Timestamp: new Date(value.startsAt),
      Unit: name as NonNullable<Datapoint['Unit']>,
      ...Object.fromEntries(statistics.map((statistic) => [statistic, statisticOf(value, statistic)])),
    })),
  );
}

/** CloudWatch names a metric, and adds the statistic and the period where the queries differ in them. */
function generatedLabel(query: NamedQuery, queries: readonly NamedQuery[]): string {
  const differ = (figureOf: (query: NamedQuery) => unknown) => new Set(queries.map(figureOf)).size > 1;
  return [
    query.metricName,
    ...(differ(({ statistic }) => statistic) ? [query.statistic] : []),
    ...(differ(({ window }) => window.periodSeconds) ? [query.window.periodSeconds] : []),
  ].join(' ');
}

const isWithin = (instant: number, { from, until, periodSeconds }: Window): boolean =>
  instant >= floor(from, periodSeconds) && instant < until;

function byPeriod(points: readonly StoredPoint[], { periodSeconds }: Window, unit: string | undefined) {
  const periods = Map.groupBy(
    points.filter((point) => point.unit === unit),
    ({ startsAt }) => floor(startsAt, periodSeconds),
  );
  return [...periods].map(([startsAt, members]) => ({ startsAt, ...merge(members) }));
}

const floor = (instant: number, seconds: number): number =>
  Math.floor(instant / (seconds * 1000)) * seconds * 1000;

export function readStatistic(text: string): Statistic {
  const statistic = STATISTICS.find((name) => name === text);
  if (statistic) return statistic;
  // CloudWatch computes percentiles too; nothing here reads them back.
  throw new AwsError(
    'InvalidParameterValueException',
    `The value ${text} for parameter Stat is not supported.`,
  );
}

function statisticOf(value: Statistics, statistic: Statistic): number {
  switch (statistic) {
    case 'Average':
      return value.sum / value.sampleCount;
    case 'Maximum':
      return value.maximum;
    case 'Minimum':
      return value.minimum;
    case 'SampleCount':
      return value.sampleCount;
    case 'Sum':
      return value.sum;
  }
}
