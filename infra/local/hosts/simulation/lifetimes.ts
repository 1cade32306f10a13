import type { HostScenario } from './host-scenario.ts';

/** How many times as long connections last at an instant as at the start. */
export function lifetimeFactor({ connections }: HostScenario, hours: number): number {
  let factor = 1;
  for (const step of connections.lifetimeSteps ?? []) if (step.atDay * 24 <= hours) factor *= step.factor;
  return factor;
}
