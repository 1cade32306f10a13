import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { featureNames, type Weights } from '../../lambdas/domain/scoring/checks/check.ts';
import { CHECKS } from '../../lambdas/domain/scoring/checks/index.ts';
import { hostTrend } from '../../lambdas/domain/scoring/host-trend.ts';
import { TREND_OPTIONS, type TrendOptions } from '../../lambdas/domain/scoring/trend/design.ts';
import { classes, LEAKY_KINDS, UNOBSERVABLE_KINDS } from '../corpora/corpus.ts';
import { type Example, fitWeights } from './logistic-regression.ts';

/** Below 1,000: later seeds are for figures that are reported. */
const CORPORA = [
  ...[1, 2, 3, 4].map((seed) => ({ seed, days: 14, assessedOn: [14, 7] })),
  ...[5, 6].map((seed) => ({ seed, days: 28, assessedOn: [28, 21, 10] })),
];
const HOSTS_A_CLASS = 20;

const COUNTS: readonly (keyof Bin)[] = [
  'stuckStreams',
  'oldStuckStreams',
  'deadSockets',
  'unlistedSockets',
  'untimedStreams',
  'connections',
  'openFiles',
  'poolUsedBytes',
  'residentBytes',
];
/** Each host is seen with all signals, with memory and load alone, and with some of the counts. */
const WITHHELD: readonly { names: readonly (keyof Bin)[]; weight: number }[] = [
  { names: [], weight: 1 },
  { names: COUNTS, weight: 0.7 },
  { names: ['connectionsPerSecond', 'requestsPerSecond', 'timeWaitSockets'], weight: 0.25 },
  { names: ['deadSockets'], weight: 0.25 },
  { names: ['deadSockets', 'unlistedSockets', 'stuckStreams', 'oldStuckStreams'], weight: 0.25 },
];

/** What each check says of a host. */
export function featuresOf(bins: readonly Bin[], options: TrendOptions = TREND_OPTIONS): Example['features'] {
  const host = hostTrend(bins, options);
  return Object.fromEntries(
    CHECKS.flatMap((check) => {
      const answer = check.ask(host);
      return answer ? [[check.name, answer.features]] : [];
    }),
  );
}

/** An example with its class, so that a fit can do without one. */
export interface TuningExample extends Example {
  kind: string;
}

/** Simulated hosts of every class, weighed as a fleet has them (half of the sound ones ordinary), with more leaks. */
export function tuningExamples(options: TrendOptions): TuningExample[] {
  return CORPORA.flatMap(({ seed, days, assessedOn }) =>
    classes(seed, { days, hosts: HOSTS_A_CLASS }).flatMap(({ scenario, seed: hostSeed }, place) => {
      const host = simulateHost(scenario, hostSeed);
      const day = assessedOn[place % assessedOn.length] ?? days;
      const at = new Date(scenario.from.getTime() + day * 86_400_000);
      const bins = host.bins(60).filter(({ binAt }) => Date.parse(binAt) < at.getTime());
      const { leaking } = host.truth(at);
      if (bins.length === 0) return [];
      return WITHHELD.map(({ names, weight }) => ({
        kind: scenario.kind,
        leaks: leaking,
        features: featuresOf(without(bins, names), options),
        weight: weight * shareOf(scenario.kind),
      }));
    }),
  );
}

export const without = (bins: readonly Bin[], names: readonly (keyof Bin)[]): Bin[] =>
  bins.map((bin) => ({ ...bin, ...Object.fromEntries(names.map((name) => [name, null])) }));

const SOUND_KINDS = 19;

function shareOf(kind: string): number {
  if (LEAKY_KINDS.some((leaky) => leaky === kind)) return 0.12 / LEAKY_KINDS.length;
  if (UNOBSERVABLE_KINDS.some((unobservable) => unobservable === kind)) return 0.005;
  return kind === 'steady' ? 0.5 : 0.5 / SOUND_KINDS;
}

/** The line that a check's file in lambdas/domain/scoring/checks/ then holds. */
function weightsLine(weights: Weights): string {
  const parts = featureNames(weights).map((name) => `${name}: ${weights[name]}`);
  return `  weights: { ${parts.join(', ')} },`;
}

// Prints the weights of each check for its own file: node test/bench/calibrate.ts
if (import.meta.main) {
  const fitted = fitWeights(tuningExamples(TREND_OPTIONS));
  for (const { name } of CHECKS) console.log(`${name}\n${weightsLine(fitted[name] ?? {})}`);
}
