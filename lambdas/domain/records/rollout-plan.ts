import * as z from 'zod';
import { URGENCIES } from './recommendation.ts';

export const PlannedHost = z
  .object({
    hostId: z.string(),
    name: z.string().nullable(),
    role: z.string().nullable(),
    availabilityZone: z.string().nullable(),
    action: z.enum(['upgrade', 'restart']),
    from: z.string().nullable(),
    to: z.string().nullable(),
    urgency: z.enum(URGENCIES),
    reason: z.string().describe('Why it stands in this wave.'),
  })
  .meta({ id: 'PlannedHost' });
export type PlannedHost = z.infer<typeof PlannedHost>;

export const RolloutWave = z
  .object({
    wave: z.int().min(1).describe('From 1; canaries, where there are any, come first.'),
    kind: z.enum(['canary', 'wave']),
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
      .array(z.object({ hostId: z.string(), name: z.string().nullable(), reason: z.string() }))
      .describe("Hosts that call for a change but can't be put in a wave, and why."),
  })
  .meta({ id: 'RolloutPlan', description: 'The order in which to change the hosts that call for it.' });
export type RolloutPlan = z.infer<typeof RolloutPlan>;
