import Table from 'cli-table3';
import { colours } from './terminal.ts';

/** A column: its title, or none where the table has no head, and the side that its cells stand at. */
export interface TableColumn {
  title?: string;
  align?: 'left' | 'right';
}

/** A text, or one that reaches over several columns. */
export type TableCell = string | { colSpan: number; content: string };

/** Columns between two columns of a table. */
export const GAP = 2;

/** A table without any line, its columns two spaces apart: the head, where there are titles, then a line a row. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
): string[] {
  const table = new Table({
    head: columns.flatMap(({ title }) => (title === undefined ? [] : colours.dim(title))),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  table.push(...rows.map((cells) => [...cells]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.replace(/ +$/, ''));
}

/** Columns that each column of such rows takes, without the gap behind it. */
export const widthsOf = (rows: readonly (readonly string[])[]): number[] =>
  (rows[0] ?? []).map((_, index) => Math.max(...rows.map((cells) => cells[index]?.length ?? 0)));

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);
