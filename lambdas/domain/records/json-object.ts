import type * as z from 'zod';
// By itself, as in ndjson.ts.
import { toDotPath } from 'zod/v4/core';
import type { ParseIssue } from './ndjson.ts';

/** Reads a file that holds one JSON object; what is wrong with it is named with the line it stands on. */
export function parseObject<T extends z.ZodType>(
  schema: T,
  text: string,
  file: string,
): { record: z.output<T> } | { issue: ParseIssue } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const line = /\(line (\d+) column/.exec(String(error))?.[1] ?? '1';
    return { issue: { file, line: Number(line), path: '', message: 'not JSON' } };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { record: parsed.data };
  const [{ path, message } = { path: [], message: 'not the expected object' }] = parsed.error.issues;
  return { issue: { file, line: lineOf(text, path), path: toDotPath(path), message } };
}

/** The line on which the outermost key of a path stands first. */
function lineOf(text: string, [key]: readonly PropertyKey[]): number {
  const place = typeof key === 'string' ? text.indexOf(JSON.stringify(key)) : -1;
  return place < 0 ? 1 : text.slice(0, place).split('\n').length;
}
