import { Aws } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EVENT_SOURCE, metricNamespace } from '../../lambdas/telemetry.ts';
import { acknowledgeWildcard } from './acknowledge.ts';

export function grantListHosts(role: IRole): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
  acknowledgeWildcard(
    role,
    '*',
    'AWS has no narrower resource, nor a tag condition, for describing instances.',
  );
}

export function grantPublishMetrics(role: IRole, fleetName: string | undefined): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': metricNamespace(fleetName) } },
    }),
  );
  acknowledgeWildcard(role, '*', 'Metrics have no ARN: the namespace is the only bound there is.');
}

/** Where the account may not ask at all, which the organization decides, the right is of no use and no harm. */
export function grantNameAccounts(role: IRole, organizationId: string): void {
  const accounts = `arn:${Aws.PARTITION}:organizations::*:account/${organizationId}/*`;
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['organizations:DescribeAccount'], resources: [accounts] }),
  );
  acknowledgeWildcard(
    role,
    accounts,
    'Any account of the organization may have hosts, and join at any time.',
  );
}

/** @param detailTypes of the events that it may emit */
export function grantEmitEvents(role: IRole, detailTypes: readonly string[]): void {
  // The default bus carries the events of the whole account: this role speaks there under its own name alone.
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [`arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`],
      conditions: {
        StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': [...detailTypes] },
      },
    }),
  );
}
