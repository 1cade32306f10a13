import * as z from 'zod';
import { URGENCIES } from './recommendation.ts';

export const PlannedHost = z.object({
  hostId: z.string(),
  name: z.string().nullable(),
  role: z.string().nullable(),
  availabilityZone: z.string().nullable(),
  action: z.enum(['upgrade', 'restart']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  urgency: z.enum(URGENCIES),
  /** Why it stands in this wave. */
  reason: z.string(),
});
export type PlannedHost = z.infer<typeof PlannedHost>;

export const RolloutWave = z.object({
  /** From 1; canaries, where there are any, come first. */
  wave: z.int().min(1),
  kind: z.enum(['canary', 'wave']),
  hosts: z.array(PlannedHost).min(1),
  /** Days to watch these hosts before the next wave. */
  watchDays: z.number(),
  /** When to go no further, a sentence for people. */
  stopRule: z.string(),
});
export type RolloutWave = z.infer<typeof RolloutWave>;

/** The order in which to change the hosts that call for it. */
export const RolloutPlan = z.object({
  waves: z.array(RolloutWave),
  /** Hosts that call for a change but can't be put in a wave, and why. */
  unplanned: z.array(z.object({ hostId: z.string(), name: z.string().nullable(), reason: z.string() })),
});
export type RolloutPlan = z.infer<typeof RolloutPlan>;
