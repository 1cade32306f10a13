import * as z from 'zod';
import { hostRef } from './host-key.ts';
import { URGENCIES } from './recommendation.ts';

export const PlannedHost = z
  .object({
    ...hostRef,
    name: z.string().nullable(),
    role: z.string().nullable(),
    availabilityZone: z.string().nullable(),
    action: z.enum(['upgrade', 'restart']),
    from: z.string().nullable(),
    to: z.string().nullable(),
    urgency: z.enum(URGENCIES),
    reason: z.string().describe('Why it stands in this wave.'),
    limitFirst: z
      .literal(true)
      .optional()
      .describe(
        'It may reach a limit before its wave begins, by the low end of the interval: restart it before. Absent otherwise.',
      ),
  })
  .meta({ id: 'PlannedHost' });
export type PlannedHost = z.infer<typeof PlannedHost>;

/** Which hosts a wave changes: those that leak or may, before all others. */
export const ROLLOUT_STAGES = ['leaking', 'others'] as const;
export type RolloutStage = (typeof ROLLOUT_STAGES)[number];

export const StopLimits = z
  .object({
    silentHosts: z.int().describe('Hosts that miss so many audits in a row.'),
    missedAudits: z.int(),
    newlyLeakingHosts: z
      .int()
      .nullable()
      .describe('Hosts that begin to leak; `null` where all leaked before.'),
    notFixedHosts: z
      .int()
      .nullable()
      .describe('Hosts that are verified as not-fixed; `null` where nothing is verified.'),
    growthBytesPerDay: z
      .number()
      .nullable()
      .describe("Growth of TCP memory of the wave's leaking hosts together, half of what it was before."),
    days: z.number().describe('Days after which growth counts, and until which the others do.'),
  })
  .meta({
    id: 'StopLimits',
    description: 'The rollout stops as soon as one of these is reached, or growth is above its figure.',
  });
export type StopLimits = z.infer<typeof StopLimits>;

export const RolloutWave = z
  .object({
    wave: z.int().min(1).describe('From 1; the canaries of a stage come first in it.'),
    kind: z.enum(['canary', 'wave']),
    stage: z
      .enum(ROLLOUT_STAGES)
      .optional()
      .describe('`leaking`: its hosts leak or may. Absent in plans of earlier versions, as the next two.'),
    startsAfterDays: z
      .number()
      .optional()
      .describe('Days from the first wave until this one may begin: those to watch the waves before.'),
    stop: StopLimits.optional(),
    hosts: z.array(PlannedHost).min(1),
    watchDays: z.number().describe('Days to watch these hosts before the next wave.'),
    stopRule: z.string().describe('When to go no further, a sentence for people.'),
  })
  .meta({ id: 'RolloutWave' });
export type RolloutWave = z.infer<typeof RolloutWave>;

export const RolloutPlan = z
  .object({
    waves: z.array(RolloutWave),
    unplanned: z
      .array(z.object({ ...hostRef, name: z.string().nullable(), reason: z.string() }))
      .describe("Hosts that call for a change but can't be put in a wave, and why."),
  })
  .meta({ id: 'RolloutPlan', description: 'The order in which to change the hosts that call for it.' });
export type RolloutPlan = z.infer<typeof RolloutPlan>;
