import { Aws, CfnMapping, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CONSOLE_HOSTS } from '../../lambdas/aws/console-hosts.ts';

/** A template without an environment learns its partition when it is deployed. */
const HOSTS = Object.fromEntries(
  Object.entries(CONSOLE_HOSTS).map(([partition, Host]) => [partition, { Host }]),
);
const MAPPING = 'Consoles';

/**
 * A page of the console in the stack's region.
 * @param path without a slash at its beginning
 */
export function consoleLink(scope: Construct, path: string): string {
  const stack = Stack.of(scope);
  if (!stack.node.tryFindChild(MAPPING)) new CfnMapping(stack, MAPPING, { mapping: HOSTS });
  return `https://${Aws.REGION}.${Fn.findInMap(MAPPING, Aws.PARTITION, 'Host')}/${path}`;
}
