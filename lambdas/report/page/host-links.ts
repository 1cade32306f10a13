import { html } from 'hono/html';
import { type HostRef, hostKey } from '../../domain/records/host-key.ts';
import type { Markup } from '../charts/canvas.ts';
import type { Report } from '../report.ts';

/** Rows of the table of all hosts. A page of more would be too large for a mail; those left out have the lowest score. */
export const MAXIMUM_ROWS = 10_000;

/** What is an id in a page, and stays one in a link to it. */
const PLAIN_ID = /^[\w-]+$/;

/** Where a page has something of a host. */
export interface HostPlaces {
  /** Its row among all hosts, the same in each week's page; `undefined` where it has none. */
  rowOf(host: HostRef): string | undefined;
  /** Its proof, advice and readings; the hosts with the highest scores alone have them. */
  detailOf(host: HostRef): string | undefined;
}

/** Ids in the page, by host. */
export function hostPlaces({ hosts, series }: Pick<Report, 'hosts' | 'series'>): HostPlaces {
  const sameIds = Map.groupBy(hosts, ({ hostId }) => hostId);
  const rows = new Map(
    hosts.slice(0, MAXIMUM_ROWS).map((host, index) => {
      const isOnly = sameIds.get(host.hostId)?.length === 1;
      return [hostKey(host), isOnly ? rowId(host.hostId, index) : placedRowId(host, index)];
    }),
  );
  const details = new Map(series.hosts.map((host, index) => [hostKey(host), `detail-${index + 1}`]));
  return { rowOf: (host) => rows.get(hostKey(host)), detailOf: (host) => details.get(hostKey(host)) };
}

// A dot is in no plain id, so that no host's place is another's.
const rowId = (hostId: string, index: number): string =>
  PLAIN_ID.test(hostId) ? `host-${hostId}` : `host.${index + 1}`;

/** Of a host whose id another has too: as many dots are in no other's. */
const placedRowId = ({ accountId, region, hostId }: HostRef, index: number): string =>
  [accountId, region, hostId].every((part) => PLAIN_ID.test(part ?? ''))
    ? `host.${accountId}.${region}.${hostId}`
    : `host.${index + 1}`;

/** A name that leads to a place in the page, where there is one. */
export const linked = (name: string, id: string | undefined): Markup | string =>
  id === undefined ? name : html`<a href="#${id}">${name}</a>`;
