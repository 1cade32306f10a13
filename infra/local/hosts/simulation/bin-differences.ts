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
): { events: HostEvent[]; broken: boolean; isGap: boolean } {
  const seen = new Set<HostEvent>();
  let broken = false;
  let previous = before.at(-1)?.state;
  for (const [index, { state }] of runs.entries()) {
    if (previous !== undefined) {
      const found = changesBetween(scenario, previous, state);
      for (const event of found) seen.add(event);
      if (index > 0 && found.some((event) => event !== 'clock-step')) broken = true;
    }
    previous = state;
  }
  const [first] = runs;
  const wasUp = first !== undefined && first.at - first.state.uptimeSeconds < binStart;
  const isGap = before.length === 0 && (listedBefore > 0 || wasUp);
  return { events: HOST_EVENTS.filter((event) => seen.has(event)), broken, isGap };
}

function changesBetween(scenario: HostScenario, then: HostState, now: HostState): HostEvent[] {
  const found: HostEvent[] = [];
  const [was, is] = [mainOf(then), mainOf(now)];
  const rebooted = then.boot !== now.boot;
  const replaced = was?.pid !== is?.pid;
  const upgraded = replaced && was?.version !== is?.version;
  const reloaded =
    !rebooted &&
    replaced &&
    now.workers.some(({ pid, running }) => !running && then.workers.some((w) => w.pid === pid));
  if (rebooted) found.push('reboot');
  if (replaced && !rebooted && !reloaded && !upgraded) found.push('restart');
  if (reloaded) found.push('reload');
  if (upgraded) found.push('upgrade');
  if (was?.configuration !== is?.configuration) found.push('config-change');
  if (then.limits.pressurePages !== now.limits.pressurePages) found.push('limits-change');
  const stepped = Math.abs(then.clockOffsetSeconds - now.clockOffsetSeconds) > CLOCK_STEP_SECONDS;
  if (stepped && !rebooted && now.workers.some(({ pid }) => then.workers.some((w) => w.pid === pid)))
    found.push('clock-step');
  return scenario.haproxy.answers === 'no-socket' ? found.filter((event) => event !== 'upgrade') : found;
}

const mainOf = ({ workers }: HostState): WorkerState | undefined =>
  workers.findLast(({ running }) => running);

/** Rates from what counters gained between runs of which the later lies in the bin, while one process and boot lived. */
export function flows(before: readonly Run[], runs: readonly Run[], binStart: number, leastSeconds: number) {
  const connections = new Gain();
  const requests = new Gain();
  const bytesOut = new Gain();
  let pressureEvents: number | null = null;
  let [earlier] = before;
  for (const later of runs) {
    if (earlier !== undefined && earlier.state.boot === later.state.boot) {
      pressureEvents =
        (pressureEvents ?? 0) + later.state.tcp.pressureEvents - earlier.state.tcp.pressureEvents;
      const [then, now] = [mainOf(earlier.state), mainOf(later.state)];
      if (then?.runtime && now?.runtime && then.pid === now.pid) {
        const seconds = later.at - Math.max(earlier.at, binStart);
        const share = seconds / (later.at - earlier.at);
        connections.add(then.runtime.cumulative, now.runtime.cumulative, share, seconds);
        requests.add(then.runtime.requestsCumulative, now.runtime.requestsCumulative, share, seconds);
        bytesOut.add(then.runtime.bytesOutCumulative, now.runtime.bytesOutCumulative, share, seconds);
      }
    }
    earlier = later;
  }
  return {
    connectionsPerSecond: connections.rate(leastSeconds),
    requestsPerSecond: requests.rate(leastSeconds),
    bytesOutPerSecond: bytesOut.rate(leastSeconds),
    pressureEvents,
  };
}

class Gain {
  #gained = 0;
  #seconds = 0;

  add(then: number | null, now: number | null, share: number, seconds: number): void {
    if (then === null || now === null) return;
    this.#gained += (now - then) * share;
    this.#seconds += seconds;
  }

  rate(leastSeconds: number): number | null {
    if (this.#seconds === 0 || this.#seconds < leastSeconds) return null;
    return Number((this.#gained / this.#seconds).toPrecision(6));
  }
}
