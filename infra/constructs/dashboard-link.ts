import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleLink } from './console-link.ts';

/** The stack's name and region: CloudWatch has one list of dashboards for all regions of an account. */
export const dashboardName = (scope: Construct): string => `${Stack.of(scope).stackName}-${Aws.REGION}`;

/** The console's page of the stack's dashboard. */
export const dashboardLink = (scope: Construct): string =>
  consoleLink(scope, `cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName(scope)}`);
