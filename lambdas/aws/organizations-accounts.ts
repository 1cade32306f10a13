import {
  AccountNotFoundException,
  DescribeAccountCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  MAXIMUM_ACCOUNT_NAME,
  namesOf,
  type StoredAccountNames,
  unreadAccounts,
} from '../domain/records/account-names.ts';
import { printInstant } from '../domain/records/time.ts';
import type { AccountNames } from '../domain/records/whereabouts.ts';
import { getAccountNames, putAccountNames } from './s3-account-names.ts';
import type { Archive } from './s3-history.ts';

/** Calls at once: Organizations takes 20 a second. */
const TOGETHER = 4;

/** It has one endpoint for all regions, which a function in a VPC may not reach: it must not wait for long. */
export const ORGANIZATIONS_CLIENT = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
};

/**
 * The names of accounts as the organization has them, each asked for once a day and kept in the archive. Where it does
 * not answer, those that were read before: a scoring must not fail for a name.
 * @returns also the error for which it did not: `AccessDeniedException`
 */
export async function readAccountNames(
  organizations: Pick<OrganizationsClient, 'send'>,
  archive: Archive,
  accountIds: readonly (string | undefined)[],
  at: Date,
): Promise<{ names: AccountNames; problem: string | null }> {
  const known = await getAccountNames(archive);
  const due = unreadAccounts(known, accountIds, at);
  const read: StoredAccountNames['accounts'] = {};
  let problem: string | null = null;
  for (let start = 0; start < due.length && problem === null; start += TOGETHER) {
    const together = due.slice(start, start + TOGETHER);
    const names = await Promise.allSettled(together.map((id) => nameOf(organizations, id)));
    for (const [index, name] of names.entries()) {
      if (name.status === 'fulfilled')
        read[together[index] ?? ''] = { name: name.value, readAt: printInstant(at) };
      else problem ??= name.reason instanceof Error ? name.reason.name : String(name.reason);
    }
  }
  const now = { ...known, accounts: { ...known.accounts, ...read } };
  if (Object.keys(read).length > 0) await putAccountNames(archive, now);
  return { names: namesOf(now), problem };
}

async function nameOf(
  organizations: Pick<OrganizationsClient, 'send'>,
  AccountId: string,
): Promise<string | null> {
  try {
    const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId }));
    return Account?.Name?.slice(0, MAXIMUM_ACCOUNT_NAME) ?? null;
  } catch (error) {
    if (error instanceof AccountNotFoundException) return null;
    throw error;
  }
}
