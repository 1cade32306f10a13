import type * as z from 'zod';
import { HostIdentity, Process, Sample, type SampledHost } from '../../lambdas/domain/records/sample.ts';
import { OLD_WORKERS_UNSEEN, TCP_LIMITS_ASSUMED } from '../../lambdas/domain/records/sample-notes.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { assumedLimits, pageBytesOf } from './assumed-kernel.ts';
import type { Figures, HostFigures } from './host-figures.ts';
import type { Range } from './prometheus-api.ts';

/** Who the samples are of, beside the names that the series give. */
export interface SampleIdentity {
  readonly accountId: string;
  readonly region: string;
  /** The label that has a host's role. */
  readonly roleLabel?: string | undefined;
}

/** Clocks of a host and of the server may differ by so much. */
const CLOCK_SECONDS = 3600;
/** No HAProxy has so many connections. */
const WRAPPED = 2 ** 31;
/** Longer names are cut. */
const MAXIMUM_TEXT = 128;

/** What `source` says of the samples of an import. */
export const IMPORT_SOURCE = 'prometheus';

/**
 * The samples of a slice's instants, by instant. A host that is silent between two instants at which it is heard, while
 * others are heard, was not reached.
 */
export function samplesOf(
  hosts: readonly HostFigures[],
  range: Range,
  identity: SampleIdentity,
): Map<number, Sample[]> {
  const samples = new Map<number, Sample[]>();
  const add = (at: number, sample: Sample) => {
    const ofInstant = samples.get(at);
    if (ofInstant) ofInstant.push(sample);
    else samples.set(at, [sample]);
  };
  const silences: { at: number; sample: Sample }[] = [];
  for (const host of hosts) {
    const known = identityOf(host, identity);
    const pageBytes = pageBytesOf(host.host);
    let pending: { at: number; sample: Sample }[] = [];
    let isHeard = false;
    for (let place = 0, at = range.from; at <= range.to; place += 1, at += range.step) {
      const run = { schema: 1 as const, runAt: printInstant(at * 1000), ...known };
      const reading = readingAt(host, place, at, pageBytes);
      if (reading === null) {
        pending.push({ at, sample: { ...run, outcome: 'unreachable', reason: 'NoSeries' } });
        continue;
      }
      if (isHeard) silences.push(...pending);
      [isHeard, pending] = [true, []];
      add(at, Sample.parse({ ...run, outcome: 'sampled', source: IMPORT_SOURCE, ...reading }));
    }
  }
  for (const { at, sample } of silences) if (samples.has(at)) add(at, sample);
  return samples;
}

function identityOf(host: HostFigures, { accountId, region, roleLabel }: SampleIdentity): HostIdentity {
  const uname = host.host.labels.get('uname')?.findLast((labels) => labels !== null);
  const role = roleLabel && host.labels.map((labels) => labels[roleLabel]).find(Boolean);
  const identity = {
    hostId: host.hostId,
    accountId,
    region,
    role: role || null,
    name: uname?.nodename ?? null,
  };
  return HostIdentity.parse(identity);
}

/** A process by its figures; what is missing is not known. */
type Worker = z.input<typeof Process>;

type Reading = Pick<SampledHost, 'notes'> &
  Record<'kernel' | 'tcp' | 'udp', object> & { processes: Process[] };

/** What is known of a host at an instant; `null` where that is nothing. */
function readingAt(
  { host, haproxy, frontends, group }: HostFigures,
  place: number,
  at: number,
  pageBytes: number,
): Reading | null {
  const figure = figureAt(host, place);
  const ownFigures = haproxy.filter((figures) => isKnownAt(figures, place));
  // The exporter of before tells of the same processes.
  const workers = (
    ownFigures.length > 0 ? ownFigures : frontends.filter((figures) => isKnownAt(figures, place))
  ).map((figures) => workerAt(figures, place, at));
  const [main] = workers;
  const processes = withGroup(
    main === undefined && isKnownAt(group, place) ? [{ state: 'running' }] : workers,
    group,
    place,
    at,
  );
  if (processes.length === 0 && !isKnownAt(host, place)) return null;
  const memoryTotalBytes = figure('memoryTotalBytes');
  const boot = figure('bootSeconds');
  const bytes = figure('tcpBytes');
  const udp = [figure('udpInUse'), figure('udpInUse6')].filter((value) => value !== null);
  return {
    kernel: {
      release: host.labels.get('uname')?.[place]?.release ?? null,
      uptimeSeconds: boot === null ? null : Math.max(0, at - Math.round(boot)),
      pageBytes,
      cpuCount: figure('cpuCount'),
      memoryTotalBytes,
      memoryAvailableBytes: figure('memoryAvailableBytes'),
    },
    tcp: {
      inUse: figure('inUse'),
      orphan: figure('orphan'),
      timeWait: figure('timeWait'),
      allocated: figure('allocated'),
      inUse6: figure('inUse6'),
      memoryPages: figure('tcpPages') ?? (bytes === null ? null : Math.round(bytes / pageBytes)),
      pressureEvents: figure('pressureEvents'),
      abortsOnMemory: figure('abortsOnMemory'),
      ...(memoryTotalBytes !== null && assumedLimits(memoryTotalBytes, pageBytes)),
    },
    udp: {
      inUse: udp.length === 0 ? null : udp.reduce((sum, value) => sum + value, 0),
      memoryPages: figure('udpPages'),
    },
    processes: processes.map((process) => Process.parse(process)),
    notes: [OLD_WORKERS_UNSEEN, ...(memoryTotalBytes === null ? [] : [TCP_LIMITS_ASSUMED])],
  };
}

/** A worker as an exporter shows it. */
function workerAt(figures: Figures, place: number, at: number): Worker {
  const figure = figureAt(figures, place);
  const start = startedAt(figures, place, at);
  const current = figure('connections');
  return {
    state: figure('stopping') === 1 ? 'stopping' : 'running',
    version: figures.labels.get('build')?.[place]?.version?.slice(0, MAXIMUM_TEXT) ?? null,
    startedAt: start,
    uptimeSeconds: start === null ? figure('uptimeSeconds') : Math.max(0, at - Date.parse(start) / 1000),
    maxOpenFiles: figure('maxOpenFiles'),
    connections: {
      // A counter of 32 bits that went below zero.
      current: current !== null && current > WRAPPED ? null : current,
      max: figure('maxConnections'),
      currentTls: figure('tlsConnections'),
      cumulative: figure('connectionsTotal'),
    },
    requestsCumulative: figure('requestsTotal'),
    bytesOutCumulative: figure('bytesOutTotal'),
    pools: { allocatedBytes: figure('poolAllocatedBytes'), usedBytes: figure('poolUsedBytes') },
  };
}

/** The group's sums belong to the one worker that is seen; of several, nobody knows whose they are. */
function withGroup(workers: readonly Worker[], group: Figures, place: number, at: number): Worker[] {
  const [worker] = workers;
  if (worker === undefined || workers.length > 1 || !isKnownAt(group, place)) return [...workers];
  const figure = figureAt(group, place);
  return [
    {
      ...worker,
      // The oldest process is the worker itself, or its master, which started it.
      startedAt: worker.startedAt ?? startedAt(group, place, at),
      openFiles: figure('openFiles'),
      residentBytes: figure('residentBytes'),
      swapBytes: figure('swapBytes'),
      cpuSecondsCumulative: figure('cpuSecondsTotal'),
    },
  ];
}

/** When a process started, which is never later than now. */
function startedAt(figures: Figures, place: number, at: number): string | null {
  const start = figureAt(figures, place)('startSeconds');
  return start === null || start > at + CLOCK_SECONDS ? null : printInstant(start * 1000);
}

/** Counts of the archive are whole, and exact; the API's figures are floats. One below zero has wrapped. */
const figureAt =
  ({ values }: Figures, place: number) =>
  (name: string): number | null => {
    const value = values.get(name)?.[place] ?? Number.NaN;
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return null;
    return name.endsWith('SecondsTotal') ? value : Math.round(value);
  };

const isKnownAt = ({ values, labels }: Figures, place: number): boolean =>
  [...values.values()].some((of) => !Number.isNaN(of[place] ?? Number.NaN)) ||
  [...labels.values()].some((of) => (of[place] ?? null) !== null);
