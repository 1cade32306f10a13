import { Aws, CfnMapping, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Each partition's consoles; a template without an environment learns its partition when it is deployed. */
const HOSTS = {
  aws: { Host: 'console.aws.amazon.com' },
  'aws-cn': { Host: 'console.amazonaws.cn' },
  'aws-us-gov': { Host: 'console.amazonaws-us-gov.com' },
};
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
