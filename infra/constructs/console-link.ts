import { Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CONSOLE_HOSTS } from '../../lambdas/aws/console-hosts.ts';

/**
 * A page of the console in the stack's region. A template without an environment learns its partition when it is
 * deployed; one that nobody has heard of gets the console of AWS's own, where a mapping would fail the deployment.
 * @param path without a slash at its beginning
 */
export function consoleLink(scope: Construct, path: string): string {
  const { aws, ...others } = CONSOLE_HOSTS;
  const host = Object.entries(others).reduce<string>(
    (otherwise, [partition, its]) =>
      Fn.conditionIf(isPartition(Stack.of(scope), partition).logicalId, its, otherwise).toString(),
    aws,
  );
  return `https://${Aws.REGION}.${host}/${path}`;
}

function isPartition(stack: Stack, partition: string): CfnCondition {
  const id = `Is${partition.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}`;
  const made = stack.node.tryFindChild(id) as CfnCondition | undefined;
  return made ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
}
