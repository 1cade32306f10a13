import type { Process } from '../records/sample.ts';
import { BIN_SECONDS } from '../records/time.ts';
import type { SampledRun } from './host-runs.ts';
import type { HostState } from './host-state.ts';
import { isSameWorker, startSeconds } from './process-identity.ts';

/**
 * Starts are told apart by three hours: a pid that serves two workers in turn is rare, and between their starts lies
 * a bin or neither has one to itself. Finer, and the delay of each answer would make many workers of one.
 */
const START_SECONDS = BIN_SECONDS;

/** Restarts are planned for round times; the borders between starts lie at none. */
const START_OFFSET_SECONDS = 2_897;

/** Uptimes are whole seconds, each rounded for itself. */
const ROUNDING_SECONDS = 10;

/**
 * The running workers with their release and configuration, the boot and the limits, as text. Nothing in it moves
 * with the host's clock or with which worker has the most connections.
 *
 * @param state after the last of the runs
 * @param runs the sampled runs of one bin
 */
export function segmentKey(state: HostState, runs: readonly SampledRun[]): string {
  const isCut = state.workers.some(({ count }) => count > 1);
  const workers = state.running.map((worker) => {
    // Which of many workers the probe lists changes from run to run; of what kind they are doesn't.
    const pid = isCut ? 'many' : (worker.pid ?? '?');
    const start = startPeriod({ worker, at: state.workersAt }, state.bootId, runs) ?? '?';
    return `${pid}@${start} ${worker.version ?? '?'} ${worker.config?.hash ?? '?'}`;
  });
  return [state.bootId ?? '?', [...new Set(workers)].sort().join(', '), state.limits ?? '?'].join('; ');
}

/** The boot and the limits alone: what the whole host's readings belong to, whatever becomes of its workers. */
export const hostSegmentKey = ({ bootId, limits }: HostState): string => `${bootId ?? '?'}; ${limits ?? '?'}`;

/**
 * The three hours in which a worker started, counted on the kernel's own clock where that is known and goes: probes
 * read both uptimes at once, so that their difference stands still. Else on the axis of runs, by the least delay.
 */
function startPeriod(
  last: { worker: Process; at: number },
  bootId: string | null,
  runs: readonly SampledRun[],
): number | null {
  const onKernel: number[] = [];
  const onRuns: number[] = [];
  for (const { at, host } of runs) {
    for (const worker of host.processes) {
      if (!isSameWorker({ worker, at }, last)) continue;
      const [kernelUptime, uptime] = [host.kernel.uptimeSeconds, worker.uptimeSeconds];
      if (kernelUptime !== null && uptime !== null) onKernel.push(kernelUptime - uptime);
      const start = startSeconds({ worker, at });
      if (start !== null) onRuns.push(start);
    }
  }
  const isClockSteady =
    onKernel.length > 0 && Math.max(...onKernel) - Math.min(...onKernel) <= ROUNDING_SECONDS;
  const starts = bootId !== null && isClockSteady ? onKernel : onRuns;
  if (starts.length === 0) return null;
  return Math.floor((Math.max(...starts) + START_OFFSET_SECONDS) / START_SECONDS);
}
