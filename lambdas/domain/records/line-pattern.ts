import type * as z from 'zod';
import { type Definition, definitionOf } from './value-readers.ts';

/**
 * The lines that {@link printJson} makes of a schema's records: what it matches is JSON of a record that the schema reads as it
 * is, keys in their order, beside defaults. A line that it does not match may be one all the same, and has to be parsed.
 * @param captured keys of which it captures the JSON
 * @throws where the schema has something of which nothing is known here
 */
export const linePattern = (schema: z.ZodObject, captured: readonly string[]): RegExp =>
  new RegExp(`^${objectSource(schema.shape, captured)}$`);

/** Without escapes: a text that has any is rare, and parsed. */
const TEXT = String.raw`"[^"\\\x00-\x1f]*"`;
/** Safe integers alone. */
const WHOLE = String.raw`-?(?:0|[1-9]\d{0,14})`;
/** Finite ones alone. */
const NUMBER = String.raw`-?(?:0|[1-9]\d{0,20})(?:\.\d{1,30})?(?:e[+-]?\d{1,2})?`;

function sourceOf(schema: z.ZodType): string {
  const definition = definitionOf(schema);
  const source = definition.coerce ? undefined : SOURCES[definition.type]?.(definition);
  if (source === undefined) throw new Error(`no pattern is known of ${definition.type}`);
  return `(?:${source})`;
}

/** By the type of a schema; `undefined` for one with checks that are not known. */
const SOURCES: Readonly<Record<string, (definition: Definition) => string | undefined>> = {
  object: ({ shape, catchall, checks }) =>
    shape === undefined || catchall !== undefined || checks?.length ? undefined : objectSource(shape),
  string: ({ checks, format, pattern }) => {
    if (format === 'datetime' && pattern) return `"(?:${pattern.source.replace(/^\^|\$$/g, '')})"`;
    return format !== undefined || checks?.length ? undefined : TEXT;
  },
  number: ({ checks, format, check }) => {
    if (checks?.length) return undefined;
    return format === 'safeint' ? WHOLE : check === undefined ? NUMBER : undefined;
  },
  boolean: ({ checks }) => (checks?.length ? undefined : 'true|false'),
  literal: ({ values = [] }) => oneOf(values),
  enum: ({ entries = {} }) => oneOf(Object.values(entries)),
  nullable: ({ innerType }) => innerType && `null|${sourceOf(innerType)}`,
  default: ({ innerType }) => innerType && sourceOf(innerType),
  array: ({ element, checks }) => {
    if (element === undefined || checks?.length) return undefined;
    const one = sourceOf(element);
    return String.raw`\[(?:${one}(?:,${one})*)?\]`;
  },
};

/** A key that has a default may be missing, unless it is captured: lines of earlier versions lack the newest keys. */
function objectSource(shape: Readonly<Record<string, z.ZodType>>, captured: readonly string[] = []): string {
  const fields = Object.entries(shape).map(([key, schema], index) => {
    const source = sourceOf(schema);
    const isCaptured = captured.includes(key);
    const field = `${index > 0 ? ',' : ''}${literal(key)}:${isCaptured ? `(${source})` : source}`;
    return index > 0 && !isCaptured && definitionOf(schema).type === 'default' ? `(?:${field})?` : field;
  });
  return String.raw`\{${fields.join('')}\}`;
}

const oneOf = (values: readonly unknown[]): string => values.map(literal).join('|');

const literal = (value: unknown): string => JSON.stringify(value).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
