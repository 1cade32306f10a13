/** Longest sentence, and longest name, taken from what hosts, tags and configuration say. */
const MAXIMUM = 400;
export const MAXIMUM_OF_A_NAME = 64;

/** Controls, escapes, direction marks, zero-width characters, lone surrogates, line and paragraph separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text on one line, of printable characters alone and of a bounded length. */
export function printable(text: string, maximum = MAXIMUM): string {
  // The cut comes first, so that a text of megabytes costs nothing.
  const line = text
    .slice(0, 2 * maximum + 2)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(UNPRINTABLE, '?');
  const characters = [...line];
  return characters.length > maximum ? `${characters.slice(0, maximum - 1).join('')}…` : line;
}

/** The same value with every text in it {@link printable}. */
export function allPrintable<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, clean(part)]));
}
