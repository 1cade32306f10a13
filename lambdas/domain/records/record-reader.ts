import type * as z from 'zod';

/** What a reader answers to a value that its schema refuses: the schema itself says why. */
export const REFUSED = Symbol('refused');

type Read = (value: unknown) => unknown;

/** What zod keeps of a schema, as far as records use it. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly transform?: (value: unknown, context: unknown) => unknown;
  readonly defaultValue?: unknown;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly discriminator?: string;
  readonly options?: readonly z.ZodType[];
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly coerce?: boolean;
  readonly check?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
}

interface CheckDefinition {
  readonly check: string;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  readonly minimum?: number;
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

const readers = new WeakMap<z.ZodType, Read>();

/**
 * A function that reads values as the schema does, several times as fast: the schema's own definition, made into closures once.
 * Of what it does not know in a schema the schema itself is asked. Each value is read into a new one, whose unknown keys are left out.
 */
export function recordReader<T extends z.ZodType>(
  schema: T,
): (value: unknown) => z.output<T> | typeof REFUSED {
  const reader = readers.get(schema) ?? compiled(schema);
  readers.set(schema, reader);
  return reader as (value: unknown) => z.output<T> | typeof REFUSED;
}

function compiled(schema: z.ZodType): Read {
  const definition = definitionOf(schema);
  // A value that is made to fit is more than a check.
  const compile = definition.coerce ? undefined : COMPILERS[definition.type];
  return compile?.(definition) ?? bySchema(schema);
}

const bySchema =
  (schema: z.ZodType): Read =>
  (value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : REFUSED;
  };

/** By the type of a schema; `null` for one that has something of which nothing is known here. */
const COMPILERS: Readonly<Record<string, (definition: Definition) => Read | null>> = {
  object: ({ shape, catchall, checks }) =>
    shape === undefined || catchall !== undefined || checks?.length ? null : objectReader(shape),
  string: stringReader,
  number: numberReader,
  boolean: ({ checks }) =>
    checks?.length ? null : (value) => (typeof value === 'boolean' ? value : REFUSED),
  null: () => (value) => (value === null ? null : REFUSED),
  literal: ({ values = [] }) => oneOf(values),
  enum: ({ entries = {} }) => oneOf(Object.values(entries)),
  nullable: ({ innerType }) => {
    const read = innerType && compiled(innerType);
    return read === undefined ? null : (value) => (value === null ? null : read(value));
  },
  optional: ({ innerType }) => {
    const read = innerType && compiled(innerType);
    return read === undefined ? null : (value) => (value === undefined ? undefined : read(value));
  },
  default: (definition) => {
    const read = definition.innerType && compiled(definition.innerType);
    if (read === undefined) return null;
    // The value is made anew each time where it is an object.
    return (value) => (value === undefined ? definition.defaultValue : read(value));
  },
  array: ({ element, checks }) => {
    const read = element && compiled(element);
    return read === undefined || checks?.length ? null : arrayReader(read);
  },
  pipe: ({ in: from, out }) => {
    const transform = out && definitionOf(out).transform;
    const read = from && compiled(from);
    if (read === undefined || transform === undefined) return null;
    return (value) => {
      const result = read(value);
      return result === REFUSED ? REFUSED : transform(result, undefined);
    };
  },
  union: ({ discriminator, options = [] }) =>
    discriminator === undefined ? null : unionReader(discriminator, options),
};

function objectReader(shape: Readonly<Record<string, z.ZodType>>): Read {
  const keys = Object.keys(shape);
  const reads = Object.values(shape).map(compiled);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return REFUSED;
    const record: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string;
      const result = (reads[index] as Read)((value as Record<string, unknown>)[key]);
      if (result === REFUSED) return REFUSED;
      if (result !== undefined || key in value) record[key] = result;
    }
    return record;
  };
}

function arrayReader(read: Read): Read {
  return (value) => {
    if (!Array.isArray(value)) return REFUSED;
    const elements: unknown[] = [];
    for (const element of value) {
      const result = read(element);
      if (result === REFUSED) return REFUSED;
      elements.push(result);
    }
    return elements;
  };
}

function oneOf(values: readonly unknown[]): Read {
  const known = new Set(values);
  return (value) => (known.has(value) ? value : REFUSED);
}

function unionReader(discriminator: string, options: readonly z.ZodType[]): Read {
  const byValue = new Map<unknown, Read>();
  for (const option of options) {
    const read = compiled(option);
    const shape = definitionOf(option).shape?.[discriminator];
    const { values, entries } = shape ? definitionOf(shape) : {};
    for (const value of values ?? Object.values(entries ?? {})) byValue.set(value, read);
  }
  return (value) => {
    if (typeof value !== 'object' || value === null) return REFUSED;
    return byValue.get((value as Record<string, unknown>)[discriminator])?.(value) ?? REFUSED;
  };
}

/** Texts of a least length, and instants. */
function stringReader({ checks = [], format, pattern }: Definition): Read | null {
  if (format !== undefined && (format !== 'datetime' || pattern === undefined)) return null;
  let minimum = 0;
  for (const { _zod } of checks) {
    const { check, minimum: least } = _zod.def;
    if (check !== 'min_length' || least === undefined) return null;
    minimum = Math.max(minimum, least);
  }
  return (value) =>
    typeof value === 'string' && value.length >= minimum && (pattern === undefined || pattern.test(value))
      ? value
      : REFUSED;
}

/** Numbers, whole ones, and those from a bound on. */
function numberReader({ checks = [], format, check: ownCheck }: Definition): Read | null {
  if (ownCheck !== undefined && format !== 'safeint') return null;
  let [minimum, isExclusive, isWhole] = [Number.NEGATIVE_INFINITY, false, format === 'safeint'];
  for (const { _zod } of checks) {
    const { check, value, inclusive } = _zod.def;
    if (check === 'number_format' && (_zod.def as { format?: string }).format === 'safeint') isWhole = true;
    else if (check === 'greater_than' && typeof value === 'number' && minimum === Number.NEGATIVE_INFINITY)
      [minimum, isExclusive] = [value, !inclusive];
    else return null;
  }
  const isKind = isWhole ? Number.isSafeInteger : Number.isFinite;
  return (value) =>
    isKind(value) && ((value as number) > minimum || (!isExclusive && value === minimum)) ? value : REFUSED;
}
