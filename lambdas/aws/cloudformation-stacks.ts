import {
  type CallAs,
  type CloudFormationClient,
  paginateListStackInstances,
} from '@aws-sdk/client-cloudformation';
import type { ListedStacks, StackInstance } from '../domain/audit/watch-places.ts';

/** Characters of a reason: those of nested errors are long. */
const MAXIMUM_REASON = 500;

/** A function in a VPC may not reach it, and must not wait for long. */
export const CLOUDFORMATION_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
};

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
    // In a VPC without an endpoint for CloudFormation nothing answers at all.
    return { problem: error instanceof Error ? error.name : String(error) };
  }
  return { stacks };
}
