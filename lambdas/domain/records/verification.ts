import * as z from 'zod';
import { Interval } from './evidence.ts';

/** Whether a change of release ended a leak, or brought one. */
export const VERIFICATION_VERDICTS = [
  'fixed',
  'not-fixed',
  'introduced',
  'too-early',
  'no-leak-before',
] as const;
export type VerificationVerdict = (typeof VERIFICATION_VERDICTS)[number];

export const HostVerification = z
  .object({
    changedAt: z.iso.datetime(),
    from: z.string(),
    to: z.string(),
    before: Interval.nullable().describe(
      'Growth of TCP memory, load taken out, bytes a day with 95% interval.',
    ),
    after: Interval.nullable(),
    verdict: z.enum(VERIFICATION_VERDICTS),
    daysToGo: z
      .number()
      .nullable()
      .describe("For `too-early`: days still to watch; `null` where it can't be told."),
    summary: z
      .string()
      .describe('A sentence for people: `41 MiB/day before, 0 B/day after (95% CI -1 to 2)`.'),
  })
  .meta({
    id: 'HostVerification',
    description: "What one host's growth was before and after it changed release.",
  });
export type HostVerification = z.infer<typeof HostVerification>;

export const ReleaseVerification = z
  .object({
    role: z.string().nullable(),
    from: z.string(),
    to: z.string(),
    firstAt: z.iso.datetime().describe('First and last change.'),
    lastAt: z.iso.datetime(),
    hosts: z.int(),
    begun: z
      .int()
      .optional()
      .describe(
        'Hosts on which a leak began with the change. Absent in an assessment of an earlier version.',
      ),
    others: z.int().describe('Hosts that kept their release and leaked as well, to compare with.'),
    before: Interval.nullable().describe(
      'Mean growth of TCP memory of those that leaked before, or began to, as above.',
    ),
    after: Interval.nullable(),
    effect: z
      .object({ bytesPerDay: Interval, pValue: z.number() })
      .nullable()
      .describe(
        'Difference in differences, bytes a day; `null` with too few hosts on either side, or where TCP memory did not surely grow before.',
      ),
    verdict: z.enum(VERIFICATION_VERDICTS),
    daysToGo: z.number().nullable(),
    summary: z.string(),
  })
  .meta({
    id: 'ReleaseVerification',
    description:
      'The same for all hosts of a role that made one change, less what changed for those that did not.',
  });
export type ReleaseVerification = z.infer<typeof ReleaseVerification>;
