import { lowerMedian } from '../median.ts';
import { type Bin, DERIVATION, HostConfiguration } from '../records/bin.ts';
import type { Process, Sample, SampledHost } from '../records/sample.ts';
import { BIN_SECONDS, HOUR_SECONDS, printInstant } from '../records/time.ts';
import { flowsOf } from './bin-flows.ts';
import { medianReadings, runningWorkers, sumWithMain } from './bin-readings.ts';
import { type HostRun, type SampledRun, sampledRuns } from './host-runs.ts';
import type { HostState } from './host-state.ts';
import { hostTimeline } from './host-timeline.ts';
import { startSeconds } from './process-identity.ts';
import { hostSegmentKey, segmentKey } from './segment-key.ts';

/** The audit's period lies between these, and a host that is asked more rarely is known by each run. */
const PERIOD_SECONDS = { minimum: 60, maximum: HOUR_SECONDS };
const RARELY_SECONDS = BIN_SECONDS;

/**
 * One bin of one host.
 *
 * @param earlier the host's runs of the three hours before the bin, by time
 * @param runs its runs of the bin, at least one, by time
 * @param start of the bin, in seconds since 1970
 */
export function binOfRuns(earlier: readonly HostRun[], runs: readonly HostRun[], start: number): Bin {
  const before = sampledRuns(earlier);
  const sampled = sampledRuns(runs);
  const timeline = hostTimeline(before, sampled, isGap(earlier, sampled, start));
  const period = periodSeconds([...earlier, ...runs]);
  const isSeen = sampled.length >= leastRuns(period);
  const number = (outcome: Sample['outcome']) =>
    runs.filter(({ sample }) => sample.outcome === outcome).length;
  return {
    schema: 1,
    derivation: DERIVATION,
    binAt: printInstant(start * 1000),
    ...identity(runs),
    sampled: sampled.length,
    unreachable: number('unreachable'),
    malformed: number('malformed'),
    usable: isSeen && !timeline.isBroken,
    hostUsable: isSeen && !timeline.isHostBroken,
    events: timeline.events,
    segment: timeline.state && segmentKey(timeline.state, sampled),
    hostSegment: timeline.state && hostSegmentKey(timeline.state),
    ...lastKnown(timeline.state, sampled, start),
    ...medianReadings(sampled),
    // A third of the runs that the period allows have one interval fewer between them.
    ...flowsOf([...before.slice(-1), ...sampled], start, BIN_SECONDS / 3 - period),
    notes: [...new Set(sampled.flatMap(({ host }) => host.notes))].sort(),
  };
}

type Identity = Pick<Bin, 'hostId' | 'accountId' | 'region' | 'availabilityZone' | 'role' | 'name'>;

/** As the last run has it: tags change. */
function identity(runs: readonly HostRun[]): Identity {
  const last = runs[runs.length - 1];
  if (last === undefined) throw new Error('a bin without a run');
  const { hostId, accountId, region, availabilityZone, role, name } = last.sample;
  return { hostId, accountId, region, availabilityZone, role, name };
}

/**
 * The audit's period: the middle one of the times between the host's runs, whatever their outcome, the lesser of two.
 * A run by hand in between, or one that failed to start, doesn't change it.
 */
function periodSeconds(window: readonly HostRun[]): number {
  const times = window.map(({ at }) => at);
  const between = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const middle = lowerMedian(between);
  if (middle === null) return RARELY_SECONDS;
  return Math.min(Math.max(middle, PERIOD_SECONDS.minimum), PERIOD_SECONDS.maximum);
}

/** A third of the runs that a bin has room for. */
const leastRuns = (period: number): number => Math.ceil(Math.round(BIN_SECONDS / period) / 3);

/** Whether the bin before lacks a sampled run, though the host was asked in it or was up before this bin began. */
function isGap(earlier: readonly HostRun[], sampled: readonly SampledRun[], start: number): boolean {
  if (earlier.some(({ sample }) => sample.outcome === 'sampled')) return false;
  const [first] = sampled;
  if (earlier.length > 0 || first === undefined) return earlier.length > 0;
  const { uptimeSeconds } = first.host.kernel;
  return uptimeSeconds === null || first.at - uptimeSeconds < start;
}

type LastKnown = Pick<
  Bin,
  | 'version'
  | 'package'
  | 'config'
  | 'ageSeconds'
  | 'pageBytes'
  | 'cpuCount'
  | 'pressureBytes'
  | 'highBytes'
  | 'longestTimeoutSeconds'
  | 'maxConnections'
  | 'maxOpenFiles'
  | 'memoryLimitBytes'
  | 'orphansMaximum'
  | 'localPorts'
>;

/** What holds at the end of the bin: the last run that knows it. */
function lastKnown(state: HostState | null, sampled: readonly SampledRun[], start: number): LastKnown {
  const last = (read: (run: SampledRun) => number | null) => {
    for (let index = sampled.length - 1; index >= 0; index -= 1) {
      const value = read(sampled[index] as SampledRun);
      if (value !== null) return value;
    }
    return null;
  };
  const pages = (read: (run: SampledRun) => number | null) =>
    last((run) => product(read(run), run.host.kernel.pageBytes));
  const main = state?.main ?? null;
  const mainStart = main && state && startSeconds({ worker: main, at: state.workersAt });
  return {
    version: main?.version ?? null,
    package: main?.package ?? null,
    config: main?.config ? HostConfiguration.parse(main.config) : null,
    // A worker that started after the middle of the bin had no age then; 0 is the nearest.
    ageSeconds: mainStart === null ? null : Math.max(0, start + BIN_SECONDS / 2 - mainStart),
    pageBytes: last(({ host }) => host.kernel.pageBytes),
    cpuCount: last(({ host }) => host.kernel.cpuCount),
    pressureBytes: pages(({ host }) => host.tcp.memoryPressurePages),
    highBytes: pages(({ host }) => host.tcp.memoryHighPages),
    longestTimeoutSeconds: main === null ? null : longestTimeout(main),
    maxConnections: last(({ host }) => limitOfRunning(host, ({ connections }) => connections.max)),
    maxOpenFiles: last(({ host }) => limitOfRunning(host, ({ maxOpenFiles }) => maxOpenFiles)),
    memoryLimitBytes: last(({ host }) => memoryLimit(host)),
    orphansMaximum: last(({ host }) => host.tcp.orphansMaximum),
    localPorts: last(({ host: { localPorts } }) =>
      localPorts.first === null || localPorts.last === null ? null : localPorts.last - localPorts.first + 1,
    ),
  };
}

/** What the running workers may hold together, as their readings are sums too. */
const limitOfRunning = (host: SampledHost, read: (worker: Process) => number | null): number | null =>
  sumWithMain(runningWorkers(host).map(read));

/** The narrowest of the host's memory and of the control groups around its running workers. */
function memoryLimit(host: SampledHost): number | null {
  const limits = [
    host.kernel.memoryTotalBytes,
    ...runningWorkers(host).map(({ memoryLimitBytes }) => memoryLimitBytes),
  ].filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

const product = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a * b;

function longestTimeout({ config }: Process): number | null {
  const timeouts = [config?.clientTimeoutSeconds, config?.serverTimeoutSeconds, config?.tunnelTimeoutSeconds];
  const knownTimeouts = timeouts.filter((seconds) => typeof seconds === 'number');
  return knownTimeouts.length === 0 ? null : Math.max(...knownTimeouts);
}
