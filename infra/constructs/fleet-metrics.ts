import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, type MetricName, type MetricUnit } from '../../lambdas/telemetry.ts';

/** A run that is repeated for its instant publishes again: only these two stay what they were (lambdas/telemetry.ts). */
export type FleetStatistic = 'Maximum' | 'Minimum';

const UNITS: Record<MetricUnit, Unit> = {
  Count: Unit.COUNT,
  Percent: Unit.PERCENT,
  Bytes: Unit.BYTES,
  Seconds: Unit.SECONDS,
  None: Unit.NONE,
};

/** The auditor's own metrics, in the namespace of one fleet. */
export interface FleetMetrics {
  readonly namespace: string;
  /** One of the whole fleet. */
  fleetMetric(name: MetricName, statistic: FleetStatistic, period: Duration, label?: string): Metric;
  /** One that counts seconds, in days: what a person reads in the mail of an alarm. */
  inDays(
    name: MetricName & ('ShortestTimeToLimit' | 'KnowledgeAge' | 'ReportAge'),
    period: Duration,
    label: string,
  ): IMetric;
}

export function fleetMetrics(namespace: string): FleetMetrics {
  const fleetMetric: FleetMetrics['fleetMetric'] = (name, statistic, period, label) =>
    new Metric({
      namespace,
      metricName: name,
      statistic,
      period,
      unit: UNITS[METRICS[name]],
      ...(label !== undefined && { label }),
    });
  const inDays: FleetMetrics['inDays'] = (name, period, label) => {
    const id = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    return new MathExpression({
      expression: `${id} / 86400`,
      usingMetrics: { [id]: fleetMetric(name, 'Minimum', period) },
      period,
      label,
    });
  };
  return { namespace, fleetMetric, inDays };
}

/** One of Lambda's own metrics of a function: Errors is 0 or 1 of each attempt. */
export const functionMetric = (
  functionName: string,
  name: 'Errors' | 'Duration',
  statistic: 'Minimum' | 'Maximum' | 'Sum',
  period: Duration,
  label?: string,
): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: name,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    period,
    unit: name === 'Errors' ? Unit.COUNT : Unit.MILLISECONDS,
    ...(label !== undefined && { label }),
  });

/** Messages that wait in a queue. */
export const queueMetric = (queueName: string, period: Duration, label?: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    period,
    unit: Unit.COUNT,
    ...(label !== undefined && { label }),
  });
