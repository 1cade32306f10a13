import { compare } from '../records/ndjson.ts';
import type { Process, Sample, SampledHost } from '../records/sample.ts';
import { OLD_WORKERS_UNSEEN, TCP_LIMITS_ASSUMED } from '../records/sample-notes.ts';
import { isSameWorker } from './process-identity.ts';

const BEST_FIRST: readonly Sample['outcome'][] = ['sampled', 'malformed', 'unreachable'];

/** What `source` says of samples that hosts were asked for, and what is believed first. */
const PROBE = 'probe';

/**
 * One record of a host's run of all that there are, in whichever order. Of those of one source the one that says more, and
 * of equals the one whose text comes first; of several sources the probe's, and what it does not know from the others, in
 * the order of their names.
 */
export function joinedSample(samples: readonly [Sample, ...Sample[]]): Sample {
  const [best, ...others] = samples.toSorted(byTrust) as [Sample, ...Sample[]];
  if (best.outcome !== 'sampled') return best;
  let joined: SampledHost = best;
  let { source } = best;
  for (const other of others) {
    if (other.outcome !== 'sampled' || other.source === source) continue;
    joined = withKnown(joined, other);
    source = other.source;
  }
  return joined;
}

const byTrust = (a: Sample, b: Sample): number =>
  BEST_FIRST.indexOf(a.outcome) - BEST_FIRST.indexOf(b.outcome) ||
  compare(sourceRank(a), sourceRank(b)) ||
  compare(JSON.stringify(a), JSON.stringify(b));

const sourceRank = (sample: Sample): string => {
  if (sample.outcome !== 'sampled') return '';
  return sample.source === PROBE ? '' : sample.source;
};

/** A sample with what another one knows besides. */
function withKnown(sample: SampledHost, other: SampledHost): SampledHost {
  const at = Date.parse(sample.runAt) / 1000;
  const ownsWorkers = sample.processes.length > 0;
  const processes = ownsWorkers
    ? sample.processes.map((worker) => {
        const same = other.processes.find((candidate) => isOneWorker(worker, candidate, at));
        return same === undefined ? worker : filled(worker, same);
      })
    : other.processes;
  // The three numbers are one limit.
  const ownsLimits = sample.tcp.memoryPressurePages !== null;
  const { memoryLowPages, memoryPressurePages, memoryHighPages } = (ownsLimits ? sample : other).tcp;
  const dropped = new Set([
    ...(ownsWorkers ? [OLD_WORKERS_UNSEEN] : []),
    ...(ownsLimits ? [TCP_LIMITS_ASSUMED] : []),
  ]);
  return {
    ...filled(sample, other),
    tcp: { ...filled(sample.tcp, other.tcp), memoryLowPages, memoryPressurePages, memoryHighPages },
    processes,
    notes: [...new Set([...sample.notes, ...other.notes.filter((note) => !dropped.has(note))])],
  };
}

/** Where neither knows when it started, nobody knows whether they are one. */
const isOneWorker = (worker: Process, other: Process, at: number): boolean =>
  worker.state === other.state &&
  worker.count === other.count &&
  [worker, other].every(({ startedAt, uptimeSeconds }) => (startedAt ?? uptimeSeconds) !== null) &&
  isSameWorker({ worker, at }, { worker: other, at });

/** The first with what the second knows besides, group by group. A list and a text that is there are the first's. */
function filled<T extends object>(first: T, second: T): T {
  const entries = Object.entries(first).map(([key, value]) => {
    const other = (second as Record<string, unknown>)[key];
    if (value === null) return [key, other ?? null];
    return [key, isGroup(value) && isGroup(other) ? filled(value, other) : value];
  });
  return Object.fromEntries(entries) as T;
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
