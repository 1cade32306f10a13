import { AwsError } from './aws-error.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { pageOf } from './page.ts';
import { createQueryApi } from './query-api.ts';

/** A stack of a StackSet, in an account and region. */
export interface LocalStackInstance {
  readonly accountId: string;
  readonly region: string;
  /** As in `StackInstanceStatus.DetailedStatus`. */
  readonly status: string;
  readonly reason?: string;
}

export interface CloudFormationOptions {
  /** By the name of their StackSet; read anew for each request. */
  readonly stackSets: Readonly<Record<string, readonly LocalStackInstance[]>>;
  readonly newId: () => string;
}

const PAGE = 100;

/** CloudFormation of the embedded endpoint: ListStackInstances. */
export const createCloudFormation = ({ stackSets, newId }: CloudFormationOptions): EmbeddedApi =>
  createQueryApi({
    name: 'cloudformation',
    signingName: 'cloudformation',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    bodyLimitBytes: 64 * 1024,
    newId,
    operations: {
      ListStackInstances: (form) => {
        const name = form.get('StackSetName') ?? '';
        const stacks = Object.hasOwn(stackSets, name) ? stackSets[name] : undefined;
        if (!stacks) throw new AwsError('StackSetNotFoundException', `StackSet ${name} not found`, 404);
        const page = pageOf(stacks, PAGE, form.get('NextToken') ?? undefined);
        if (!page) throw new AwsError('ValidationError', 'Invalid NextToken');
        const member = page.items.map(({ accountId, region, status, reason }) => ({
          Account: accountId,
          Region: region,
          Status: status === 'SUCCEEDED' ? 'CURRENT' : 'OUTDATED',
          StackInstanceStatus: { DetailedStatus: status },
          StatusReason: reason,
        }));
        return { Summaries: { member }, NextToken: page.nextToken };
      },
    },
  });
