import * as z from 'zod';

/** @param rest pattern of what follows the partition */
export const arn = (rest: string, what: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${rest}$`), `expected the ARN of ${what}`);
