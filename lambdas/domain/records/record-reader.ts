import type * as z from 'zod';
import {
  type Definition,
  definitionOf,
  numberReader,
  REFUSED,
  type Read,
  stringReader,
} from './value-readers.ts';

const readers = new WeakMap<z.ZodType, Read>();

/**
 * A function that reads values as the schema does, several times as fast: the schema's own definition, made into closures once.
 * Of what it does not know in a schema the schema itself is asked. An object is answered as it is where it has the keys of the schema
 * in their order, as the archive's have, and nothing in it is read as something else; otherwise a new one is, without unknown keys.
 */
export function recordReader<T extends z.ZodType>(
  schema: T,
): (value: unknown) => z.output<T> | typeof REFUSED {
  let reader = readers.get(schema);
  if (reader === undefined) {
    reader = compiled(schema);
    readers.set(schema, reader);
  }
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
    const { type, innerType } = definition.innerType ? definitionOf(definition.innerType) : {};
    const isNullable = type === 'nullable' && innerType !== undefined;
    const inner = isNullable ? innerType : definition.innerType;
    const read = inner && compiled(inner);
    if (read === undefined) return null;
    return (value) => {
      if (value === null && isNullable) return null;
      // The value is made anew each time where it is an object.
      return value === undefined ? definition.defaultValue : read(value);
    };
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
    const fields = value as Record<string, unknown>;
    // Walked by its own keys, whose values are found without a search.
    let [same, isOther]: [number, boolean] = [0, false];
    for (const key in fields) {
      const field = fields[key];
      // What is refused is another value than the field, too.
      isOther = key !== keys[same] || (reads[same] as Read)(field) !== field;
      if (isOther) break;
      same += 1;
    }
    return isOther || same < keys.length ? rebuilt(fields, same) : value;
  };

  /** @param same how many of the keys have been read, each as it is */
  function rebuilt(fields: Record<string, unknown>, same: number): unknown {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string;
      const result = index < same ? fields[key] : (reads[index] as Read)(fields[key]);
      if (result === REFUSED) return REFUSED;
      if (result !== undefined || key in fields) record[key] = result;
    }
    return record;
  }
}

function arrayReader(read: Read): Read {
  return (value) => {
    if (!Array.isArray(value)) return REFUSED;
    let elements: unknown[] = value;
    for (let index = 0; index < value.length; index += 1) {
      const result = read(value[index]);
      if (result === REFUSED) return REFUSED;
      if (result === value[index]) continue;
      if (elements === value) elements = [...value];
      elements[index] = result;
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
