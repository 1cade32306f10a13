import { Stack } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { placeFolder } from '../../lambdas/domain/records/archive.ts';
import { consoleLink } from './console-link.ts';
import { auditorRows } from './dashboard/auditor-rows.ts';
import type { FleetDashboardProps } from './dashboard/dashboard-props.ts';
import { fleetRows } from './dashboard/fleet-rows.ts';
import { dashboardName } from './dashboard-link.ts';

/** The state of the fleet at first sight, then that of the auditor. */
export class FleetDashboard extends Construct {
  constructor(scope: Construct, id: string, props: FleetDashboardProps) {
    super(scope, id);
    const { region, account: accountId } = Stack.of(this);
    const folder = `reports/${placeFolder({ accountId, region, fleetName: props.fleetName })}`;
    const reports = consoleLink(
      this,
      `s3/buckets/${props.archiveBucketName}?region=${region}&prefix=${folder.replaceAll('=', '%3D')}`,
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
      new TextWidget({
        markdown: `# HAProxy fleet${props.fleetName === undefined ? '' : ` ${props.fleetName}`}\n${links.join(' · ')}`,
        width: 24,
        height: 2,
      }),
    );
    for (const row of [...fleetRows(props), ...auditorRows(props)]) dashboard.addWidgets(...row);
  }
}
