import { type SimulatedHost, simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { anyKindBalanced } from '../../corpora/any-kind.ts';
import { type CorpusHost, classes, fourPercent } from '../../corpora/corpus.ts';

export const DAYS = 14;

export const simulated = ({ scenario, seed }: CorpusHost): SimulatedHost => simulateHost(scenario, seed);

/** Hosts of every class and every kind of leak, with nuisances of any size, that were there for two days or more. */
export const HOSTS: readonly SimulatedHost[] = [
  ...classes(7, { hosts: 1, days: DAYS }),
  ...fourPercent(7, { hosts: 25, days: DAYS }),
  ...anyKindBalanced(7, { hosts: 60, days: DAYS }),
]
  .map(simulated)
  .filter((host) => host.bins(60).length >= 16);
export const BINS = HOSTS.map((host) => host.bins(60));
