import * as z from 'zod';

/** A whole number as a Lambda variable has it, of at most seven digits. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,7}$/, 'expected a whole number')
  .transform(Number);
