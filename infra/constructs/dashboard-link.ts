import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleLink } from './console-link.ts';

/** The stack's dashboard has the stack's name. */
export const dashboardName = (scope: Construct): string => Stack.of(scope).stackName;

/** The console's page of the stack's dashboard. */
export const dashboardLink = (scope: Construct): string =>
  consoleLink(scope, `cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName(scope)}`);
