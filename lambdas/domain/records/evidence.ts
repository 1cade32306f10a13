import * as z from 'zod';
import { LeakKind } from './leak-kind.ts';

export const Interval = z
  .object({ estimate: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'Interval', description: 'An estimate with the ends of its 95% interval.' });
export type Interval = z.infer<typeof Interval>;

export const SecondsToPressure = z
  .object({
    estimate: z.number(),
    low: z.number(),
    high: z.number().nullable(),
  })
  .meta({
    id: 'SecondsToPressure',
    description:
      "Until the kernel's TCP memory pressure, at the present growth; `high` is `null` where it may be never.",
  });
export type SecondsToPressure = z.infer<typeof SecondsToPressure>;

/** Why a growth that is there was not believed, or not counted again. */
export const Disbelief = z.enum([
  'load',
  'unclear',
  'brief',
  'in-use',
  'levels-off',
  'neighbour',
  'step',
  'echo',
]);
export type Disbelief = z.infer<typeof Disbelief>;

export const ShownKind = z
  .object({
    kind: LeakKind,
    probability: z.number().describe('0-1, of a leak of this kind, seen alone.'),
    witness: z.string().describe('The check that tells it.'),
  })
  .meta({ id: 'ShownKind', description: 'A kind of leak that the readings speak for.' });
export type ShownKind = z.infer<typeof ShownKind>;

export const Evidence = z
  .object({
    check: z.string(),
    kind: LeakKind.optional().describe('The kind of leak that it is counted for.'),
    because: Disbelief.optional().describe(
      'Why a growth was not believed or not counted: load explains it, it is not clear (its interval holds zero), connections that are in use explain it, it levels off, a neighbour on the host, one step, or it echoes other evidence.',
    ),
    loadUnknown: z
      .literal(true)
      .optional()
      .describe('Nobody read the traffic, so that it may be what grows. Absent otherwise.'),
    logOdds: z.number().describe('Above 0 speaks for a leak.'),
    summary: z.string().describe('A sentence for people.'),
    growthPerDay: Interval.nullable().describe(
      "Growth a day in the reading's unit, where the check is about growth.",
    ),
    window: z
      .object({ from: z.string(), to: z.string() })
      .describe('Start of the first and of the last bin that it rests on.'),
  })
  .meta({
    id: 'Evidence',
    description:
      'One reason for or against a leak; the log-odds of all of them and of the prior add up to the probability.',
  });
export type Evidence = z.infer<typeof Evidence>;
