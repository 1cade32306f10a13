import { counted } from '../format.ts';
import { type HostRef, NO_PLACE, placeOf } from './host-key.ts';

/** What people call the accounts of an organization, by id. Nobody vouches for a name: each form makes it fit. */
export type AccountNames = ReadonlyMap<string, string>;

type Placed = Omit<HostRef, 'hostId'>;

/** Where the hosts of a fleet are, as people are told it. */
export interface Whereabouts {
  /** `payments 111122223333/eu-west-1`; `null` for each host of a fleet that is all in one account and region. */
  of: (host: Placed) => string | null;
  /** `3 accounts`, else `2 regions`, for a title; `null` where all hosts are in one account and region. */
  title: string | null;
  /** `3 accounts` and `eu-west-1`, where there are several of one of them; otherwise empty. */
  scope: string[];
  /** `payments`; `null` where nobody knows what the account of a host is called. */
  accountName: (host: Placed) => string | null;
}

/** @param hosts of the whole fleet */
export function whereabouts(hosts: readonly Placed[], names: AccountNames = new Map()): Whereabouts {
  const placed = hosts.filter((host) => placeOf(host) !== null);
  const accounts = [...new Set(placed.map(({ accountId }) => accountId))];
  const regions = [...new Set(placed.map(({ region }) => region ?? NO_PLACE))];
  const isOne = accounts.length <= 1 && regions.length <= 1;
  const [account] = accounts;
  const accountWords =
    accounts.length > 1 ? counted(accounts.length, 'account') : `account ${accountLabel(account, names)}`;
  const regionWords = regions.length > 1 ? counted(regions.length, 'region') : `${regions[0]}`;
  return {
    of: (host) =>
      isOne || placeOf(host) === null
        ? null
        : `${accountLabel(host.accountId, names)}/${host.region ?? NO_PLACE}`,
    title: isOne ? null : accounts.length > 1 ? accountWords : regionWords,
    scope: isOne ? [] : [accountWords, regionWords],
    accountName: ({ accountId }) => nameOf(accountId, names),
  };
}

type AccountId = HostRef['accountId'];

/** `payments 111122223333`, or the id alone of one whose name nobody knows. */
export const accountLabel = (accountId: AccountId, names: AccountNames): string =>
  [nameOf(accountId, names), accountId ?? NO_PLACE].filter((word) => word !== null).join(' ');

const nameOf = (accountId: AccountId, names: AccountNames): string | null =>
  names.get(accountId ?? '')?.trim() || null;
