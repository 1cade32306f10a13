/** Longest sentence, and longest name, taken from what hosts, tags and configuration say. */
const MAXIMUM = 400;
export const MAXIMUM_OF_A_NAME = 64;

/** Controls, escapes, direction marks, zero-width characters, lone surrogates, line and paragraph separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** What nearly every text has nothing of: all else is printable as it is. */
const UNUSUAL = /[^ -~]| {2}/;

/** A text on one line, of printable characters alone and of a bounded length. */
export function printable(text: string, maximum = MAXIMUM): string {
  if (text.length <= maximum && !UNUSUAL.test(text)) return text;
  // The cut comes first, so that a text of megabytes costs nothing.
  const line = text
    .slice(0, 2 * maximum + 2)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(UNPRINTABLE, '?');
  const characters = [...line];
  return characters.length > maximum ? `${characters.slice(0, maximum - 1).join('')}…` : line;
}

/** The same value with every text in it {@link printable}; itself, not a copy, as far as every text in it is. */
export function allPrintable<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null) return value;
  const parts = value as Record<string, unknown>;
  let cleaned = parts;
  for (const name in parts) {
    const part = clean(parts[name]);
    if (Object.is(part, parts[name])) continue;
    if (cleaned === parts)
      cleaned = Array.isArray(value) ? ([...value] as unknown as typeof parts) : { ...parts };
    cleaned[name] = part;
  }
  return cleaned;
}
