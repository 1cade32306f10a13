import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';

/** Longest stretch of somebody's text that an error repeats. */
const MAX_QUOTED = 60;

/** Text from outside, quoted for a terminal: escapes and anything else that is not plain ASCII become visible. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text.slice(0, MAX_QUOTED)).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > MAX_QUOTED ? `${escaped}… (${text.length} characters)` : escaped;
}

/** Breaks text at spaces into lines of at most `columns`; what has no space in it, such as an address, stays whole. */
export function wrap(text: string, columns: number): string[] {
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

/** Columns that a text takes: colours take none. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Wide enough for prose; tables take all there is. */
const MOST_OF_PROSE = 100;
const LEAST_OF_HANGING = 20;

/** Columns for prose on a terminal of so many. */
export const proseColumns = (columns: number): number => Math.min(columns, MOST_OF_PROSE);

/** A text broken into lines of prose. */
export const prose = (text: string, { columns }: { columns: number }): string[] =>
  wrap(text, proseColumns(columns));

/** A text broken into lines of at most `columns`: the first behind the prefix, the others below its end. */
export function hanging(prefix: string, text: string, columns: number): string[] {
  return wrap(text, Math.max(LEAST_OF_HANGING, columns - prefix.length)).map(
    (line, index) => (index === 0 ? prefix : ' '.repeat(prefix.length)) + line,
  );
}

/** Exit codes of every command; `findings` and `inconclusive` only where a command judges hosts. */
export const EXIT = { done: 0, findings: 1, usage: 2, inconclusive: 3, failure: 4 } as const;

/** Colours for stdout, as Node judges: none in a pipe, on a dumb terminal or where NO_COLOR is set. */
export const colours = pc.createColors(process.stdout.hasColors?.() ?? false);

/** Columns to write for: the terminal's, or 80 in a pipe and where a terminal's size is unknown and said to be 0. */
export const columns = (stream: NodeJS.WriteStream): number => stream.columns || 80;

/** One line of text from outside, fit for a terminal: what is no printable character becomes `?`. */
export const visible = (text: string): string => text.replaceAll(/\p{C}|[\p{Zl}\p{Zp}]/gu, '?');

/** The first characters of a text, none of them halved. */
export const firstOf = (text: string, most: number): string => [...text].slice(0, most).join('');

/** Says on stderr what takes a while, where a person looks. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
}

/** Options of a cli-table3 without any line: columns two spaces apart. */
export const BORDERLESS = {
  chars: Object.fromEntries(
    [
      ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
      ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
    ].map((name) => [name, '']),
  ),
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
};

/** Takes the spaces off the ends of lines. */
export const trimLines = (text: string): string => text.replaceAll(/ +$/gm, '');

/** At most so many characters, the last of them an ellipsis where something is left out. */
export const cut = (text: string, most: number): string =>
  text.length > most ? `${firstOf(text, most - 1)}…` : text;

/** A word of a command line as a shell must be given it. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
