import * as z from 'zod';

/** What to do with a host, from the least to the most. */
export const ACTIONS = ['nothing', 'watch', 'change-directive', 'restart', 'upgrade'] as const;
export type Action = (typeof ACTIONS)[number];

/** How soon, from the most urgent. */
export const URGENCIES = ['now', 'this-week', 'this-month', 'next-window', 'none'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** The most urgent of some; `none` of nothing. */
export const mostUrgent = (urgencies: readonly Urgency[]): Urgency =>
  URGENCIES.find((urgency) => urgencies.includes(urgency)) ?? 'none';

export const Recommendation = z
  .object({
    action: z.enum(ACTIONS),
    to: z
      .string()
      .nullable()
      .describe(
        'Release to run: what an upgrade takes or a restart starts; `null` for any other action, or where it is not known.',
      ),
    floor: z.string().nullable().describe('First release of its branch without the bug that calls for it.'),
    urgency: z.enum(URGENCIES),
    restartBy: z.iso
      .datetime()
      .nullable()
      .describe(
        "Latest instant for a restart where the upgrade can't wait or can't be had; `null` where none is needed.",
      ),
    mitigations: z
      .array(z.string())
      .describe(
        "One sentence each with the directive and where it stands, as the host's own configuration calls for it.",
      ),
    reasons: z.array(z.string()).describe('Sentences, the weightiest first.'),
  })
  .meta({
    id: 'Recommendation',
    description: 'What to do with one host, from what is known of its release and from its own evidence.',
  });
export type Recommendation = z.infer<typeof Recommendation>;
