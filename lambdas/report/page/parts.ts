import { html } from 'hono/html';
import type { EstimatePhrase } from '../../domain/format.ts';
import { riskBand } from '../../domain/scoring/risk-words.ts';
import type { Markup } from '../charts/canvas.ts';
import type { Tag } from './tags.ts';

/** What a table shows. */
export interface Table {
  /** Its name, for those who hear it too. */
  caption: string;
  /** Whether a heading just above says the same to those who see it. */
  isNamedAbove?: true;
  columns: readonly PageColumn[];
  rows: readonly (readonly Cell[])[];
}

export interface PageColumn {
  title: string;
  /** Numbers stand at the right. */
  isNumber?: true;
}

/** What a cell holds: text, markup, or nothing. */
export type Cell = Markup | string | number | null;

/**
 * A table whose first column names its rows. On a narrow screen each row becomes a block of its own and each cell is
 * led by its column's title; roles keep it a table then for those who hear it.
 */
export function table({ caption, isNamedAbove, columns, rows }: Table): Markup {
  return html`<table role="table" class="rows${isNamedAbove ? ' even' : ''}"><caption>${isNamedAbove ? html`<span class="heard">${caption}</span>` : caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ title, isNumber }) =>
      html`<th scope="col" role="columnheader"${isNumber ? html` class="number"` : ''}>${title}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ([first, ...rest]) => html`<tr role="row"><th scope="row" role="rowheader">${first}</th>${rest.map(
      (cell, index) =>
        html`<td role="cell" data-title="${columns[index + 1]?.title}"${columns[index + 1]?.isNumber ? html` class="number"` : ''}>${cell}</td>`,
    )}</tr>
`,
  )}</tbody></table>`;
}

/** A part of the page with its heading; `id` is where the list of contents leads. */
export interface PageSection {
  id: string;
  title: string;
  content: Markup;
}

export const tag = ({ tone, mark, word }: Tag): Markup =>
  html`<span class="tag ${tone}"><span aria-hidden="true">${mark}</span> ${word}</span>`;

/** A risk with the word and the colour of its band. */
export const riskMarkup = (score: number): Markup =>
  html`<b>${Math.round(score)}</b><small class="risk ${riskBand(score)}">${riskBand(score)}</small>`;

/** A word under what a cell says, where there is one. */
export const under = (text: string | null): Markup | '' =>
  text === null ? '' : html`<small>${text}</small>`;

/** An estimate with its interval under it, or a dash where it is not known. */
export const estimate = (value: EstimatePhrase | null): Markup =>
  value === null
    ? html`<span class="none">not known</span>`
    : html`${value.estimate}${value.range === '' ? '' : html`<small>${value.range}</small>`}`;

/** Names in a row, of many the first ones. */
export function names(all: readonly string[], maximum = 12): Markup {
  const more = all.length - maximum;
  return html`${all.slice(0, maximum).map((name, index) => html`${index > 0 ? ', ' : ''}<b>${name}</b>`)}${
    more > 0 ? html` and ${more.toLocaleString('en')} more` : ''
  }`;
}

/** Hosts that are left out of a list, and where they stand. */
export const rest = (left: number, what: string): Markup | '' =>
  left > 0
    ? html`<p class="aside">And ${left.toLocaleString('en')} more ${what}: see <a href="#all-hosts">all hosts</a>.</p>`
    : '';

/** What is left out of a list, and where it stands. */
export const remainder = (left: number, what: string): Markup | '' =>
  left > 0
    ? html`<p class="aside">And ${left.toLocaleString('en')} more ${what}; hosts.csv lists every host.</p>`
    : '';
