import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import type { Truth as SimulatedTruth } from '../../infra/local/hosts/simulation/truth.ts';
import type { Corpus, CorpusHost, Truth } from '../bench/detector.ts';
import type { Measure } from '../bench/entries.ts';
import { DAY_MILLISECONDS } from '../bench/series.ts';
import { anyKind } from './any-kind.ts';
import {
  adversarial,
  FIRST_REPORT_SEED,
  fourPercent,
  type CorpusHost as SimulatedCorpusHost,
} from './corpus.ts';

const HOURLY_MINUTES = 60;

export type SimulatedSize = { seed: number; fleets: number; hosts: number; days: number };

type Maker = (seed: number, size: { hosts: number; days: number }) => SimulatedCorpusHost[];

/**
 * Fleets of which 4% leak, as an audit meets them after two weeks and after four, and with kinds and nuisances drawn
 * as widely as the field has them; years of hosts that only look it.
 */
export const SIMULATED: readonly { corpus: Corpus; measures: readonly Measure[] }[] = [
  {
    corpus: simulated('4% leaky, 14 days', fourPercent, {
      seed: FIRST_REPORT_SEED,
      fleets: 10,
      hosts: 500,
      days: 14,
    }),
    measures: ['audit-14'],
  },
  {
    corpus: simulated('4% leaky, 28 days', fourPercent, {
      seed: FIRST_REPORT_SEED + 100,
      fleets: 10,
      hosts: 500,
      days: 28,
    }),
    measures: ['audit-28'],
  },
  {
    corpus: simulated('leaks and nuisances of any kind, 14 days', anyKind, {
      seed: FIRST_REPORT_SEED + 400,
      fleets: 10,
      hosts: 500,
      days: 14,
    }),
    measures: ['audit-14'],
  },
  {
    corpus: simulated('4% leaky, day by day', fourPercent, {
      seed: FIRST_REPORT_SEED + 200,
      fleets: 5,
      hosts: 500,
      days: 28,
    }),
    measures: ['daily'],
  },
  {
    corpus: simulated('adversarial', adversarial, {
      seed: FIRST_REPORT_SEED + 300,
      fleets: 42,
      hosts: 68,
      days: 56,
    }),
    measures: ['daily'],
  },
];

export function simulated(name: string, make: Maker, { seed, fleets, hosts, days }: SimulatedSize): Corpus {
  return {
    name,
    description: `${fleets} fleets of ${hosts} hosts over ${days} days, sampled hourly, seeds ${seed}-${seed + fleets - 1}`,
    fleets,
    makeFleet: (fleet) => make(seed + fleet, { hosts, days }).map(shownHost),
  };
}

function shownHost({ scenario, seed }: SimulatedCorpusHost): CorpusHost {
  const host = simulateHost(scenario, seed);
  const { hostId, role } = scenario.identity;
  return {
    hostId,
    cohort: `${role}/${scenario.haproxy.version}`,
    bins: host.bins(HOURLY_MINUTES),
    kind: scenario.kind,
    truthAt: (at) => truthFrom(host.truth(new Date(at)), at),
  };
}

/** A leak that no reading shows, and one that ended, are neither healthy nor to be found. */
export function truthFrom(truth: SimulatedTruth, at: number): Truth {
  const { leaking, material, observable, leakingDays, onsetAt, r } = truth;
  if (leakingDays <= 0 || onsetAt === null) return { status: 'healthy', daysSinceOnset: null, r: 0 };
  return {
    status: leaking && material && observable ? 'material' : 'other',
    daysSinceOnset: leaking ? (at - onsetAt.getTime()) / DAY_MILLISECONDS : null,
    r,
  };
}
