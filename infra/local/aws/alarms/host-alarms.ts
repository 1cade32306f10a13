import type { EvaluatedAlarm } from './alarm.ts';
import ofHosts from './host-alarms.json' with { type: 'json' };
import ofHub from './hub-alarms.json' with { type: 'json' };

const readBack = (stored: typeof ofHosts | typeof ofHub): readonly EvaluatedAlarm[] =>
  stored.map((alarm) => ({
    ...(alarm as Omit<EvaluatedAlarm, 'metrics'>),
    metrics: new Map(
      alarm.metrics as [string, EvaluatedAlarm['metrics'] extends ReadonlyMap<string, infer M> ? M : never][],
    ),
  }));

/**
 * What hosts ring for, as a stack with hourly audits and default thresholds has it; a test holds the two together, so
 * that a simulation can ring without a template.
 */
export const HOST_ALARMS = readBack(ofHosts);

/** The same of a hub, and what its places ring for. */
export const HUB_ALARMS = readBack(ofHub);
