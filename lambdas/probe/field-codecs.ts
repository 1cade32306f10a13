import * as z from 'zod';
import type { Process } from '../domain/records/sample.ts';
import { printInstant } from '../domain/records/time.ts';
import type { Codec, FieldTable } from './field-table.ts';

/** Hosts are not trusted: each text has a small alphabet and a length, each number is whole, safe and not negative. */
export const words = (maximum: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9._+~:@/? -]{1,${maximum}}$`));

export const epochSeconds = z.int().nonnegative().max(253_402_300_799); // 9999-12-31T23:59:59Z
export const fromEpochSeconds = (seconds: number): string => printInstant(seconds * 1000);
export const toEpochSeconds = (instant: string): number => Date.parse(instant) / 1000;

/** A place that is `null` where the probe could not read the figure. */
const nullable = <Place extends number | string, Value>(
  schema: z.ZodType<Place>,
  read: (written: Place) => Value,
  write: (value: Value) => Place,
): Codec<Value | null, Place | null> => ({
  schema: schema.nullable(),
  read: (written) => (written === null ? null : read(written)),
  write: (value) => (value === null ? null : write(value)),
});

/** A figure that is the same in the line and in the record. */
const identical = <Place extends number | string>(schema: z.ZodType<Place>) =>
  nullable<Place, Place>(
    schema,
    (written) => written,
    (value) => value,
  );

export const count = identical(z.int().nonnegative());
export const seconds = identical(z.number().nonnegative().max(1e10));
export const text = (maximum: number) => identical(words(maximum));

/** Kilobytes in the line. As bytes they are whole numbers, too, that the archive's readers take. */
export const kilobytes = nullable(
  z
    .int()
    .nonnegative()
    .max(2 ** 43 - 1),
  (written) => written * 1024,
  (bytes: number) => bytes / 1024,
);

/** Seconds since 1970 in the line. */
export const instant = nullable(epochSeconds, fromEpochSeconds, toEpochSeconds);

/** First hex digits of a SHA-256 in the line. */
export const digest = nullable(
  words(12),
  (hex) => `sha256:${hex}`,
  (hash: string) => hash.slice('sha256:'.length),
);

export const state = nullable(
  z.union([z.literal(0), z.literal(1)]),
  (running): 'running' | 'stopping' => (running === 1 ? 'running' : 'stopping'),
  (value) => (value === 'running' ? 1 : 0),
);

/** Whether a worker's streams were listed: `all`, or in the line a code that says why not (`no-socket`). */
export const scan: Codec<Process['streams']['scan'], string | null> = {
  schema: words(16).nullable(),
  read: (code) => (code === 'all' ? 'all' : `skipped: ${(code ?? 'unknown').replaceAll('-', ' ')}`),
  write: (value) => (value === 'all' ? 'all' : value.slice('skipped: '.length).replaceAll(' ', '-')),
};

/** How many workers an entry sums up: a last place that entries of one worker lack. */
export const summedWorkers: Codec<number, number | undefined> = {
  schema: z.int().positive().max(1e6).optional(),
  read: (written) => written ?? 1,
  write: (value) => value,
};

const index = z.int().nonnegative().max(31).nullable();

/** Index of a text in the line's table of them. */
export const sharedText: Codec<string | null, number | null> = {
  schema: index,
  read: (written, { x }) => at(x, written),
  write: (value, { x }) => (value === null ? null : indexIn(x, value, (text) => text === value)),
};

/** Index of a configuration in the line's table of them; `table` is how one of these is written. */
export const sharedConfiguration = <R>(table: FieldTable<R>): Codec<R | null, number | null> => ({
  schema: index,
  read: (written, tables) => {
    const configuration = at(tables.c, written);
    return configuration === null ? null : table.read(configuration, tables);
  },
  write: (value, tables) => {
    if (value === null) return null;
    const configuration = table.write(value, tables);
    const printed = JSON.stringify(configuration);
    return indexIn(tables.c, configuration, (other) => JSON.stringify(other) === printed);
  },
});

/** `null` where the host refers to what it has not printed. */
const at = <T>(table: readonly T[], place: number | null): T | null =>
  place === null ? null : (table[place] ?? null);

/** Index of an entry, which is added where the table lacks it. */
function indexIn<T>(table: T[], entry: T, matches: (candidate: T) => boolean): number {
  const index = table.findIndex(matches);
  return index >= 0 ? index : table.push(entry) - 1;
}
