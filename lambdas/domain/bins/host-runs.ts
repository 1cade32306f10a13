import { type HostKey, hostKey } from '../records/host-key.ts';
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

/** Runs by time of each host, hosts by their ids. */
export type HostRuns = ReadonlyMap<HostKey, readonly HostRun[]>;

/** The runs of samples; what is there twice, or from two sources, is one. */
export function runsByHost(samples: Iterable<Sample>): HostRuns {
  const hosts = new Map<HostKey, Map<number, Sample | [Sample, ...Sample[]]>>();
  // Samples of a run stand together, or those of a host.
  let [text, at] = ['', Number.NaN];
  let last: Sample | undefined;
  let runs = new Map<number, Sample | [Sample, ...Sample[]]>();
  for (const sample of samples) {
    if (sample.runAt !== text) [text, at] = [sample.runAt, Date.parse(sample.runAt) / 1000];
    if (last === undefined || !isOfHost(sample, last)) {
      const id = hostKey(sample);
      runs = hosts.get(id) ?? new Map();
      hosts.set(id, runs);
      last = sample;
    }
    const other = runs.get(at);
    if (Array.isArray(other)) other.push(sample);
    else runs.set(at, other === undefined ? sample : [other, sample]);
  }
  const ids = [...hosts.keys()].sort(compare);
  return new Map(ids.map((id) => [id, inOrder(hosts.get(id) ?? [])]));
}

const isOfHost = (a: Sample, b: Sample): boolean =>
  a.hostId === b.hostId && a.accountId === b.accountId && a.region === b.region;

const inOrder = (runs: Iterable<[number, Sample | [Sample, ...Sample[]]]>): HostRun[] =>
  [...runs]
    .map(([at, found]) => ({ at, sample: Array.isArray(found) ? joinedSample(found) : found }))
    .sort((a, b) => a.at - b.at);

/** The runs in which the host answered. */
export function sampledRuns(runs: readonly HostRun[]): SampledRun[] {
  const sampled: SampledRun[] = [];
  for (const { at, sample } of runs) if (sample.outcome === 'sampled') sampled.push({ at, host: sample });
  return sampled;
}
