import * as z from 'zod';
import { compare } from './ndjson.ts';

/** Account and region of a host that belongs to none. */
export const NO_PLACE = 'none';

/**
 * What tells a host from every other: its id alone does not, since another account or region may have the same. Part of
 * every record that names a host.
 */
export const hostRef = {
  hostId: z.string(),
  accountId: z
    .string()
    .optional()
    .describe('Absent in a record of an earlier version, as the region: then that of the archive.'),
  region: z.string().optional(),
};

/** As records have it. */
export type RecordedRef = z.infer<z.ZodObject<typeof hostRef>>;

/** The same of anything; an account or region that nobody says is as good as {@link NO_PLACE}. */
export interface HostRef {
  hostId: string;
  accountId?: string | null | undefined;
  region?: string | null | undefined;
}

declare const isHostKey: unique symbol;

/** A host's identity as one text, for maps and for order: made by {@link hostKey} alone. */
export type HostKey = string & { readonly [isHostKey]: true };

/** `i-0abc 111122223333 eu-west-1`: by id first, as the archive's lines are ordered. */
export const hostKey = ({ hostId, accountId, region }: HostRef): HostKey =>
  `${hostId} ${accountId ?? NO_PLACE} ${region ?? NO_PLACE}` as HostKey;

/** By code units of their keys: the same on every machine. */
export const compareHosts = (a: HostRef, b: HostRef): number => compare(hostKey(a), hostKey(b));

/** The identity alone, of a host with anything else. */
export const refOf = ({ hostId, accountId, region }: HostRef): RecordedRef => ({
  hostId,
  ...(accountId != null && { accountId }),
  ...(region != null && { region }),
});

/** `111122223333/eu-west-1`, `none/none`: to group by. */
export const placeKey = ({ accountId, region }: Omit<HostRef, 'hostId'>): string =>
  `${accountId ?? NO_PLACE}/${region ?? NO_PLACE}`;

/** `111122223333/eu-west-1`: where a host is; `null` where it is in no account, or nobody says. */
export const placeOf = ({ accountId, region }: Omit<HostRef, 'hostId'>): string | null =>
  (accountId ?? NO_PLACE) === NO_PLACE ? null : placeKey({ accountId, region });

/** `111122223333/eu-west-1/i-0abc`, as people name one host among those with its id; the id alone of one in no account. */
export const fullId = (host: HostRef): string =>
  [placeOf(host), host.hostId].filter((part) => part !== null).join('/');
