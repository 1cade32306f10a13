import { compare } from '../records/ndjson.ts';
import type { Sample, SampledHost } from '../records/sample.ts';
import { joinedSample } from './joined-sample.ts';

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

/** The runs of each host, hosts by their ids and runs by time; what is there twice, or from two sources, is one. */
export function runsByHost(samples: Iterable<Sample>): HostRun[][] {
  const hosts = new Map<string, Map<number, Sample | [Sample, ...Sample[]]>>();
  // Samples of a run stand together.
  let [text, at] = ['', Number.NaN];
  for (const sample of samples) {
    const id = `${sample.hostId} ${sample.accountId} ${sample.region}`;
    if (sample.runAt !== text) [text, at] = [sample.runAt, Date.parse(sample.runAt) / 1000];
    const runs = hosts.get(id) ?? new Map<number, Sample | [Sample, ...Sample[]]>();
    const other = runs.get(at);
    if (Array.isArray(other)) other.push(sample);
    else runs.set(at, other === undefined ? sample : [other, sample]);
    hosts.set(id, runs);
  }
  return [...hosts]
    .sort(([a], [b]) => compare(a, b))
    .map(([, runs]) =>
      [...runs]
        .map(([at, found]) => ({ at, sample: Array.isArray(found) ? joinedSample(found) : found }))
        .sort((a, b) => a.at - b.at),
    );
}

/** The runs in which the host answered. */
export const sampledRuns = (runs: readonly HostRun[]): SampledRun[] =>
  runs.flatMap(({ at, sample }) => (sample.outcome === 'sampled' ? [{ at, host: sample }] : []));
