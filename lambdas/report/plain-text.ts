/**
 * Breaks text at spaces into lines of at most `columns`; what has no space in it, such as an address, stays whole.
 * @param widthOf columns that a text takes
 */
export function wrap(text: string, columns: number, widthOf = lengthOf): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((word) => word !== '')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

const MINIMUM_OF_HANGING = 20;
/** Where no room is left behind a prefix. */
const SHORT_INDENT = 4;

/**
 * A text broken into lines of at most `columns`: the first behind the prefix, the others below its end. Where that leaves
 * too little room the text stands below the prefix.
 */
export function hanging(prefix: string, text: string, columns: number, widthOf = lengthOf): string[] {
  const indent = widthOf(prefix);
  if (columns - indent < MINIMUM_OF_HANGING && indent > SHORT_INDENT) {
    const below = wrap(text, columns - SHORT_INDENT, widthOf).map((line) => ' '.repeat(SHORT_INDENT) + line);
    return prefix.trim() === '' ? below : [prefix.trimEnd(), ...below];
  }
  return wrap(text, columns - indent, widthOf).map(
    (line, index) => (index === 0 ? prefix : ' '.repeat(indent)) + line,
  );
}

const lengthOf = (text: string): number => text.length;
