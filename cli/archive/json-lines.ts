/** Longest text that is held to find where its values end. */
const MAXIMUM_CHARACTERS = 268_435_456;

/**
 * Makes one line of each value where a text has them as people and other programs print them: over several lines, or in an
 * array. What has one value a line already passes as it is. Each value begins on the line that it began on, as far as each
 * has a line of its own, so that what is said of a line holds.
 *
 * @throws RangeError for such a text that is too long to be held
 */
export async function* oneValueALine(text: AsyncIterable<string>): AsyncGenerator<string> {
  let start = '';
  let isDocument: boolean | null = null;
  for await (const part of text) {
    if (isDocument === false) {
      yield part;
      continue;
    }
    start += part;
    isDocument ??= looksLikeDocument(start);
    if (isDocument === false) {
      yield start;
      start = '';
    } else if (start.length > MAXIMUM_CHARACTERS) {
      throw new RangeError('longer than 256 MiB as one document: write one sample a line');
    }
  }
  if (start !== '') yield isDocument ? joinLines(start) : start;
}

/** By its first line with anything on it: a brace alone, or an array. `null` until that line is whole. */
export function looksLikeDocument(start: string): boolean | null {
  const text = start.trimStart();
  if (text === '') return null;
  if (text.startsWith('[')) return true;
  const end = text.indexOf('\n');
  return end < 0 ? null : text.slice(0, end).trimEnd() === '{';
}

function joinLines(text: string): string {
  let out = '';
  let [line, written] = [0, 0];
  const write = (value: string) => {
    const gap = Math.max(0, line - written);
    out += `${'\n'.repeat(gap)}${value.replaceAll(/[\r\n]/g, ' ')}\n`;
    written += gap + 1;
    line += value.split('\n').length - 1;
  };
  for (let index = 0; index < text.length; ) {
    const character = text[index] ?? '';
    if (character === '\n') line += 1;
    // Of an array that holds values: what it is made of.
    if (/[\s[\],]/.test(character)) {
      index += 1;
      continue;
    }
    const end = character === '{' ? endOfObject(text, index) : endOfLine(text, index);
    write(text.slice(index, end));
    index = end;
  }
  return out;
}

/** Behind its closing brace, or the end of the text where it has none. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return text.length;
}

/** Its closing quote. */
function endOfString(text: string, from: number): number {
  for (let index = from + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index;
  }
  return text.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
