import type { ProbeLine, ProbeWorker } from '../../../../lambdas/probe/probe-line.ts';
import { MOST_LINE_BYTES } from '../../../../lambdas/probe/probe-output.ts';
import type { HostScenario } from './host-scenario.ts';
import type { HostState } from './host-state.ts';
import { hash } from './random.ts';
import { summedWorkers } from './summed-workers.ts';
import type { WorkerState } from './worker-state.ts';

/** Version of probe.sh whose line this is. */
export const PROBE_VERSION = '1.0.0';
const MOST_WORKERS = 8;
/** So many fit whatever their figures. */
const ALWAYS_FIT = 4;

/** The line that probe.sh would print on a host in this state, without its line feed. */
export function probeText(scenario: HostScenario, seed: number, state: HostState): string {
  return textOf(scenario, seed, state, fittingWorkers(scenario, seed, state));
}

/**
 * The workers of the line, in its order: running ones first, then those with most connections; as many as fit, the
 * others summed up in a last one.
 */
export function fittingWorkers(scenario: HostScenario, seed: number, state: HostState): WorkerState[] {
  const ordered = state.workers.toSorted(
    (a, b) =>
      Number(b.running) - Number(a.running) ||
      (b.runtime?.current ?? 0) - (a.runtime?.current ?? 0) ||
      b.openFiles - a.openFiles ||
      a.uptimeSeconds - b.uptimeSeconds,
  );
  for (let kept = Math.min(MOST_WORKERS, ordered.length); kept > ALWAYS_FIT; kept--) {
    const fitting = [...ordered.slice(0, kept), ...summedWorkers(ordered.slice(kept))];
    if (textOf(scenario, seed, state, fitting).length < MOST_LINE_BYTES - 1) return fitting;
  }
  return [...ordered.slice(0, ALWAYS_FIT), ...summedWorkers(ordered.slice(ALWAYS_FIT))];
}

function textOf(
  scenario: HostScenario,
  seed: number,
  state: HostState,
  workers: readonly WorkerState[],
): string {
  const { machine } = scenario;
  const { tcp, limits } = state;
  const texts: string[] = [];
  const configurations: number[] = [];
  const w = workers.map((worker) => workerEntry(worker, texts, configurations));
  return JSON.stringify({
    v: 1,
    p: PROBE_VERSION,
    t: state.takenAtSeconds,
    k: [
      machine.kernelRelease,
      state.boot.bootId,
      state.uptimeSeconds,
      machine.pageBytes,
      machine.cpuCount,
      machine.memoryTotalBytes / 1024,
      state.memoryAvailableKilobytes,
    ],
    s: [
      tcp.inUse,
      tcp.orphan,
      tcp.timeWait,
      tcp.allocated,
      tcp.inUse6,
      tcp.memoryPages,
      limits.lowPages,
      limits.pressurePages,
      limits.highPages,
      tcp.pressureEvents,
      tcp.abortsOnMemory,
    ],
    x: texts,
    c: configurations.map((generation) => configurationEntry(scenario, seed, generation)),
    w,
    n: probeNotes(scenario),
    end: 1,
  } satisfies ProbeLine);
}

function workerEntry(worker: WorkerState, texts: string[], configurations: number[]): ProbeWorker {
  const { runtime, streams } = worker;
  const entry: ProbeWorker = [
    worker.pid,
    placeIn(texts, worker.version),
    placeIn(texts, worker.packaged),
    worker.scan,
    worker.running ? 1 : 0,
    placeIn(configurations, worker.configuration < 0 ? null : worker.configuration),
    worker.startedAtSeconds,
    worker.uptimeSeconds,
    worker.openFiles,
    worker.maxOpenFiles,
    worker.residentKilobytes,
    worker.deadSockets,
    runtime?.current ?? null,
    runtime?.max ?? null,
    runtime?.currentTls ?? null,
    runtime?.cumulative ?? null,
    runtime?.requestsCumulative ?? null,
    runtime?.bytesOutCumulative ?? null,
    streams?.total ?? null,
    streams?.untimed ?? null,
    streams?.stuck ?? null,
    streams?.hour ?? null,
    streams?.sixHours ?? null,
    streams?.day ?? null,
    streams?.week ?? null,
    streams?.oldestSeconds ?? null,
    runtime?.poolAllocatedBytes ?? null,
    runtime?.poolUsedBytes ?? null,
  ];
  if (worker.scan === 'summed') entry[28] = worker.count;
  return entry;
}

function placeIn<T>(table: T[], value: T | null): number | null {
  if (value === null) return null;
  const place = table.indexOf(value);
  return place >= 0 ? place : table.push(value) - 1;
}

/** Configuration as the probe's line has it: hash, timeouts, proxies without one, tcp-ut twice, hard-stop-after. */
export function configurationEntry(
  { haproxy }: HostScenario,
  seed: number,
  generation: number,
): ProbeLine['c'][number] {
  const hex = [21, 22].map((salt) => hash(seed, salt, generation).toString(16).padStart(8, '0')).join('');
  const { timeoutSeconds, tunnelTimeoutSeconds, untimedProxies, hardStopAfterSeconds } = haproxy;
  return [
    hex.slice(0, 12),
    timeoutSeconds,
    timeoutSeconds,
    tunnelTimeoutSeconds,
    untimedProxies,
    null,
    null,
    hardStopAfterSeconds,
  ];
}

/** What probe.sh notes on such a host. */
export function probeNotes({ haproxy }: HostScenario): string[] {
  return haproxy.answers === 'no-streams' ? ['socket-level-user'] : [];
}
