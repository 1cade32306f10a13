import * as z from 'zod';

/** An estimate with the ends of its 95 % interval. */
export const Interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof Interval>;

/** Until the kernel's TCP memory pressure, at the present growth; `high` is `null` where it may be never. */
export const SecondsToPressure = z.object({
  estimate: z.number(),
  low: z.number(),
  high: z.number().nullable(),
});
export type SecondsToPressure = z.infer<typeof SecondsToPressure>;

/** One reason for or against a leak; the log-odds of all of them and of the prior add up to the probability. */
export const Evidence = z.object({
  check: z.string(),
  /** Above 0 speaks for a leak. */
  logOdds: z.number(),
  /** A sentence for people. */
  summary: z.string(),
  /** Growth a day in the reading's unit, where the check is about growth. */
  growthPerDay: Interval.nullable(),
  /** Start of the first and of the last bin that it rests on. */
  window: z.object({ from: z.string(), to: z.string() }),
});
export type Evidence = z.infer<typeof Evidence>;
