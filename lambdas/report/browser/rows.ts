import type { Sort, View } from './view.ts';

/** A row of the table as it is searched and sorted: cells in the order of the columns. */
export interface Row {
  /** All that is read in it, in small letters. */
  text: string;
  /** What each cell says first. */
  words: readonly string[];
  /** Of a cell that is sorted as a number. */
  values: readonly (number | null)[];
}

export interface Column {
  key: string;
  title: string;
  isFacet: boolean;
  isNumber: boolean;
}

/** `2.8.9` comes before `2.8.11`, and `edge-9` before `edge-10`. */
const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Whether a row is of a view: each word that was typed is somewhere in it, and each facet has one of its words. */
export function matcherOf(view: View, columns: readonly Column[]): (row: Row) => boolean {
  const typed = view.query.toLowerCase().split(/\s+/);
  const facets = columns.flatMap(({ key }, index) => {
    const words = view.facets.get(key);
    return words === undefined ? [] : [{ index, words: new Set(words) }];
  });
  return ({ text, words }) =>
    facets.every((facet) => facet.words.has(words[facet.index] ?? '')) &&
    typed.every((part) => text.includes(part));
}

/** The rows of each word of a facet, under all else that was chosen; words without a row too, most rows first. */
export function facetCounts(
  rows: readonly Row[],
  view: View,
  index: number,
  columns: readonly Column[],
): { word: string; rows: number }[] {
  const key = columns[index]?.key;
  const others = new Map([...view.facets].filter(([facet]) => facet !== key));
  const matches = matcherOf({ ...view, facets: others }, columns);
  const counts = new Map<string, number>();
  for (const row of rows) {
    const word = row.words[index] ?? '';
    counts.set(word, (counts.get(word) ?? 0) + (matches(row) ? 1 : 0));
  }
  return [...counts]
    .map(([word, count]) => ({ word, rows: count }))
    .sort((a, b) => b.rows - a.rows || COLLATOR.compare(a.word, b.word));
}

/** In the order of a column; what has no value comes last either way, and equals keep their order. */
export function sorted<T extends Row>(
  rows: readonly T[],
  sort: Sort | null,
  columns: readonly Column[],
): T[] {
  const index = columns.findIndex(({ key }) => key === sort?.key);
  if (sort === null || index < 0) return [...rows];
  const sign = sort.isDescending ? -1 : 1;
  const isNumber = columns[index]?.isNumber ?? false;
  const isEmpty = (row: Row) => (isNumber ? row.values[index] === null : row.words[index] === '');
  const compare = isNumber
    ? (a: Row, b: Row) => (a.values[index] ?? 0) - (b.values[index] ?? 0)
    : (a: Row, b: Row) => COLLATOR.compare(a.words[index] ?? '', b.words[index] ?? '');
  return [
    ...rows.filter((row) => !isEmpty(row)).sort((a, b) => sign * compare(a, b)),
    ...rows.filter(isEmpty),
  ];
}

/** `120 of 5,000 hosts, the first 100 shown`. */
export function foundText(all: number, found: number, shown: number): string {
  const number = (count: number) => count.toLocaleString('en');
  const hosts = `${number(all)} ${all === 1 ? 'host' : 'hosts'}`;
  const what = found === all ? hosts : `${number(found)} of ${hosts}`;
  return shown < found ? `${what}, the first ${number(shown)} shown` : what;
}
