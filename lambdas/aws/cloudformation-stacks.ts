import {
  type CallAs,
  type CloudFormationClient,
  CloudFormationServiceException,
  paginateListStackInstances,
} from '@aws-sdk/client-cloudformation';
import type { ListedStacks, StackInstance } from '../domain/audit/watch-places.ts';

/** Characters of a reason: those of nested errors are long. */
const MAXIMUM_REASON = 500;

/**
 * The stacks of a StackSet as CloudFormation says they stand; what it refuses is a value: a list that can't be had must
 * not keep anybody from watching the places.
 */
export async function listStacks(
  client: CloudFormationClient,
  { StackSetName, CallAs }: { StackSetName: string; CallAs: CallAs },
): Promise<NonNullable<ListedStacks>> {
  const stacks: StackInstance[] = [];
  try {
    for await (const { Summaries = [] } of paginateListStackInstances({ client }, { StackSetName, CallAs })) {
      for (const { Account, Region, Status, StackInstanceStatus, StatusReason } of Summaries) {
        if (Account === undefined || Region === undefined) continue;
        const status = StackInstanceStatus?.DetailedStatus ?? Status ?? 'UNKNOWN';
        stacks.push({
          accountId: Account,
          region: Region,
          status,
          reason: StatusReason?.slice(0, MAXIMUM_REASON) ?? null,
        });
      }
    }
  } catch (error) {
    if (error instanceof CloudFormationServiceException) return { problem: error.name };
    throw error;
  }
  return { stacks };
}
