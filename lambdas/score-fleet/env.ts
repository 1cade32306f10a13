import * as z from 'zod';
import { Acknowledgement } from '../domain/records/acknowledgement.ts';
import { FleetName } from '../domain/records/fleet-name.ts';

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' });
    return z.NEVER;
  }
});

/** Lambda variables of `score-fleet`, as the stack writes them. */
export const ScoreFleetEnv = z.object({
  ACCOUNT_ID: z.string().regex(/^\d{12}$/, 'expected a 12-digit account id'),
  /** Set by Lambda itself. */
  AWS_REGION: z.string().min(1),
  ARCHIVE_BUCKET: z.string().min(3),
  /** Of one fleet among several. */
  FLEET_NAME: FleetName.optional(),
  /** JSON: the findings that people have accepted. */
  ACKNOWLEDGEMENTS: jsonText.pipe(z.array(Acknowledgement)).default([]),
  /** Whether the archive has places beside this one that are scored with it: `true` or `false`. */
  EVERY_PLACE: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  /** Whether a wave of the plan may change a role in several regions at once: `true` or `false`. */
  REGIONS_TOGETHER: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  /** Topic that the digest of findings is published to. */
  NOTIFY_TOPIC_ARN: z.string().startsWith('arn:'),
  /** Where the digest says to read on. */
  DASHBOARD_URL: z.string().min(1),
  RUNBOOK_URL: z.string().min(1),
});
export type ScoreFleetEnv = z.infer<typeof ScoreFleetEnv>;

/** What the stack has to set: all of it but Lambda's own. */
export type ScoreFleetVariables = Omit<z.input<typeof ScoreFleetEnv>, 'AWS_REGION'>;

/** The scheduled event: the instant it was due at, a while after a bin closed, is the assessment's identity. */
export const ScoreFleetEvent = z.object({
  scheduledAt: z.iso.datetime(),
  /** Where a state machine does it in parts: which step of which execution. */
  shards: z
    .object({ step: z.enum(['plan', 'join']), execution: z.string().regex(/^[\w-]{1,100}$/) })
    .optional(),
});
export type ScoreFleetEvent = z.infer<typeof ScoreFleetEvent>;
