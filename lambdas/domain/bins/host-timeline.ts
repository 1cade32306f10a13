import { HOST_EVENTS, type HostEvent } from '../records/bin.ts';
import { changeBetween } from './host-changes.ts';
import type { SampledRun } from './host-runs.ts';
import { type HostState, isRebooted, stateAfter } from './host-state.ts';

export interface HostTimeline {
  /** What is known after the last run of the bin; `null` where none was sampled. Workers are those seen in the bin. */
  state: HostState | null;
  /** What happened, each once and in the order of {@link HOST_EVENTS}. */
  events: HostEvent[];
  /** Whether the runs of the bin belong to more than one segment. */
  isBroken: boolean;
  /** Whether they belong to more than one boot, or to other limits: then the whole host's readings don't belong together. */
  isHostBroken: boolean;
}

/**
 * Follows a host through a bin.
 *
 * @param before its sampled runs of the bin before, by time
 * @param inBin its sampled runs of the bin, by time
 */
export function hostTimeline(
  before: readonly SampledRun[],
  inBin: readonly SampledRun[],
  isGap: boolean,
): HostTimeline {
  const happened = new Set<HostEvent>(isGap ? ['gap'] : []);
  let isBroken = false;
  let isHostBroken = false;
  let state = before.reduce<HostState | null>(stateAfter, null);
  for (const [index, run] of inBin.entries()) {
    const after = stateAfter(state, run);
    if (state !== null) {
      const rebooted = isRebooted(state, run);
      const change = changeBetween(state, after, { isRebooted: rebooted, workers: run.host.processes });
      for (const event of change.events) happened.add(event);
      isBroken ||= index > 0 && change.breaks;
      isHostBroken ||= index > 0 && (rebooted || change.events.includes('limits-change'));
    }
    state = after;
  }
  const [first] = inBin;
  return {
    state: first === undefined ? null : state && seenSince(state, first.at),
    events: HOST_EVENTS.filter((event) => happened.has(event)),
    isBroken,
    isHostBroken,
  };
}

/** A host whose HAProxy is stopped has no worker, whatever it had in the bin before. */
function seenSince(state: HostState, at: number): HostState {
  return state.workersAt >= at ? state : { ...state, workers: [], running: [], main: null };
}
