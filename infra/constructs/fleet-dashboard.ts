import { Stack } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { consoleLink } from './console-link.ts';
import { auditorRows } from './dashboard/auditor-rows.ts';
import type { FleetDashboardProps } from './dashboard/dashboard-props.ts';
import { fleetRows } from './dashboard/fleet-rows.ts';
import { dashboardName } from './dashboard-link.ts';

/** The state of the fleet at first sight, then that of the auditor. */
export class FleetDashboard extends Construct {
  constructor(scope: Construct, id: string, props: FleetDashboardProps) {
    super(scope, id);
    const { region, account } = Stack.of(this);
    const reports = consoleLink(
      this,
      `s3/buckets/${props.archiveBucketName}?region=${region}&prefix=reports/account%3D${account}/region%3D${region}/`,
    );
    const { runbookUrl } = props.thresholds;
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: dashboardName(this),
      // Metrics come with each audit and each scoring: a graph with a finer period would have holes.
      periodOverride: PeriodOverride.INHERIT,
      start: '-P14D',
    });
    const links = [
      `[Reports, the newest last](${reports})`,
      runbookUrl === undefined ? 'Runbook: docs/runbook.md' : `[Runbook](${runbookUrl})`,
    ];
    dashboard.addWidgets(
      new TextWidget({ markdown: `# HAProxy fleet\n${links.join(' · ')}`, width: 24, height: 2 }),
    );
    for (const row of [...fleetRows(props), ...auditorRows(props)]) dashboard.addWidgets(...row);
  }
}
