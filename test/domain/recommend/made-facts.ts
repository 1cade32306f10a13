import type { HostFacts } from '../../../lambdas/domain/recommend/host-facts.ts';
import type { HostConfiguration } from '../../../lambdas/domain/records/bin.ts';

export const DAY_SECONDS = 86_400;

/** Directives to which nothing is to be added. */
export const SOUND: HostConfiguration = {
  clientTimeoutSeconds: 60,
  serverTimeoutSeconds: 60,
  tunnelTimeoutSeconds: 3600,
  untimedProxies: 0,
  clientTcpUserTimeoutSeconds: null,
  serverTcpUserTimeoutSeconds: null,
  hardStopAfterSeconds: 1800,
};

/** A healthy host on 2.8.30, seen for 28 days, unless told otherwise. */
export const situation = (known: Partial<HostFacts> = {}): HostFacts => ({
  verdict: 'healthy',
  leakProbability: 0.01,
  memoryGrowthBytesPerDay: { estimate: 1e6, low: 9e5, high: 1.1e6 },
  secondsToPressure: null,
  daysObserved: 28,
  version: '2.8.30',
  evidence: [{ check: 'stuck-streams', logOdds: 4, summary: '2,177 stuck streams' }],
  package: null,
  config: SOUND,
  notes: [],
  stoppingWorkers: 0,
  shareOfPressure: 0.2,
  ...known,
});

/** Days until pressure, with a 95% interval of a quarter less and a third more. */
export const pressureIn = (days: number): HostFacts['secondsToPressure'] => ({
  estimate: days * DAY_SECONDS,
  low: 0.75 * days * DAY_SECONDS,
  high: (4 / 3) * days * DAY_SECONDS,
});
