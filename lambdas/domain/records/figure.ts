import * as z from 'zod';

/** A figure that may be missing or `null`: then it is not known. */
export const quantity = z.number().nonnegative().nullable().default(null);
export const count = z.int().nonnegative().nullable().default(null);
export const text = z.string().nullable().default(null);
export const instant = z.iso.datetime();

/** A group of figures that may be missing or `null` as a whole: then none of them is known. */
export const group = <T extends z.ZodObject>(object: T) =>
  object.nullish().transform((value): z.output<T> => value ?? (object.parse({}) as z.output<T>));

/** A list that may be missing or `null`: then it is empty. */
export const list = <T extends z.ZodType>(element: T) =>
  z
    .array(element)
    .nullish()
    .transform((values) => values ?? []);
