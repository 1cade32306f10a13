import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, MathExpression, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DIMENSION_SETS, HUB_METRICS, METRICS } from '../../../lambdas/telemetry.ts';
import { SCORING_PERIOD } from '../alarms/alarm-plan.ts';
import { type FleetMetrics, functionMetric, queueMetric } from '../fleet-metrics.ts';
import type { FleetDashboardProps } from './dashboard-props.ts';
import { quoted } from './search.ts';

/** List price of a custom metric a month, us-east-1, October 2026. */
const DOLLARS_A_METRIC = 0.3;

/** Whether the auditor itself is well, and what its metrics cost. */
export const auditorRows = (props: FleetDashboardProps): IWidget[][] => [
  [errors(props), durations(props), givenUp(props)],
  [ages(props.metrics), cost(props)],
];

const functions = ({ audit, score, report, watch }: FleetDashboardProps) =>
  [
    { label: 'audit-fleet', ...audit },
    { label: 'score-fleet', ...score },
    { label: 'send-report', ...report },
    ...(watch ? [{ label: 'watch-places', ...watch }] : []),
  ] as const;

const errors = (props: FleetDashboardProps) =>
  new GraphWidget({
    title: 'Failed runs',
    left: functions(props).map(({ functionName, label }) =>
      functionMetric(functionName, 'Errors', 'Sum', Duration.hours(1), label),
    ),
    leftYAxis: { min: 0 },
    ...THIRD,
  });

const durations = (props: FleetDashboardProps) =>
  new GraphWidget({
    title: 'Longest run, percent of its timeout',
    left: functions(props).map(({ functionName, label, timeout }, index) => {
      const used = functionMetric(functionName, 'Duration', 'Maximum', Duration.hours(1));
      return new MathExpression({
        expression: `100 * used${index} / ${timeout.toMilliseconds()}`,
        usingMetrics: { [`used${index}`]: used },
        label,
        period: Duration.hours(1),
      });
    }),
    leftYAxis: { min: 0, max: 100 },
    leftAnnotations: [{ value: props.thresholds.timeoutPercent, label: 'alarm' }],
    ...THIRD,
  });

const givenUp = (props: FleetDashboardProps) =>
  new GraphWidget({
    title: 'Runs that were given up',
    left: functions(props).map(({ failureQueueName, label }) =>
      queueMetric(failureQueueName, Duration.hours(1), label),
    ),
    leftYAxis: { min: 0 },
    ...THIRD,
  });

const ages = ({ inDays }: FleetMetrics) =>
  new SingleValueWidget({
    title: 'Days since',
    metrics: [
      inDays('ReportAge', SCORING_PERIOD, 'the newest report'),
      inDays('KnowledgeAge', SCORING_PERIOD, 'the check of the knowledge'),
    ],
    width: 12,
    height: 4,
  });

/** Counted where they are: those of the whole fleet are known, those with a dimension are searched for, 500 of each. */
function cost({ watch, metrics: { namespace, fleetMetric } }: FleetDashboardProps): IWidget {
  const period = Duration.days(1);
  const searched = DIMENSION_SETS.filter((set) => watch !== undefined || set.length === 1).map(
    (dimensions) =>
      `METRIC_COUNT(SEARCH('{${quoted(namespace)},${dimensions.join(',')}}', 'Maximum', ${period.toSeconds()}))`,
  );
  const known = Object.keys(METRICS).length - (watch ? 0 : HUB_METRICS.length);
  const count = [known, ...searched].join(' + ');
  return new SingleValueWidget({
    title: 'Cost of the metrics, dollars a month at list price',
    metrics: [
      new MathExpression({
        // A number alone is no line: the first term, always 0, makes it one.
        expression: `0 * hosts + ${DOLLARS_A_METRIC} * (${count})`,
        usingMetrics: { hosts: fleetMetric('Hosts', 'Maximum', period) },
        label: 'dollars',
        period,
      }),
    ],
    width: 12,
    height: 4,
  });
}

const THIRD = { width: 8, height: 6 } as const;
