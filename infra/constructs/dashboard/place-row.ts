import { GraphWidget, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../../lambdas/telemetry.ts';
import type { FleetDashboardProps } from './dashboard-props.ts';
import { quoted } from './search.ts';

/** The accounts and regions of a hub beside each other, those that are published by themselves. */
export const placeRow = (props: FleetDashboardProps): IWidget[] => {
  const { auditPeriod, thresholds, metrics } = props;
  return [
    new GraphWidget({
      title: 'TCP memory by account and region, worst host, share of the pressure limit',
      left: [byPlace('TcpMemoryOfPressure', 'Maximum', props)],
      leftYAxis: { min: 0 },
      leftAnnotations: [{ value: thresholds.memoryOfPressurePercent, label: 'alarm' }],
      ...THIRD,
    }),
    new GraphWidget({
      title: 'Hosts that answer, by account and region',
      left: [byPlace('Coverage', 'Minimum', props)],
      leftYAxis: { min: 0, max: 100 },
      leftAnnotations: [{ value: thresholds.coveragePercent, label: 'alarm' }],
      ...THIRD,
    }),
    new GraphWidget({
      title: 'Accounts and regions that are silent',
      left: [metrics.fleetMetric('PlacesSilent', 'Maximum', auditPeriod, 'silent')],
      leftYAxis: { min: 0 },
      ...THIRD,
    }),
  ];
};

const THIRD = { width: 8, height: 6 } as const;

const byPlace = (
  name: MetricName,
  statistic: 'Maximum' | 'Minimum',
  { auditPeriod: period, metrics }: FleetDashboardProps,
) =>
  new MathExpression({
    expression: `SEARCH('{${quoted(metrics.namespace)},Account,Region} MetricName="${name}"', '${statistic}', ${period.toSeconds()})`,
    usingMetrics: {},
    label: '',
    period,
  });
