/**
 * Whether a text is like a pattern whose `*` stand for any characters, none included. Every other character is itself.
 * It takes no longer than the two lengths multiplied, whatever the pattern: names of hosts may hold anything.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let place = first.length;
  for (const part of others) {
    const found = text.indexOf(part, place);
    if (found < 0 || found + part.length > end) return false;
    place = found + part.length;
  }
  return true;
}
