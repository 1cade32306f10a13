import { html } from 'hono/html';
import type { Markup } from '../charts/canvas.ts';
import type { Report } from '../report.ts';

/** Rows of the table of all hosts. A page of more would be too large for a mail; those left out have the lowest score. */
export const MAXIMUM_ROWS = 10_000;

/** What is an id in a page, and stays one in a link to it. */
const PLAIN_ID = /^[\w-]+$/;

/** Where a page has something of a host. */
export interface HostPlaces {
  /** Its row among all hosts, the same in each week's page; `undefined` where it has none. */
  rowOf(hostId: string): string | undefined;
  /** Its proof, advice and readings; the hosts with the highest scores alone have them. */
  detailOf(hostId: string): string | undefined;
}

/** Ids in the page, by host. */
export function hostPlaces({ hosts, series }: Pick<Report, 'hosts' | 'series'>): HostPlaces {
  const rows = new Map(
    hosts.slice(0, MAXIMUM_ROWS).map(({ hostId }, index) => [hostId, rowId(hostId, index)]),
  );
  const details = new Map(series.hosts.map(({ hostId }, index) => [hostId, `detail-${index + 1}`]));
  return { rowOf: (hostId) => rows.get(hostId), detailOf: (hostId) => details.get(hostId) };
}

// A dot is in no plain id, so that no host's place is another's.
const rowId = (hostId: string, index: number): string =>
  PLAIN_ID.test(hostId) ? `host-${hostId}` : `host.${index + 1}`;

/** A name that leads to a place in the page, where there is one. */
export const linked = (name: string, id: string | undefined): Markup | string =>
  id === undefined ? name : html`<a href="#${id}">${name}</a>`;
