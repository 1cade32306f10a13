import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { colours, columns as columnsOf, hanging } from './terminal.ts';

/** A column: its title, or none where the table has no head, and the side that its cells stand at. */
export interface TableColumn {
  title?: string;
  align?: 'left' | 'right';
}

/** A text, or one that reaches over several columns. */
export type TableCell = string | { colSpan: number; content: string };

/** Columns between two columns of a table. */
export const GAP = 2;

/** From here on tables have the room that they take. */
export const TABLE_ROOM = 80;

/**
 * A table without any line, its columns two spaces apart: the head, where there are titles, then a line a row. Where a narrow
 * terminal has no room for it, each row is a few lines: what its first column has, and below that the others by their titles.
 * @param width of the terminal
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  width = columnsOf(process.stdout),
): string[] {
  const lines = asTable(columns, rows);
  const isTooWide = width < TABLE_ROOM && lines.some((line) => stripVTControlCharacters(line).length > width);
  return isTooWide ? rows.flatMap((cells) => asRecord(columns, cells, width)) : lines;
}

function asRecord(columns: readonly TableColumn[], cells: readonly TableCell[], width: number): string[] {
  const titled = columns.findIndex(({ title }) => title !== undefined && title !== '');
  const texts = cells.map((cell) => (typeof cell === 'string' ? cell : cell.content));
  if (titled < 0) return hanging('', texts.filter((text) => text !== '').join('  '), width);
  const names = Math.max(...columns.map(({ title = '' }) => title.length)) + GAP;
  return [
    ...hanging('', texts.slice(0, titled + 1).join(' '), width),
    ...texts.slice(titled + 1).flatMap((text, index) => {
      const title = typeof cells[titled + 1 + index] === 'string' ? columns[titled + 1 + index]?.title : '';
      return text === ''
        ? []
        : hanging(`  ${colours.dim((title ?? '').padEnd(title ? names : 0))}`, text, width);
    }),
  ];
}

function asTable(columns: readonly TableColumn[], rows: readonly (readonly TableCell[])[]): string[] {
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
