import {
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  GraphWidget,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../../lambdas/telemetry.ts';
import { SCORING_PERIOD } from '../alarms/alarm-plan.ts';
import type { FleetMetrics } from '../fleet-metrics.ts';
import type { FleetDashboardProps } from './dashboard-props.ts';
import { placeRow } from './place-row.ts';
import { quoted } from './search.ts';

/** What is wrong now, with which hosts, since when. */
export const fleetRows = (props: FleetDashboardProps): IWidget[][] => [
  [now(props), alarms(props)],
  [worstHosts(props)],
  [score(props.metrics), leaks(props.metrics), memory(props)],
  [releases(props), stuckStreams(props), coverage(props)],
  ...(props.watch ? [placeRow(props)] : []),
];

const now = ({ auditPeriod, watch, metrics: { fleetMetric, inDays } }: FleetDashboardProps) =>
  new SingleValueWidget({
    title: 'Now',
    width: 16,
    height: 6,
    metrics: [
      fleetMetric('MaxLeakScore', 'Maximum', SCORING_PERIOD, 'Highest score (0-100)'),
      fleetMetric('LeakingHosts', 'Maximum', SCORING_PERIOD, 'Leaking hosts'),
      fleetMetric('UnacknowledgedLeakingHosts', 'Maximum', SCORING_PERIOD, 'Not accepted by anybody'),
      inDays('ShortestTimeToLimit', SCORING_PERIOD, 'Days to a limit'),
      fleetMetric(watch ? 'HostsOfPlaces' : 'Hosts', 'Maximum', auditPeriod, 'Hosts'),
      fleetMetric('Coverage', 'Minimum', auditPeriod, 'Hosts that answer'),
    ],
  });

const alarms = (props: FleetDashboardProps) =>
  new AlarmStatusWidget({
    title: 'Alarms',
    alarms: [...props.alarms],
    sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    width: 8,
    height: 6,
  });

/** From the log, where each result of a scoring lists them: metrics of each host would cost $0.30 a month each. */
const worstHosts = ({ scoreLogGroupName }: FleetDashboardProps) =>
  new LogQueryWidget({
    title: 'Worst hosts, the newest scoring first',
    logGroupNames: [scoreLogGroupName],
    width: 24,
    height: 6,
    queryLines: [
      'fields jsonParse(@message) as line, line.message.assessedAt as assessedAt',
      'filter ispresent(message.assessedAt)',
      'unnest line.message.worst into worst',
      'sort assessedAt desc, worst.score desc',
      'limit 10',
      'display assessedAt, worst.host, worst.verdict, worst.score, worst.leakProbability, worst.daysToLimit, worst.limit, worst.cohort, worst.action, worst.to',
    ],
  });

const score = ({ fleetMetric }: FleetMetrics) =>
  new GraphWidget({
    title: 'Highest score of a host',
    left: [fleetMetric('MaxLeakScore', 'Maximum', SCORING_PERIOD, 'score')],
    leftYAxis: { min: 0, max: 100 },
    ...THIRD,
  });

const leaks = ({ fleetMetric }: FleetMetrics) =>
  new GraphWidget({
    title: 'Leaking and suspected hosts',
    left: [
      fleetMetric('LeakingHosts', 'Maximum', SCORING_PERIOD, 'leaking'),
      fleetMetric('SuspectedHosts', 'Maximum', SCORING_PERIOD, 'suspected'),
    ],
    leftYAxis: { min: 0 },
    ...THIRD,
  });

const memory = ({ auditPeriod, thresholds, metrics: { fleetMetric } }: FleetDashboardProps) =>
  new GraphWidget({
    title: 'TCP memory, share of the pressure limit',
    left: [
      fleetMetric('TcpMemoryOfPressure', 'Maximum', auditPeriod, 'worst host'),
      fleetMetric('TcpMemoryOfPressure', 'Minimum', auditPeriod, 'best host'),
    ],
    right: [fleetMetric('PressureEvents', 'Maximum', auditPeriod, 'entries into pressure')],
    leftYAxis: { min: 0 },
    leftAnnotations: [{ value: thresholds.memoryOfPressurePercent, label: 'alarm' }],
    ...THIRD,
  });

const releases = (props: FleetDashboardProps) =>
  new GraphWidget({
    title: 'Hosts by release',
    left: [byRelease('Hosts', props)],
    stacked: true,
    ...THIRD,
  });

const stuckStreams = (props: FleetDashboardProps) =>
  new GraphWidget({
    title: 'Stuck streams by release',
    left: [byRelease('StuckStreams', props)],
    ...THIRD,
  });

const coverage = ({ auditPeriod, thresholds, metrics: { fleetMetric } }: FleetDashboardProps) =>
  new GraphWidget({
    title: 'Hosts that answer',
    left: [fleetMetric('Coverage', 'Minimum', auditPeriod, 'percent')],
    right: [
      fleetMetric('HostsUnreachable', 'Maximum', auditPeriod, 'unreachable'),
      fleetMetric('HostsMalformed', 'Maximum', auditPeriod, 'malformed'),
    ],
    leftYAxis: { min: 0, max: 100 },
    rightYAxis: { min: 0 },
    leftAnnotations: [{ value: thresholds.coveragePercent, label: 'alarm' }],
    ...THIRD,
  });

const THIRD = { width: 8, height: 6 } as const;

/** Which releases there are, only the fleet knows. */
const byRelease = (name: MetricName, { auditPeriod: period, metrics }: FleetDashboardProps) =>
  new MathExpression({
    expression: `SEARCH('{${quoted(metrics.namespace)},Release} MetricName="${name}"', 'Maximum', ${period.toSeconds()})`,
    usingMetrics: {},
    label: '',
    period,
  });
