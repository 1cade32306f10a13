import { Aws } from 'aws-cdk-lib';
import { Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { VpcConfig } from '../config/account.ts';
import { acknowledgeWildcard } from './acknowledge.ts';

const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Lets a function run in subnets. Lambda itself makes its network interfaces there, with the function's role. */
export function runInVpc(fn: LambdaFunction, role: IRole, { subnetIds, securityGroupIds }: VpcConfig): void {
  const resource = fn.node.defaultChild as CfnFunction;
  resource.vpcConfig = { subnetIds, securityGroupIds };
  role.addToPrincipalPolicy(new PolicyStatement({ actions: NETWORK_INTERFACES, resources: ['*'] }));
  acknowledgeWildcard(role, '*', 'Lambda refuses a role that may do this to some network interfaces alone.');
  // The role is the code's too, which has nothing to do with interfaces: its calls name the function they come from.
  role.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: NETWORK_INTERFACES,
      resources: ['*'],
      conditions: {
        ArnLike: {
          'lambda:SourceFunctionArn': `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:*`,
        },
      },
    }),
  );
}
