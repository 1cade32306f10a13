import * as z from 'zod';

/**
 * `null` where the probe did what it should: otherwise why the host is unreachable or malformed (as a sample says it), or
 * `Slow`, `StandardError`, `MoreThanItsLine`.
 */
const Problem = z.string().nullable();

/** What a new document of the probe came to on one host of each role, beside the document before it. */
export const ProbeTrial = z.object({
  schema: z.literal(1),
  documentName: z.string(),
  /** The run in which it was tried. */
  runAt: z.iso.datetime(),
  verdict: z.enum(['accepted', 'refused']),
  hosts: z.array(
    z.object({
      hostId: z.string(),
      role: z.string().nullable(),
      problem: Problem,
      /** With the document before it, in the same run: only where it has none, the new one's is its own. */
      previousProblem: Problem,
    }),
  ),
});
export type ProbeTrial = z.infer<typeof ProbeTrial>;
