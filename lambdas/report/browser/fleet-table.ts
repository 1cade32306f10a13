import type { Column, Row } from './rows.ts';
import type { Sort } from './view.ts';

/** A row and where it stands in the page. */
export interface PageRow extends Row {
  element: HTMLTableRowElement;
}

/** The page's table of hosts, read once. */
export interface FleetTable {
  root: HTMLTableElement;
  headings: readonly HTMLTableCellElement[];
  columns: readonly Column[];
  /** In the order in which the page has them. */
  rows: readonly PageRow[];
  /** What that order is. */
  order: Sort | null;
  arrange(rows: readonly PageRow[]): void;
  /** Says at the headings what the order is. */
  markOrder(order: Sort | null): void;
  /** Shows these rows, and on paper those that come later too. */
  draw(shown: readonly PageRow[], later: readonly PageRow[]): void;
}

/** Reads columns and rows as they are shown: nothing else says what a host is. */
export function readFleetTable(root: HTMLElement | null): FleetTable | null {
  const body = root instanceof HTMLTableElement ? root.tBodies[0] : undefined;
  if (!(root instanceof HTMLTableElement) || body === undefined) return null;
  const headings = [...(root.tHead?.rows[0]?.cells ?? [])];
  const columns = headings.map(readColumn);
  const rows = [...body.rows].map(readRow);
  const sortedBy = headings.findIndex((heading) => heading.hasAttribute('aria-sort'));
  const key = columns[sortedBy]?.key;
  const isDescending = headings[sortedBy]?.getAttribute('aria-sort') === 'descending';
  return {
    root,
    headings,
    columns,
    rows,
    order: key === undefined ? null : { key, isDescending },
    arrange: (arranged) => body.append(...arranged.map(({ element }) => element)),
    markOrder: (order) => {
      for (const [index, heading] of headings.entries()) {
        if (columns[index]?.key !== order?.key) heading.removeAttribute('aria-sort');
        else heading.setAttribute('aria-sort', order?.isDescending ? 'descending' : 'ascending');
      }
    },
    draw: (shown, later) => {
      const [now, then] = [new Set(shown), new Set(later)];
      for (const row of rows) {
        row.element.hidden = !now.has(row) && !then.has(row);
        row.element.classList.toggle('later', then.has(row));
      }
    },
  };
}

const readColumn = ({ dataset, textContent }: HTMLTableCellElement): Column => ({
  key: dataset.key ?? '',
  title: textContent ?? '',
  isFacet: dataset.facet !== undefined,
  isNumber: dataset.number !== undefined,
});

function readRow(element: HTMLTableRowElement): PageRow {
  const cells = [...element.cells];
  const texts = cells.map(({ textContent }) => textContent);
  return {
    element,
    text: texts.join('\n').toLowerCase(),
    words: cells.map(firstWords),
    values: cells.map(({ dataset: { value } }) => (value === undefined ? null : Number(value))),
  };
}

/** Without what stands small under it. */
function firstWords({ firstChild }: HTMLTableCellElement): string {
  return firstChild === null || firstChild.nodeName === 'SMALL' ? '' : (firstChild.textContent ?? '').trim();
}
