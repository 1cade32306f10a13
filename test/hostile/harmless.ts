import { scriptElement } from '../../lambdas/report/page/script.ts';
import { parseCsv } from '../report/parse-csv.ts';

/** What a reader of each kind acts upon, and so must not find in what comes from a host. */
export type Medium = keyof typeof HARMLESS;

/** Control, format, surrogate, private and unassigned characters, and the two separators; not the line feed. */
const ACTIVE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

/** Throws where a text would do more than be shown in its medium. */
export const HARMLESS = {
  /** Lines of visible characters; what is offered to be typed is made of plain or quoted words. */
  terminal(text: string): void {
    refuse(text, ACTIVE, 'a character that a terminal may act upon');
    for (const line of text.split('\n')) {
      const command = /npm run -s auditor -- (.*)/.exec(line)?.[1];
      if (command !== undefined)
        refuse(command.replaceAll(QUOTED, ''), /(^| )~|[^\w./:=@%+~^ ,-]/, 'a word for a shell');
    }
  },
  /** JSON of visible characters, over as many lines as it likes. */
  json(text: string): void {
    refuse(text, ACTIVE, 'a character that a terminal may act upon');
    JSON.parse(text);
  },
  /** One line of JSON a record, whatever its reader takes for the end of a line. */
  lines(text: string): void {
    refuse(text, ACTIVE, 'a character that ends a line, or that a terminal may act upon');
    if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
    for (const line of text.split('\n').slice(0, -1)) JSON.parse(line);
  },
  /** Elements and attributes that show, none that load, run or send; but for the page's own script, once and as it is. */
  html(page: string): void {
    const text = page.replace(OWN_SCRIPT, () => '');
    refuse(text, ACTIVE, 'a character that changes what is shown');
    for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
      TAG.lastIndex = at;
      const tag = TAG.exec(text)?.[0];
      if (tag === undefined) throw new Error(`no tag: ${JSON.stringify(text.slice(at, at + 80))}`);
      refuse(tag, RUNS, 'an element or attribute that does something');
    }
  },
  /** Rows of RFC 4180, all as long, of cells that no spreadsheet takes for a formula. */
  csv(text: string): void {
    refuse(text.replaceAll('\r\n', '\n'), ACTIVE, 'a character that a terminal may act upon');
    const rows = parseCsv(text);
    for (const cells of rows) {
      if (cells.length !== rows[0]?.length) throw new Error(`a row of ${cells.length} cells`);
      for (const cell of cells.filter((one) => Number.isNaN(Number(one)))) {
        refuse(cell, /^\s*[=+\-@|%＝＋－＠]/u, 'a formula');
      }
    }
  },
} as const;

/** A tag, a comment or the type of the document, from its start. */
const TAG =
  /<(?:\/?[a-z][\w:-]*(?:\s+[a-z][\w:-]*(?:="[^"<>]*")?)*\s*\/?>|!doctype html>|!--[^<]*|!\[endif\])/iy;
const RUNS =
  /^<\/?(?:script|iframe|object|embed|form|input|button|base|link|img|video|audio)\b|\son\w+=|(?:href|src|action)="(?!#|https:\/\/|mailto:)/i;

const OWN_SCRIPT = scriptElement().toString();

/** A word in quotes, in which a quote is written `'\\''`. */
const QUOTED = /'[^']*'(?:\\''[^']*')*/g;

function refuse(text: string, pattern: RegExp, what: string): void {
  const found = pattern.exec(text);
  if (!found) return;
  const around = text.slice(Math.max(0, found.index - 60), found.index + 60);
  throw new Error(`${what}: ${JSON.stringify(found[0])} in ${JSON.stringify(around)}`);
}
