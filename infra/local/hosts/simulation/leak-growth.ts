import type { HostScenario, Leak, ResourceLeak } from './host-scenario.ts';
import { leaks } from './leaks.ts';
import type { Worker } from './lifecycle.ts';
import type { Random } from './random.ts';

const BURST_HOURS_SHARE = 0.02;

/**
 * Calls `add` for each hour with how many hours of the mean leak fall into it; for hour 0 with those before the scenario.
 *
 * @param rates new connections a second, one value an hour
 */
export function growHourly(
  leak: Pick<Leak | ResourceLeak, 'pattern' | 'affectedVersions'>,
  { traffic }: HostScenario,
  { workers, rates }: { workers: readonly Worker[]; rates: Float64Array },
  random: Random,
  add: (hour: number, hours: number, main: Worker | undefined) => void,
): void {
  const [first] = workers;
  add(0, first && leaks(leak, first) ? Math.max(0, -first.startedHours) : 0, first);
  for (let hour = 1; hour < rates.length; hour++) {
    const main = workers.findLast(({ startedHours }) => startedHours <= hour - 0.5);
    const active = main !== undefined && leaks(leak, main);
    const relativeTraffic = (rates[hour - 1] ?? 0) / traffic.connectionsPerSecond;
    add(hour, active ? intensity(leak, relativeTraffic, random) : 0, main);
  }
}

function intensity({ pattern }: Pick<Leak, 'pattern'>, relativeTraffic: number, random: Random): number {
  if (pattern === 'with-traffic') return relativeTraffic;
  if (pattern === 'bursts') return random.chance(BURST_HOURS_SHARE) ? 1 / BURST_HOURS_SHARE : 0;
  return 1;
}
