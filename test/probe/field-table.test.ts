import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { count, kilobytes, sharedConfiguration, sharedText, text } from '../../lambdas/probe/field-codecs.ts';
import { type Field, fieldTable, type Tables } from '../../lambdas/probe/field-table.ts';

interface Engine {
  name: string | null;
  fuel: string | null;
  size: { cylinders: number | null; bytes: number | null };
}

const UNREAD: Engine = { name: null, fuel: null, size: { cylinders: null, bytes: null } };
const noTables = (): Tables => ({ x: [], c: [] });

const ENGINE = fieldTable(UNREAD, [
  ['size.bytes', kilobytes],
  ['name', text(8)],
  ['size.cylinders', count],
  ['fuel', sharedText],
]);

describe('a table of fields', () => {
  const diesel: Engine = { name: 'OM651', fuel: 'diesel', size: { cylinders: 4, bytes: 2_048 } };

  it('writes the figures in the order of its rows, each as its codec has it', () => {
    const tables = noTables();
    expect(ENGINE.write(diesel, tables)).toEqual([2, 'OM651', 4, 0]);
    expect(tables.x).toEqual(['diesel']);
  });

  it('reads what it wrote, with the keys in the order of the record', () => {
    const tables = noTables();
    const read = ENGINE.read(ENGINE.write(diesel, tables), tables);
    expect(JSON.stringify(read)).toBe(JSON.stringify(diesel));
  });

  it('reads a figure that no row has as it is where nothing was read', () => {
    const older = fieldTable({ ...UNREAD, fuel: 'unknown' }, [
      ['name', text(8)],
      ['size.cylinders', count],
    ]);
    expect(older.read(['OM651', 4], noTables())).toEqual({
      name: 'OM651',
      fuel: 'unknown',
      size: { cylinders: 4, bytes: null },
    });
  });

  it.each([
    { array: [2, 'OM651', 4, 0], wrong: undefined },
    { array: [null, null, null, null], wrong: undefined },
    { array: [2, 'OM651', 4], wrong: [] },
    { array: [2, 'OM651', 4, 0, 0], wrong: [] },
    { array: [2, 'OM651', '4', 32], wrong: [2] },
    { array: [2 ** 43, 'OM651', 4, 0], wrong: [0] },
    { array: [2, 'OM651 longer', 4, 0], wrong: [1] },
    { array: [2, 'OM651', 4, 32], wrong: [3] },
  ])('finds the first wrong place of $array at $wrong', ({ array, wrong }) => {
    expect(ENGINE.schema.safeParse(array).error?.issues[0]?.path).toEqual(wrong);
  });

  it('writes what several records share once, and reads it for each of them', () => {
    const CAR = fieldTable({ engine: null as Engine | null }, [['engine', sharedConfiguration(ENGINE)]]);
    const petrol: Engine = { ...diesel, fuel: 'petrol' };
    const cars = [diesel, petrol, { ...diesel }, null].map((engine) => ({ engine }));
    const tables = noTables();
    const written = cars.map((car) => CAR.write(car, tables));
    expect(written).toEqual([[0], [1], [0], [null]]);
    expect(tables.c).toEqual([
      [2, 'OM651', 4, 0],
      [2, 'OM651', 4, 1],
    ]);
    expect(written.map((car) => CAR.read(car, tables))).toEqual(cars);
    expect(CAR.read([2], tables)).toEqual({ engine: null });
  });

  it('takes no row that names no figure, or whose codec is of another type', () => {
    const rows: Field<Engine>[] = [
      // @ts-expect-error no such figure
      ['size.cilinders', count],
      // @ts-expect-error not one figure, but several
      ['size', count],
      // @ts-expect-error a text
      ['name', count],
      // @ts-expect-error may be unknown, which this codec can't write
      ['name', { schema: z.string(), read: String, write: (value: string) => value }],
    ];
    // The compiler is what refuses them.
    expect(rows).toHaveLength(4);
  });
});
