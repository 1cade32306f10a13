import type * as z from 'zod';

/** What a reader answers to a value that its schema refuses: the schema itself says why. */
export const REFUSED = Symbol('refused');

/** What a value is read as, or {@link REFUSED}. */
export type Read = (value: unknown) => unknown;

/** What zod keeps of a schema, as far as records use it. */
export interface Definition {
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

export const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

interface CheckDefinition {
  readonly check: string;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  readonly minimum?: number;
}

/** Texts of a least length, and instants. */
export function stringReader({ checks = [], format, pattern }: Definition): Read | null {
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
export function numberReader({ checks = [], format, check: ownCheck }: Definition): Read | null {
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
