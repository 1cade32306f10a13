import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { EvaluatedAlarm, ReadMetric } from '../../../infra/local/aws/alarms/alarm.ts';
import { readable } from '../template.ts';

const Dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]);

const Stat = z.strictObject({
  Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions }),
  Period: z.number(),
  Stat: z.string(),
  Unit: z.string().optional(),
});

/** What the evaluator knows of an alarm; a property that it doesn't know would change how the alarm behaves. */
const Properties = z.strictObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.string()),
  OKActions: z.array(z.string()),
  InsufficientDataActions: z.array(z.string()).default([]),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  Threshold: z.number(),
  DatapointsToAlarm: z.int(),
  EvaluationPeriods: z.int(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']),
  WarmUpConfiguration: z.strictObject({ WarmUpPeriodDurationInMinutes: z.int() }).optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions,
  Period: z.number().optional(),
  Statistic: z.string().optional(),
  Unit: z.string().optional(),
  Metrics: z
    .array(
      z.strictObject({
        Id: z.string(),
        Label: z.string().optional(),
        ReturnData: z.boolean().default(true),
        Expression: z.string().optional(),
        MetricStat: Stat.optional(),
      }),
    )
    .optional(),
});

/** An alarm of a template, with what it tells and whom. */
export interface TemplateAlarm extends EvaluatedAlarm {
  readonly description: string;
  readonly actions: readonly string[];
}

/**
 * The alarms of a template; references are `${Id}` without hash.
 * @throws where one has a property, or the template a kind of alarm, that the evaluator doesn't know
 */
export function templateAlarms(template: Template): TemplateAlarm[] {
  for (const type of ['CompositeAlarm', 'LogAlarm', 'AnomalyDetector']) {
    template.resourceCountIs(`AWS::CloudWatch::${type}`, 0);
  }
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties: found }) => {
    const alarm = Properties.parse(readable(found));
    const { metrics, expression } = alarm.Metrics ? ofMath(alarm.Metrics) : ofOne(alarm);
    return {
      id: alarm.AlarmName.slice(alarm.AlarmName.lastIndexOf('-') + 1),
      description: alarm.AlarmDescription,
      actions: [...alarm.AlarmActions, ...alarm.OKActions, ...alarm.InsufficientDataActions],
      metrics,
      expression,
      periodSeconds: [...metrics.values()][0]?.periodSeconds ?? 0,
      operator: alarm.ComparisonOperator,
      threshold: alarm.Threshold,
      datapoints: alarm.DatapointsToAlarm,
      periods: alarm.EvaluationPeriods,
      missing: alarm.TreatMissingData,
      ringsWithoutData: alarm.InsufficientDataActions.length > 0,
      warmUpSeconds: (alarm.WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0) * 60,
    };
  });
}

type Alarm = z.infer<typeof Properties>;

function ofOne({ Namespace = '', MetricName = '', Dimensions: of, Period = 0, Statistic = '', Unit }: Alarm) {
  const Metric = { Namespace, MetricName, Dimensions: of };
  return {
    metrics: new Map([['m', readMetric({ Metric, Period, Stat: Statistic, Unit })]]),
    expression: 'm',
  };
}

function ofMath(queries: NonNullable<Alarm['Metrics']>) {
  const metrics = new Map(
    queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, readMetric(MetricStat)] as const] : [])),
  );
  const returned = queries.filter(({ ReturnData }) => ReturnData);
  const [{ Expression: expression } = {}] = returned;
  if (returned.length !== 1 || expression === undefined) throw new Error('an alarm needs one expression');
  return { metrics, expression };
}

const readMetric = ({ Metric, Period, Stat: statistic, Unit }: z.infer<typeof Stat>): ReadMetric => ({
  namespace: Metric.Namespace,
  metricName: Metric.MetricName,
  dimensions: Metric.Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  ),
  statistic,
  periodSeconds: Period,
  unit: Unit,
});
