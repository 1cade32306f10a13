/** Where a section of docs/benchmarks.md begins and ends. */
const begin = (name: string) => `<!-- begin ${name}: written by the benchmark -->`;
const end = (name: string) => `<!-- end ${name} -->`;

/**
 * The page with the section's text in its place: between its markers, or, where it has none yet, at the page's end.
 *
 * @param page '' where there is none yet
 */
export function withSection(page: string, name: string, text: string): string {
  const section = `${begin(name)}\n\n${text.trim()}\n\n${end(name)}`;
  const from = page.indexOf(begin(name));
  const to = page.indexOf(end(name));
  if (from === -1 || to < from) return `${page.trimEnd() || '# Benchmarks'}\n\n${section}\n`;
  return page.slice(0, from) + section + page.slice(to + end(name).length);
}

/** A Markdown table; numbers to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, place) => [title, ...rows.map((row) => row[place] ?? '')]);
  const widths = columns.map((cells) => Math.max(3, ...cells.map(({ length }) => length)));
  const isNumber = columns.map(([, ...cells]) => cells.every((cell) => /^[\d,.]+$/.test(cell)));
  const line = (cells: readonly string[]) => {
    const padded = widths.map((width, place) => {
      const cell = cells[place] ?? '';
      return isNumber[place] ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, place) =>
    isNumber[place] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
