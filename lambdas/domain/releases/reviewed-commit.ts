import * as z from 'zod';

/** Why a bug fix of upstream's is no advisory, in words. */
export const REVIEW_REASONS = {
  'never-released': 'brought and fixed between two releases, so that no release has it',
  'ended-branches': 'only releases older than the oldest branch known here have it',
  'crash-alone': 'crashes, hangs until the watchdog acts, or corrupts memory; nothing grows before',
  'security-alone': 'smuggling, disclosure or a bypass; nothing grows',
  'wrong-result': 'a wrong answer, route, parse or close; nothing grows or sticks',
  'report-alone': 'wrong counters, statistics, logs or messages',
  'performance-alone': 'slower, never endless',
  'start-only': 'lost once at a start, an exit or a failed check of the configuration',
  bounded: 'lost once, or so little that it can not grow with time or traffic',
  'allocation-failure': 'only after a failed allocation of memory',
  build: 'builds, tests, documentation, or a platform other than Linux',
  'developer-option': 'takes a debugging build, traces or an experimental option',
  'part-of-advisory': 'a half, a prerequisite or a follow-up of an advisory',
  reverted: 'taken back before any release differed by it',
} as const;

/** A commit that was read and is no advisory. */
const ReviewedCommit = z.strictObject({
  commit: z.string().regex(/^[0-9a-f]{9}$/),
  /** Upstream's subject line. */
  title: z.string().min(1),
  reason: z.enum(Object.keys(REVIEW_REASONS) as (keyof typeof REVIEW_REASONS)[]),
  /** Of what it is a part. */
  advisory: z
    .string()
    .regex(/^HAPX-\d{4}$/)
    .optional(),
  why: z.string().min(1).optional(),
});

export const ReviewedCommits = z.strictObject({
  schema: z.literal(1),
  commits: z.array(ReviewedCommit).min(1),
});
export type ReviewedCommits = z.infer<typeof ReviewedCommits>;
