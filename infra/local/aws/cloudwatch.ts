import type {
  GetMetricDataCommandOutput,
  GetMetricStatisticsCommandOutput,
  ListMetricsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { createJsonApi } from './json-api.ts';
import { Dimension, PutMetricDataInput, readDimensions, readMetricData } from './metric-datum.ts';
import { datapoints, metricDataResults, readStatistic } from './metric-query.ts';
import { createMetricStore, type MetricIdentity, type StoredMetric } from './metric-store.ts';
import { pageOf } from './page.ts';

type Output<T> = Omit<T, '$metadata'>;

const PeriodSeconds = z.int().min(1);
const Metric = z.object({
  Namespace: z.string().min(1),
  MetricName: z.string().min(1),
  Dimensions: z.array(Dimension).optional(),
});

const GetMetricDataInput = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MetricDataQueries: z
    .array(
      z.object({
        Id: z.string().regex(/^[a-z]\w*$/),
        Label: z.string().optional(),
        ReturnData: z.boolean().default(true),
        MetricStat: z
          .object({ Metric, Period: PeriodSeconds, Stat: z.string(), Unit: z.string().optional() })
          .optional(),
      }),
    )
    .max(500),
});

const GetMetricStatisticsInput = z.object({
  ...Metric.shape,
  StartTime: z.number(),
  EndTime: z.number(),
  Period: PeriodSeconds,
  Statistics: z.array(z.string()).min(1),
  Unit: z.string().optional(),
});

const ListMetricsInput = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z
    .array(z.object({ Name: z.string(), Value: z.string().optional() }))
    .max(10)
    .default([]),
  NextToken: z.string().optional(),
});

export interface CloudWatch {
  readonly api: EmbeddedApi;
  /** All that PutMetricData stored. */
  metrics(): readonly StoredMetric[];
}

/**
 * CloudWatch of the embedded endpoint: PutMetricData, and enough to read it back.
 * @param published by AWS's own services, which alone may use their namespaces
 */
export function createCloudWatch(now: () => Date, published: readonly StoredMetric[]): CloudWatch {
  const store = createMetricStore();
  for (const { points, ...metric } of published) for (const point of points) store.add(metric, point);

  function putMetricData(input: unknown): void {
    const checked = readMetricData(parseInput(PutMetricDataInput, input), now());
    for (const { metric, point } of checked) store.add(metric, point);
  }

  function getMetricData(input: unknown): Output<GetMetricDataCommandOutput> {
    const { StartTime, EndTime, ScanBy, MetricDataQueries } = parseInput(GetMetricDataInput, input);
    refuseEmptyWindow(StartTime, EndTime);
    const queries = MetricDataQueries.flatMap(({ Id, Label, ReturnData, MetricStat }) => {
      if (!MetricStat) {
        throw new AwsError('ValidationException', 'The embedded endpoint evaluates no expressions.');
      }
      if (!ReturnData) return [];
      const window = { from: StartTime * 1000, until: EndTime * 1000, periodSeconds: MetricStat.Period };
      return {
        id: Id,
        label: Label,
        metricName: MetricStat.Metric.MetricName,
        statistic: readStatistic(MetricStat.Stat),
        unit: MetricStat.Unit,
        window,
        points: store.find(identityOf(MetricStat.Metric)),
      };
    });
    return { Messages: [], MetricDataResults: metricDataResults(queries, ScanBy) };
  }

  function getMetricStatistics(input: unknown): Output<GetMetricStatisticsCommandOutput> {
    const query = parseInput(GetMetricStatisticsInput, input);
    refuseEmptyWindow(query.StartTime, query.EndTime);
    const requested = Math.ceil((query.EndTime - query.StartTime) / query.Period);
    if (requested > 1440) {
      throw new AwsError(
        'InvalidParameterCombinationException',
        `You have requested up to ${requested} datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
      );
    }
    const window = { from: query.StartTime * 1000, until: query.EndTime * 1000, periodSeconds: query.Period };
    const points = store.find(identityOf(query));
    const statistics = query.Statistics.map(readStatistic);
    return { Label: query.MetricName, Datapoints: datapoints(points, window, statistics, query.Unit) };
  }

  function listMetrics(input: unknown): Output<ListMetricsCommandOutput> {
    const { Namespace, MetricName, Dimensions, NextToken } = parseInput(ListMetricsInput, input);
    const matching = store
      .list()
      .filter(
        ({ namespace, metricName, dimensions }) =>
          (Namespace ?? namespace) === namespace &&
          (MetricName ?? metricName) === metricName &&
          Dimensions.every(({ Name, Value }) =>
            dimensions.some(({ name, value }) => name === Name && (Value ?? value) === value),
          ),
      );
    const page = pageOf(matching, 500, NextToken);
    if (!page) throw new AwsError('InvalidParameterValueException', 'Invalid nextToken');
    const Metrics = page.items.map(({ namespace, metricName, dimensions }) => ({
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    }));
    return { Metrics, ...(page.nextToken && { NextToken: page.nextToken }) };
  }

  return {
    metrics: () => store.list(),
    api: createJsonApi({
      name: 'cloudwatch',
      signingName: 'monitoring',
      version: '1.0',
      target: 'GraniteServiceVersion20100801',
      bodyLimitBytes: 1024 * 1024,
      namespace: 'com.amazonaws.cloudwatch.v2010_08_01',
      queryCodes: QUERY_CODES,
      operations: {
        PutMetricData: putMetricData,
        GetMetricData: getMetricData,
        GetMetricStatistics: getMetricStatistics,
        ListMetrics: listMetrics,
      },
    }),
  };
}

/** CloudWatch spoke the query protocol before; its SDKs still see the codes of then. */
const QUERY_CODES = {
  InvalidParameterValueException: 'InvalidParameterValue',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  MissingRequiredParameterException: 'MissingParameter',
  ValidationException: 'ValidationError',
  ThrottlingException: 'Throttling',
};

function refuseEmptyWindow(start: number, end: number): void {
  if (start < end) return;
  const message = 'The parameter StartTime must be less than the parameter EndTime.';
  throw new AwsError('InvalidParameterValueException', message);
}

const identityOf = ({ Namespace, MetricName, Dimensions = [] }: z.infer<typeof Metric>): MetricIdentity => ({
  namespace: Namespace,
  metricName: MetricName,
  dimensions: readDimensions(Dimensions, 'Metric'),
});
