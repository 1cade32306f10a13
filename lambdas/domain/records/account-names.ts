import * as z from 'zod';
import { DAY } from './time.ts';
import type { AccountNames } from './whereabouts.ts';

/** Characters of a name that are kept; Organizations takes 50. */
export const MAXIMUM_ACCOUNT_NAME = 200;
const ACCOUNT_ID = /^\d{12}$/;

/** What the accounts of an organization are called: one object beside an archive, for whoever writes to people. */
export const StoredAccountNames = z.object({
  schema: z.literal(1),
  accounts: z.record(
    z.string().regex(ACCOUNT_ID),
    z.object({
      name: z
        .string()
        .max(MAXIMUM_ACCOUNT_NAME)
        .nullable()
        .describe('`null` of an account that the organization does not have.'),
      readAt: z.iso.datetime(),
    }),
  ),
});
export type StoredAccountNames = z.infer<typeof StoredAccountNames>;

/** Where nobody has read any. */
export const NO_ACCOUNT_NAMES: StoredAccountNames = { schema: 1, accounts: {} };

/** Names without the accounts that have none. */
export const namesOf = ({ accounts }: StoredAccountNames): AccountNames =>
  new Map(Object.entries(accounts).flatMap(([id, { name }]) => (name === null ? [] : [[id, name] as const])));

/** Of these accounts those whose name is to be read at an instant: it was never read, or a day ago. */
export const unreadAccounts = (
  { accounts }: StoredAccountNames,
  accountIds: Iterable<string | undefined>,
  at: Date,
): string[] =>
  [...new Set(accountIds)].flatMap((id) => {
    if (id === undefined || !ACCOUNT_ID.test(id)) return [];
    const readAt = accounts[id]?.readAt;
    return readAt === undefined || at.getTime() - Date.parse(readAt) >= DAY ? [id] : [];
  });
