import { HOST_EVENTS, type HostEvent } from '../../../../lambdas/domain/records/bin.ts';
import type { HostScenario } from './host-scenario.ts';
import type { HostState } from './host-state.ts';
import type { WorkerState } from './worker-state.ts';

/** A run that the host answered; `at` in seconds of the epoch. */
export interface Run {
  at: number;
  state: HostState;
}

const CLOCK_STEP_SECONDS = 60;

/** What changed in a bin and since the last run before it; `broken` by a change between two of its own runs. */
export function changes(
  scenario: HostScenario,
  before: readonly Run[],
  runs: readonly Run[],
  { binStart, listedBefore }: { binStart: number; listedBefore: number },
): { events: HostEvent[]; broken: boolean; hostBroken: boolean; isGap: boolean } {
  const happened = new Set<HostEvent>();
  let broken = false;
  let hostBroken = false;
  let previous = before.at(-1)?.state;
  for (const [index, { state }] of runs.entries()) {
    if (previous !== undefined) {
      const events = changesBetween(scenario, previous, state);
      for (const event of events) happened.add(event);
      if (index > 0 && events.some((event) => event !== 'clock-step')) broken = true;
      if (index > 0 && events.some((event) => event === 'reboot' || event === 'limits-change'))
        hostBroken = true;
    }
    previous = state;
  }
  const [first] = runs;
  const wasUp = first !== undefined && first.at - first.state.uptimeSeconds < binStart;
  const isGap = before.length === 0 && (listedBefore > 0 || wasUp);
  return { events: HOST_EVENTS.filter((event) => happened.has(event)), broken, hostBroken, isGap };
}

function changesBetween(scenario: HostScenario, earlier: HostState, later: HostState): HostEvent[] {
  const events: HostEvent[] = [];
  const [mainBefore, mainAfter] = [mainOf(earlier), mainOf(later)];
  const rebooted = earlier.boot !== later.boot;
  const replaced = mainBefore?.pid !== mainAfter?.pid;
  const upgraded = replaced && mainBefore?.version !== mainAfter?.version;
  const reloaded =
    !rebooted &&
    replaced &&
    later.workers.some(
      ({ pid, running }) => !running && earlier.workers.some((worker) => worker.pid === pid),
    );
  if (rebooted) events.push('reboot');
  if (replaced && !rebooted && !reloaded && !upgraded) events.push('restart');
  if (reloaded) events.push('reload');
  if (upgraded) events.push('upgrade');
  if (mainBefore?.configuration !== mainAfter?.configuration) events.push('config-change');
  if (earlier.limits.pressurePages !== later.limits.pressurePages) events.push('limits-change');
  const stepped = Math.abs(earlier.clockOffsetSeconds - later.clockOffsetSeconds) > CLOCK_STEP_SECONDS;
  if (
    stepped &&
    !rebooted &&
    later.workers.some(({ pid }) => earlier.workers.some((worker) => worker.pid === pid))
  )
    events.push('clock-step');
  return scenario.haproxy.answers === 'no-socket' ? events.filter((event) => event !== 'upgrade') : events;
}

const mainOf = ({ workers }: HostState): WorkerState | undefined =>
  workers.findLast(({ running }) => running);

/** Rates from what counters gained between runs of which the later lies in the bin, while one process and boot lived. */
export function flows(
  { probe }: HostScenario,
  before: readonly Run[],
  runs: readonly Run[],
  binStart: number,
  leastSeconds: number,
) {
  const connections = new Gain();
  const requests = new Gain();
  const bytesOut = new Gain();
  const cpu = new Gain();
  let pressureEvents: number | null = null;
  let [earlier] = before;
  for (const later of runs) {
    if (earlier !== undefined && earlier.state.boot === later.state.boot) {
      pressureEvents =
        (pressureEvents ?? 0) + later.state.tcp.pressureEvents - earlier.state.tcp.pressureEvents;
      const [mainBefore, mainAfter] = [mainOf(earlier.state), mainOf(later.state)];
      const seconds = later.at - Math.max(earlier.at, binStart);
      const share = seconds / (later.at - earlier.at);
      if (mainBefore && mainAfter && mainBefore.pid === mainAfter.pid && probe !== 'older')
        cpu.add(mainBefore.cpuSeconds, mainAfter.cpuSeconds, share, seconds);
      if (mainBefore?.runtime && mainAfter?.runtime && mainBefore.pid === mainAfter.pid) {
        connections.add(mainBefore.runtime.cumulative, mainAfter.runtime.cumulative, share, seconds);
        requests.add(
          mainBefore.runtime.requestsCumulative,
          mainAfter.runtime.requestsCumulative,
          share,
          seconds,
        );
        bytesOut.add(
          mainBefore.runtime.bytesOutCumulative,
          mainAfter.runtime.bytesOutCumulative,
          share,
          seconds,
        );
      }
    }
    earlier = later;
  }
  return {
    connectionsPerSecond: connections.rate(leastSeconds),
    requestsPerSecond: requests.rate(leastSeconds),
    bytesOutPerSecond: bytesOut.rate(leastSeconds),
    cpuPerSecond: cpu.rate(leastSeconds),
    pressureEvents,
  };
}

class Gain {
  #gained = 0;
  #seconds = 0;

  add(earlier: number | null, later: number | null, share: number, seconds: number): void {
    if (earlier === null || later === null) return;
    this.#gained += (later - earlier) * share;
    this.#seconds += seconds;
  }

  rate(leastSeconds: number): number | null {
    if (this.#seconds === 0 || this.#seconds < leastSeconds) return null;
    return Number((this.#gained / this.#seconds).toPrecision(6));
  }
}
