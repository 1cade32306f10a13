import { mainWorker } from '../audit/host-figures.ts';
import { isRunning, type Process, type SampledHost } from '../records/sample.ts';
import type { SampledRun } from './host-runs.ts';
import { delaySeconds, isSameWorker } from './process-identity.ts';

/**
 * What is known of a host after a run. What one run could not read is taken from the runs before, so that a reading
 * that fails once looks like no change.
 */
export interface HostState {
  at: number;
  bootId: string | null;
  /** `tcp_mem`, its three numbers as text. */
  limits: string | null;
  /** Of the last run that saw a running worker: its time, all workers, those that run, the main one. */
  workersAt: number;
  workers: readonly Process[];
  running: readonly Process[];
  main: Process | null;
}

/** @param before the state after the run before, `null` for the first */
export function stateAfter(before: HostState | null, { at, host }: SampledRun): HostState {
  const rebooted = before !== null && isRebooted(before, { at, host });
  const bootId = host.kernel.bootId ?? (rebooted ? null : (before?.bootId ?? null));
  const limits = limitsOf(host) ?? before?.limits ?? null;
  const main = mainWorker(host);
  if (main === null && before !== null) return { ...before, at, bootId, limits };
  const workers = host.processes.map((worker) => withKnown(worker, before, at));
  return {
    at,
    bootId,
    limits,
    workersAt: at,
    workers,
    running: workers.filter(isRunning),
    main: main && (workers[host.processes.indexOf(main)] ?? null),
  };
}

/** Another boot id or, where one is not known, an uptime that doesn't reach back to the run before. */
export function isRebooted(
  before: Pick<HostState, 'at' | 'bootId'>,
  { at, host: { kernel } }: SampledRun,
): boolean {
  if (before.bootId !== null && kernel.bootId !== null) return before.bootId !== kernel.bootId;
  const elapsed = at - before.at;
  return kernel.uptimeSeconds !== null && kernel.uptimeSeconds < elapsed - delaySeconds(elapsed);
}

/** `tcp_mem` as text; `null` where it was not read. */
export function limitsOf({ tcp }: SampledHost): string | null {
  const { memoryLowPages: low, memoryPressurePages: pressure, memoryHighPages: high } = tcp;
  return low === null && pressure === null && high === null ? null : `${low} ${pressure} ${high}`;
}

/** The worker with its release and configuration of before, where this run could not read them. */
function withKnown(worker: Process, before: HostState | null, at: number): Process {
  if (before === null || (worker.version !== null && worker.config?.hash)) return worker;
  const previous = before.workers.find((candidate) =>
    isSameWorker({ worker: candidate, at: before.workersAt }, { worker, at }),
  );
  if (previous === undefined) return worker;
  const version = worker.version ?? previous.version;
  const config = worker.config?.hash ? worker.config : previous.config;
  return version === worker.version && config === worker.config ? worker : { ...worker, version, config };
}
