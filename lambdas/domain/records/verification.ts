import * as z from 'zod';
import { Interval } from './evidence.ts';

/** Whether a change of release ended a leak. */
export const VERIFICATION_VERDICTS = ['fixed', 'not-fixed', 'too-early', 'no-leak-before'] as const;
export type VerificationVerdict = (typeof VERIFICATION_VERDICTS)[number];

/** What one host's growth was before and after it changed release. */
export const HostVerification = z.object({
  changedAt: z.iso.datetime(),
  from: z.string(),
  to: z.string(),
  /** Growth of TCP memory, load taken out, bytes a day with 95 % interval. */
  before: Interval.nullable(),
  after: Interval.nullable(),
  verdict: z.enum(VERIFICATION_VERDICTS),
  /** For `too-early`: days still to watch; `null` where it can't be told. */
  daysToGo: z.number().nullable(),
  /** A sentence for people: `41 MiB a day before, 0 after (95 % -1 to 2)`. */
  summary: z.string(),
});
export type HostVerification = z.infer<typeof HostVerification>;

/** The same for all hosts of a role that made one change, less what changed for those that did not. */
export const ReleaseVerification = z.object({
  role: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  /** First and last change. */
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  hosts: z.int(),
  /** Hosts that kept their release and leaked as well, to compare with. */
  others: z.int(),
  /** Mean growth of TCP memory of those that leaked before, as above. */
  before: Interval.nullable(),
  after: Interval.nullable(),
  /** Difference in differences, bytes a day; `null` with too few hosts on either side. */
  effect: z.object({ bytesPerDay: Interval, pValue: z.number() }).nullable(),
  verdict: z.enum(VERIFICATION_VERDICTS),
  daysToGo: z.number().nullable(),
  summary: z.string(),
});
export type ReleaseVerification = z.infer<typeof ReleaseVerification>;
