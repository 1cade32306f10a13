import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { hanging as hangPlain, wrap as wrapPlain } from '../../lambdas/report/plain-text.ts';

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

/** Wide enough for prose; tables take all there is. */
const MAXIMUM_OF_PROSE = 100;

/** Columns for prose on a terminal of so many. */
export const proseColumns = (columns: number): number => Math.min(columns, MAXIMUM_OF_PROSE);

/** A text broken into lines of prose. */
export const prose = (text: string, { columns }: { columns: number }): string[] =>
  wrap(text, proseColumns(columns));

/** Breaks a text, which may be coloured, into lines of at most `columns`. */
export const wrap = (text: string, columns: number): string[] => wrapPlain(text, columns, widthOf);

/** The same, the first line behind the prefix and the others below its end. */
export const hanging = (prefix: string, text: string, columns: number): string[] =>
  hangPlain(prefix, text, columns, widthOf);

/** Columns that a text takes: colours take none. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Exit codes of every command; `findings` and `inconclusive` only where a command judges hosts. */
export const EXIT = { done: 0, findings: 1, usage: 2, inconclusive: 3, failure: 4 } as const;

/** Colours for stdout, as Node judges: none in a pipe, on a dumb terminal or where NO_COLOR is set. */
export const colours = pc.createColors(process.stdout.hasColors?.() ?? false);

/** Columns to write for: the terminal's, or 80 in a pipe and where a terminal's size is unknown and said to be 0. */
export const columns = (stream: NodeJS.WriteStream): number => stream.columns || 80;

/** One line of text from outside, fit for a terminal: what is no printable character becomes `?`. */
export const visible = (text: string): string => text.replaceAll(/\p{C}|[\p{Zl}\p{Zp}]/gu, '?');

/** The first characters of a text, none of them halved. */
export const firstOf = (text: string, maximum: number): string => [...text].slice(0, maximum).join('');

/** At most so many characters, the last of them an ellipsis where something is left out. */
export const cut = (text: string, maximum: number): string =>
  text.length > maximum ? `${firstOf(text, maximum - 1)}…` : text;

/** At most so many characters of the end, as which a cohort has the release; an ellipsis stands for the rest. */
export const cutStart = (text: string, maximum: number): string =>
  text.length > maximum ? `…${[...text].slice(1 - maximum).join('')}` : text;

/** The first few of a list, and how many more there are. */
export function listed(names: readonly string[], maximum: number): string {
  const more = names.length - maximum;
  return names.slice(0, maximum).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What is left out of a list, as a line of its own behind the indent; no line where nothing is. */
export const moreInJson = (left: number, what = 'more', indent = ''): string[] =>
  left > 0 ? [`${indent}and ${left} ${what}: --json lists all of them`] : [];

/** A word of a command line as a shell must be given it. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
