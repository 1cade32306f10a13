/** Longer than any sentence of the knowledge. */
const MAXIMUM_LENGTH = 2000;

/** Controls, escapes, direction marks, zero-width characters, lone surrogates, line and paragraph separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Where a document holds a text that is too long, or that would steer a terminal or a page.
 * @returns `null` where every text is fit to be shown as it is
 */
export function unfitTextIn(value: unknown, path: readonly (string | number)[] = []): string | null {
  if (typeof value === 'string') {
    if (value.length > MAXIMUM_LENGTH)
      return `${path.join('.')}: a text of ${value.length} characters; ${MAXIMUM_LENGTH} at most are read`;
    return UNPRINTABLE.test(value) ? `${path.join('.')}: a character that can't be printed` : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const problem = unfitTextIn(part, [...path, name]);
    if (problem !== null) return problem;
  }
  return null;
}
