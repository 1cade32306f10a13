import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Watched } from '../alarms/alarm-plan.ts';

export interface FleetDashboardProps extends Watched {
  readonly alarms: readonly Alarm[];
  readonly archiveBucketName: string;
  /** Of one fleet among several. */
  readonly fleetName: string | undefined;
  /** Log group of score-fleet, whose results name the worst hosts. */
  readonly scoreLogGroupName: string;
}
