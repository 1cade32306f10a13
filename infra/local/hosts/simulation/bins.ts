import { type Bin, DERIVATION, HostConfiguration } from '../../../../lambdas/domain/records/bin.ts';
import { BIN_SECONDS, printInstant } from '../../../../lambdas/domain/records/time.ts';
import { changes, flows, type Run } from './bin-differences.ts';
import { mediansOf } from './bin-medians.ts';
import { maxConnectionsOf, maxOpenFilesOf, memoryLimitOf } from './capacity.ts';
import { notesOf } from './host-reading.ts';
import type { HostScenario } from './host-scenario.ts';
import { type HostState, hostState, LOCAL_PORTS } from './host-state.ts';
import type { Pressure } from './pressure.ts';
import { configurationHash, configurationOf } from './process-record.ts';
import type { Trajectory } from './trajectory.ts';
import type { WorkerState } from './worker-state.ts';

/**
 * Bins straight from states: what the archive's samples of the same period would be folded to, some ten times faster.
 *
 * @param periodMinutes of the runs, the first at the scenario's start: 1 to 60
 */
export function foldBins(trajectory: Trajectory, pressure: Pressure, periodMinutes: number): Bin[] {
  const { scenario } = trajectory;
  const fromSeconds = scenario.from.getTime() / 1000;
  const begin = fromSeconds + Math.max(0, scenario.launchedDay) * 86_400;
  const end = fromSeconds + Math.min(scenario.days, scenario.terminatedDay ?? scenario.days) * 86_400;
  const period = periodMinutes * 60;
  const bins: Bin[] = [];
  let runs: Run[] = [];
  let before: Run[] = [];
  let listed = 0;
  let listedBefore = 0;
  let binStart = Math.floor(fromSeconds / BIN_SECONDS) * BIN_SECONDS;
  const close = () => {
    if (listed > 0) bins.push(binOf(trajectory, { binStart, period, listed, runs, before, listedBefore }));
    [before, runs, listedBefore, listed] = [runs, [], listed, 0];
  };
  for (let at = fromSeconds; at < end; at += period) {
    while (at >= binStart + BIN_SECONDS) {
      close();
      binStart += BIN_SECONDS;
    }
    if (at < begin) continue;
    listed++;
    const state = hostState(trajectory, pressure, at);
    if (state !== null) runs.push({ at, state });
  }
  close();
  return bins;
}

interface Window {
  binStart: number;
  period: number;
  /** Runs in which EC2 listed the host. */
  listed: number;
  runs: Run[];
  before: Run[];
  listedBefore: number;
}

function binOf(
  { scenario, seed }: Trajectory,
  { binStart, period, listed, runs, before, listedBefore }: Window,
): Bin {
  const { machine } = scenario;
  const { events, broken, hostBroken, isGap } = changes(scenario, before, runs, { binStart, listedBefore });
  const last = runs.at(-1)?.state;
  const main = last?.workers.findLast(({ running }) => running);
  const limits = last?.limits;
  // Who is asked more rarely than every three hours is known by each run.
  const isRare = listed + listedBefore === 1;
  const leastRuns = isRare ? 1 : Math.ceil(Math.round(BIN_SECONDS / period) / 3);
  const isSeen = runs.length >= leastRuns;
  return {
    schema: 1,
    derivation: DERIVATION,
    binAt: printInstant(binStart * 1000),
    ...scenario.identity,
    sampled: runs.length,
    unreachable: listed - runs.length,
    malformed: 0,
    usable: isSeen && !broken,
    hostUsable: isSeen && !hostBroken,
    events: isGap ? [...events, 'gap'] : events,
    segment: last && main ? segmentOf(seed, last, main) : null,
    hostSegment: last ? hostSegmentOf(last) : null,
    version: main?.version ?? null,
    package: main?.packaged ?? null,
    config: main ? HostConfiguration.parse(configurationOf(scenario, seed, main.configuration)) : null,
    ageSeconds: main
      ? Math.max(0, main.uptimeSeconds + binStart + BIN_SECONDS / 2 - (runs.at(-1)?.at ?? 0))
      : null,
    pageBytes: last ? machine.pageBytes : null,
    cpuCount: last ? machine.cpuCount : null,
    pressureBytes: limits ? limits.pressurePages * machine.pageBytes : null,
    highBytes: limits ? limits.highPages * machine.pageBytes : null,
    longestTimeoutSeconds: main
      ? Math.max(scenario.haproxy.timeoutSeconds, scenario.haproxy.tunnelTimeoutSeconds ?? 0)
      : null,
    ...limitsOf(scenario, last, main),
    ...mediansOf(scenario, runs),
    ...flows(scenario, before.slice(-1), runs, binStart, BIN_SECONDS / 3 - period),
    notes: [...new Set(runs.flatMap(({ state }) => notesOf(scenario, state)))].sort(),
  };
}

function segmentOf(
  seed: number,
  { boot, limits }: Run['state'],
  main: Run['state']['workers'][number],
): string {
  const hash = configurationHash(seed, main.configuration);
  const worker = `${main.pid}@${main.startedAfterBootSeconds} ${main.version ?? '?'} ${hash}`;
  return [worker, hostSegmentOf({ boot, limits })].join('; ');
}

const hostSegmentOf = ({ boot, limits }: Pick<HostState, 'boot' | 'limits'>): string =>
  `${boot.bootId}; ${limits.lowPages} ${limits.pressurePages} ${limits.highPages}`;

/** Limits as the last run has them. */
function limitsOf(scenario: HostScenario, last: HostState | undefined, main: WorkerState | undefined) {
  const isNewest = scenario.probe !== 'older';
  const { machine } = scenario;
  const limitBytes = memoryLimitOf(
    isNewest ? scenario : { machine: { ...machine, memoryLimitBytes: Infinity } },
  );
  return {
    maxConnections: main?.runtime ? maxConnectionsOf(scenario) : null,
    maxOpenFiles: main ? maxOpenFilesOf(scenario) : null,
    memoryLimitBytes: last ? limitBytes : null,
    orphansMaximum: last && isNewest ? last.orphansMaximum : null,
    localPorts: last && isNewest ? LOCAL_PORTS.last - LOCAL_PORTS.first + 1 : null,
  };
}
