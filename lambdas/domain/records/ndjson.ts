import type * as z from 'zod';
// By itself: `z.core.toDotPath` would bundle all of zod, its fifty languages included.
import { toDotPath } from 'zod/v4/core';
import { recordReader } from './record-reader.ts';
import { REFUSED } from './value-readers.ts';

/** A line that is no record, and where: `file`, `line` from 1, `path` inside the record (empty for the whole line). */
export interface ParseIssue {
  file: string;
  line: number;
  path: string;
  message: string;
}

/** What lines came to. */
export interface ParseResult<T> {
  records: T[];
  issues: ParseIssue[];
}

/** One line a record, ordered by `orderOf` and then by the line itself, so that the same records are the same text. */
export function printLines<T>(records: readonly T[], orderOf: (record: T) => string): string {
  return records
    .map((record) => ({ order: orderOf(record), line: `${printJson(record)}\n` }))
    .sort((a, b) => compare(a.order, b.order) || compare(a.line, b.line))
    .map(({ line }) => line)
    .join('');
}

/**
 * Reads lines of records; what can't be read is named and takes nothing else with it. Empty lines are passed over.
 * @param firstLine the number of the text's first line in the file
 * @param settle what becomes of a record that was read: a record, or why it is refused
 */
export function parseLines<T extends z.ZodType>(
  schema: T,
  text: string,
  file: string,
  firstLine = 1,
  settle?: Settle<z.output<T>>,
): ParseResult<z.output<T>> {
  const result: ParseResult<z.output<T>> = { records: [], issues: [] };
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    parseLine(schema, lines[index] ?? '', file, firstLine + index, result, settle);
  }
  return result;
}

/** Adds what a line is to the records or to the issues; an empty one is neither. */
export function parseLine<T extends z.ZodType>(
  schema: T,
  line: string,
  file: string,
  number: number,
  { records, issues }: ParseResult<z.output<T>>,
  settle: Settle<z.output<T>> = (record) => record,
): void {
  if (!line.startsWith('{') && !/\S/.test(line)) return;
  const value = parseJson(line);
  const record = recordReader(schema)(value);
  const settled = record === REFUSED ? settledBySchema(schema, value, settle) : settle(record);
  if (settled instanceof Refusal) issues.push({ file, line: number, ...settled });
  else records.push(settled);
}

/** What becomes of a record that was read. */
export type Settle<T> = (record: T) => T | Refusal;

/** Why a line is no record. */
export class Refusal {
  readonly path: string;
  readonly message: string;

  constructor(path: string, message: string) {
    this.path = path;
    this.message = message;
  }
}

function settledBySchema<T extends z.ZodType>(
  schema: T,
  value: unknown,
  settle: Settle<z.output<T>>,
): z.output<T> | Refusal {
  const parsed = schema.safeParse(value);
  return parsed.success ? settle(parsed.data) : reasonOf(value, parsed.error);
}

function reasonOf(value: unknown, error: z.ZodError): Refusal {
  const [issue] = error.issues;
  if (value === undefined || issue === undefined) return new Refusal('', 'not JSON');
  return new Refusal(toDotPath(issue.path), issue.message);
}

/** `undefined` for what is not JSON. A byte order mark, with which some programs begin a text, is passed over. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line);
  } catch {
    return undefined;
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * JSON whose every character is visible. JSON.stringify leaves some as they are that end a line (U+0085, U+2028) or
 * steer a terminal (U+009B, U+202E), and the texts in it may come from anybody.
 */
export function printJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll(NOT_ASCII, (characters) =>
    characters.replaceAll(INVISIBLE, escaped),
  );
}

/** Found much sooner than what is not visible, and rare. */
const NOT_ASCII = /[^ -~\n]+/g;

/** The line feed stands between lines alone: inside of a text JSON.stringify has escaped it. */
const INVISIBLE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;

/** One escape a UTF-16 unit, as JSON wants it. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** By code units: the same on every machine, whatever its language. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
