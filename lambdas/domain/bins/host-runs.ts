import { compare } from '../records/ndjson.ts';
import type { Sample, SampledHost } from '../records/sample.ts';

/** What a host came to in one run. */
export interface HostRun {
  /** The run's scheduled instant, in seconds since 1970: history's time axis. */
  at: number;
  sample: Sample;
}

/** A run in which the host answered. */
export interface SampledRun {
  at: number;
  host: SampledHost;
}

/** The runs of each host, hosts by their ids and runs by time; what is there twice counts once. */
export function runsByHost(samples: Iterable<Sample>): HostRun[][] {
  const hosts = new Map<string, Map<number, Sample>>();
  for (const sample of samples) {
    const id = `${sample.hostId} ${sample.accountId} ${sample.region}`;
    const at = Date.parse(sample.runAt) / 1000;
    const runs = hosts.get(id) ?? new Map<number, Sample>();
    const other = runs.get(at);
    runs.set(at, other === undefined ? sample : preferred(sample, other));
    hosts.set(id, runs);
  }
  return [...hosts]
    .sort(([a], [b]) => compare(a, b))
    .map(([, runs]) => [...runs].map(([at, sample]) => ({ at, sample })).sort((a, b) => a.at - b.at));
}

/** The runs in which the host answered. */
export const sampledRuns = (runs: readonly HostRun[]): SampledRun[] =>
  runs.flatMap(({ at, sample }) => (sample.outcome === 'sampled' ? [{ at, host: sample }] : []));

const BEST_FIRST: readonly Sample['outcome'][] = ['sampled', 'malformed', 'unreachable'];

/** Of two records of one run the one that says more; of equals the one whose text comes first, whichever was met first. */
function preferred(a: Sample, b: Sample): Sample {
  const rank = BEST_FIRST.indexOf(a.outcome) - BEST_FIRST.indexOf(b.outcome);
  return (rank || compare(JSON.stringify(a), JSON.stringify(b))) <= 0 ? a : b;
}
