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

/** A text broken into lines of at most `columns`: the first behind the prefix, the others below its end. */
export function hanging(prefix: string, text: string, columns: number, widthOf = lengthOf): string[] {
  const indent = widthOf(prefix);
  return wrap(text, Math.max(MINIMUM_OF_HANGING, columns - indent), widthOf).map(
    (line, index) => (index === 0 ? prefix : ' '.repeat(indent)) + line,
  );
}

const lengthOf = (text: string): number => text.length;
