import * as z from 'zod';
import { LeakKind } from './leak-kind.ts';
import { URGENCIES } from './recommendation.ts';

/** What a finding says of a host, from the least to the most. */
export const FINDING_KINDS = ['suspected', 'leaking'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export const OpenFinding = z
  .object({
    kind: z.enum(FINDING_KINDS),
    key: z
      .string()
      .optional()
      .describe(
        'What it is known by, from its opening to its closing: account, region and id of the host, and the kind. Absent in assessments of earlier versions: id and kind.',
      ),
    openedAt: z.iso.datetime(),
    quietSince: z.iso
      .datetime()
      .nullable()
      .describe(
        'First of the scorings on end whose verdict no longer says it; it closes once they span days.',
      ),
    urgency: z.enum(URGENCIES).describe('The most urgent that the host has been since it opened.'),
    kinds: z
      .array(LeakKind)
      .optional()
      .describe(
        'Kinds of leak that it was about when its verdict last said it, without accepted ones; absent in assessments of earlier versions.',
      ),
  })
  .meta({
    id: 'OpenFinding',
    description: 'A finding that has been reported and is not closed, kept from one assessment to the next.',
  });
export type OpenFinding = z.infer<typeof OpenFinding>;
