import type { EvaluatedAlarm } from './alarm.ts';
import stored from './host-alarms.json' with { type: 'json' };

/**
 * What hosts ring for, as a stack with hourly audits and default thresholds has it; a test holds the two together, so
 * that a simulation can ring without a template.
 */
export const HOST_ALARMS: readonly EvaluatedAlarm[] = stored.map((alarm) => ({
  ...(alarm as Omit<EvaluatedAlarm, 'metrics'>),
  metrics: new Map(
    alarm.metrics as [string, EvaluatedAlarm['metrics'] extends ReadonlyMap<string, infer M> ? M : never][],
  ),
}));
