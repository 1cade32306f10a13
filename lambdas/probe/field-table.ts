import * as z from 'zod';

/** What stands in one place of an array of the probe's line; `undefined` for a last place that is left out. */
export type Written = number | string | null | undefined;

/** What places may refer to by index, each once a line: texts and configurations. */
export interface Tables {
  x: string[];
  c: Written[][];
}

/** The two forms of one figure: as the line has it, which `schema` checks, and as the record has it. */
export interface Codec<Value, Place extends Written = Written> {
  schema: z.ZodType<Place>;
  read(written: Place, tables: Tables): Value;
  write: (value: Value, tables: Tables) => Place;
}

/** Path of a figure in a record: `pid`, `streams.stuckOlderThan.1h`. What may be `null` as a whole is one figure. */
type FieldPath<R> = {
  [K in keyof R & string]: R[K] extends object ? `${K}.${FieldPath<R[K]>}` : K;
}[keyof R & string];

type ValueAt<R, Path extends string> = Path extends keyof R
  ? R[Path]
  : Path extends `${infer Key}.${infer Rest}`
    ? Key extends keyof R
      ? ValueAt<R[Key], Rest>
      : never
    : never;

/** A row of a table: which figure of the record it is, and how the line has it. */
export type Field<R> = {
  [Path in FieldPath<R>]: readonly [path: Path, codec: Codec<ValueAt<R, Path>>];
}[FieldPath<R>];

/** An array of the probe's line that holds a record's figures by position. */
export interface FieldTable<R> {
  schema: z.ZodType<Written[]>;
  /** @param written what `schema` has accepted */
  read(written: readonly Written[], tables: Tables): R;
  /** @param tables what the array refers to is added to them */
  write(record: R, tables: Tables): Written[];
}

/**
 * The schema, the reader and the writer of an array whose places are the rows, in their order.
 *
 * @param unread the record as it is where nothing was read. Records that are read have its keys in its order, and its
 *   values where no row has the figure: a line of an older version lacks those of later ones.
 */
export function fieldTable<R extends object>(unread: R, fields: readonly Field<NoInfer<R>>[]): FieldTable<R> {
  const rows = fields as readonly Row[];
  const schemas = rows.map(([, codec]) => codec.schema);
  const figures = rows.map(([path, codec]) => ({ keys: path.split('.'), codec }));
  const read = readerOf(unread, rows);
  return {
    schema: z.tuple(schemas as [z.ZodType<Written>]),
    read: (written, tables) => read(written, tables) as R,
    write: (record, tables) => figures.map(({ keys, codec }) => codec.write(valueAt(record, keys), tables)),
  };
}

/** A row whose codec is known to fit its figure. */
type Row = readonly [path: string, codec: Codec<unknown>];
type Read = (written: readonly Written[], tables: Tables) => unknown;

function readerOf(unread: unknown, rows: readonly Row[], path = ''): Read {
  const index = rows.findIndex(([name]) => name === path);
  const codec = rows[index]?.[1];
  if (codec) return (written, tables) => codec.read(written[index], tables);
  if (typeof unread !== 'object' || unread === null) return () => unread;
  const parts = Object.entries(unread).map(([key, value]) => ({
    key,
    read: readerOf(value, rows, path === '' ? key : `${path}.${key}`),
  }));
  return (written, tables) => {
    const record: Record<string, unknown> = {};
    for (const { key, read } of parts) record[key] = read(written, tables);
    return record;
  };
}

const valueAt = (record: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], record);
