import { hostKey } from '../records/host-key.ts';
import type { Sample, SampledHost } from '../records/sample.ts';
import { upstreamRelease } from '../records/version.ts';
import {
  deadSockets,
  mainWorker,
  percentOfPressure,
  stuckStreams,
  sumOfKnown,
  tcpMemoryBytes,
} from './host-figures.ts';

export interface Group {
  name: string;
  hosts: number;
  stuckStreams: number | null;
  deadSockets: number | null;
}

/** What one run says of the whole fleet; `null` where no host could say. */
export interface FleetSummary {
  hosts: number;
  sampled: number;
  unreachable: number;
  malformed: number;
  /** 0-100; `null` for a fleet without hosts. */
  coveragePercent: number | null;
  tcpMemoryBytes: Range | null;
  percentOfPressure: Range | null;
  stuckStreams: number | null;
  deadSockets: number | null;
  /** Entries into memory pressure since the run before, over hosts that were sampled in both and not rebooted. */
  pressureEvents: number | null;
  roles: Group[];
  /** By upstream release of the host's main worker; what is no known release is `other`. */
  releases: Group[];
}

/** A quantity over the hosts that know it. */
export interface Range {
  minimum: number;
  maximum: number;
  sum: number;
  count: number;
}

/**
 * @param samples of one run
 * @param before samples of the run one period earlier; empty where there was none
 * @param isKnown whether a release is one that may name a group (a host must not be able to invent one)
 */
export function summariseFleet(
  samples: readonly Sample[],
  before: readonly Sample[],
  isKnown: (release: string) => boolean,
): FleetSummary {
  const sampled = samples.filter((sample) => sample.outcome === 'sampled');
  const number = (outcome: Sample['outcome']) =>
    samples.filter((sample) => sample.outcome === outcome).length;
  return {
    hosts: samples.length,
    sampled: sampled.length,
    unreachable: number('unreachable'),
    malformed: number('malformed'),
    coveragePercent: samples.length === 0 ? null : (100 * sampled.length) / samples.length,
    tcpMemoryBytes: range(sampled.map(tcpMemoryBytes)),
    percentOfPressure: range(sampled.map(percentOfPressure)),
    stuckStreams: sumOfKnown(sampled.map(stuckStreams)),
    deadSockets: sumOfKnown(sampled.map(deadSockets)),
    pressureEvents: newPressureEvents(sampled, before),
    roles: groups(samples, (sample) => sample.role ?? 'none'),
    releases: groups(sampled, (sample) => releaseOf(sample, isKnown)),
  };
}

function releaseOf(sample: Sample, isKnown: (release: string) => boolean): string | null {
  const version = sample.outcome === 'sampled' ? mainWorker(sample)?.version : null;
  if (!version) return null;
  const release = upstreamRelease(version);
  return release !== null && isKnown(release) ? release : 'other';
}

/** Most hosts first, then by name. */
function groups(samples: readonly Sample[], nameOf: (sample: Sample) => string | null): Group[] {
  const members = new Map<string, Sample[]>();
  for (const sample of samples) {
    const name = nameOf(sample);
    if (name === null) continue;
    const group = members.get(name);
    // Not a new list for each sample: a fleet of one role would be copied as often as it has hosts.
    if (group) group.push(sample);
    else members.set(name, [sample]);
  }
  return [...members]
    .map(([name, members]) => {
      const sampled = members.filter((sample) => sample.outcome === 'sampled');
      return {
        name,
        hosts: members.length,
        stuckStreams: sumOfKnown(sampled.map(stuckStreams)),
        deadSockets: sumOfKnown(sampled.map(deadSockets)),
      };
    })
    .sort((a, b) => b.hosts - a.hosts || (a.name < b.name ? -1 : 1));
}

function newPressureEvents(sampled: readonly SampledHost[], before: readonly Sample[]): number | null {
  const previousSamples = new Map(before.map((sample) => [hostKey(sample), sample]));
  return sumOfKnown(
    sampled.map((host) => {
      const previous = previousSamples.get(hostKey(host));
      const pressureEvents = host.tcp.pressureEvents;
      if (previous?.outcome !== 'sampled' || pressureEvents === null || previous.tcp.pressureEvents === null)
        return null;
      // A counter that starts again says nothing of the time between.
      const restarted =
        previous.kernel.bootId !== host.kernel.bootId || pressureEvents < previous.tcp.pressureEvents;
      return restarted ? null : pressureEvents - previous.tcp.pressureEvents;
    }),
  );
}

function range(values: readonly (number | null)[]): Range | null {
  const knownValues = values.filter((value) => value !== null);
  if (knownValues.length === 0) return null;
  return {
    minimum: knownValues.reduce((minimum, value) => Math.min(minimum, value)),
    maximum: knownValues.reduce((maximum, value) => Math.max(maximum, value)),
    sum: sumOfKnown(knownValues) ?? 0,
    count: knownValues.length,
  };
}
