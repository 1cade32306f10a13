import {
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import type { startEndpoint } from './fleet.ts';

export const NAMESPACE = 'HaproxyFleet';
export type Started = Awaited<ReturnType<typeof startEndpoint>>;

export const put = ({ cloudwatch }: Started, MetricData: MetricDatum[], Namespace = NAMESPACE) =>
  cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));

export const window = ({ clock }: Started) => ({
  StartTime: new Date(clock.at.getTime() - 600_000),
  EndTime: new Date(clock.at.getTime() + 600_000),
});

export const query = (
  Id: string,
  MetricName: string,
  Stat: string,
  Period = 60,
  Unit?: StandardUnit,
): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: NAMESPACE, MetricName }, Period, Stat, ...(Unit && { Unit }) },
});

export const read = (started: Started, ...MetricDataQueries: MetricDataQuery[]) =>
  started.cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries, ...window(started) }));

/** `one` to eleven, as the recorded test put them. */
export const ELEVEN = Array.from({ length: 11 }, (_, index) => ({ MetricName: 'metric1', Value: index + 1 }));
