import { html } from 'hono/html';
import { counted } from '../../domain/format.ts';
import type { Markup } from '../charts/canvas.ts';
import type { Report, ReportedHost } from '../report.ts';
import { TITLES } from '../titles.ts';
import { columnsOf, type HostColumn } from './host-columns.ts';
import { type HostPlaces, hostPlaces, linked, MAXIMUM_ROWS } from './host-links.ts';
import { type PageSection, remainder } from './parts.ts';

/**
 * Every host in one table, the highest risk first. The page's script, where it has one, sorts, filters and finds by
 * what stands here: by `data-key` of a column and `data-value` of a cell, or by the words that are read.
 */
export function allHosts(report: Report): PageSection | null {
  const { hosts } = report;
  if (hosts.length === 0) return null;
  const places = hostPlaces(report);
  const columns = columnsOf(hosts);
  const rows = hosts.slice(0, MAXIMUM_ROWS).map((host) => row(host, columns, places));
  const content = html`<p class="aside">${counted(hosts.length, 'host')}, the highest risk first; small: 95% intervals, and how much of its limit TCP memory takes. The first limit is that of TCP memory unless another is named. A name leads to the host’s proof and readings or, where the page has none, to its own row; <code>auditor explain HOST</code> prints the evidence for any host.</p>
<div id="finder"></div>
<div class="scrolled" role="region" aria-label="Table of hosts" tabindex="0"><table id="fleet" aria-labelledby="all-hosts-title">
<thead><tr><th scope="col" data-key="host">Host</th>${columns.map(heading)}</tr></thead>
<tbody>
${rows}</tbody></table></div>${remainder(hosts.length - MAXIMUM_ROWS, 'have a lower risk')}`;
  return { id: 'all-hosts', title: TITLES.allHosts, content };
}

const heading = ({ key, title, isFacet, isNumber, isSorted }: HostColumn): Markup =>
  html`<th scope="col" data-key="${key}"${isFacet ? html` data-facet=""` : ''}${isNumber ? html` data-number=""` : ''}${isSorted ? html` aria-sort="descending"` : ''}>${title}</th>`;

/** Ends of cells and rows are left out, as HTML allows: there are very many of them. */
function row(host: ReportedHost, columns: readonly HostColumn[], places: HostPlaces): Markup {
  const { hostId, label } = host;
  const id = places.rowOf(host);
  const name = linked(label, places.detailOf(host) ?? id);
  return html`<tr id="${id}"><th scope="row">${name}${label === hostId ? '' : html`<small>${hostId}</small>`}${columns.map((column) => cell(host, column))}
`;
}

function cell(host: ReportedHost, { read }: HostColumn): Markup {
  const { text, small, value, tone } = read(host);
  const marked = tone === undefined ? '' : html` class="${tone}"`;
  const sorted = value === undefined ? '' : html` data-value="${Number(value.toPrecision(4))}"`;
  return html`<td${marked}${sorted}>${text}${small ? html`<small>${small}</small>` : ''}`;
}
