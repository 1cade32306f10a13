import type { Bin } from '../records/bin.ts';
import { type ControlMember, controlGroup } from '../upgrades/control-group.ts';
import { keptRelease } from '../upgrades/release-change.ts';
import { judgeAlone, type LoneHost } from './lone-host.ts';

/** The hosts of a place, each judged by its bins alone, and those of them that upgrades may be compared with. */
export interface JudgedPlace<Held> {
  hosts: LoneHost[];
  members: ControlMember<Held>[];
}

/**
 * Judges a place host by host: of its bins it holds those of a few hosts.
 * @param newest start of the newest bin that any host of the place has
 */
export function placeJudgement(newest: string): {
  /** @param bins all of one host in the window, by time; at least one */
  add: (bins: readonly Bin[]) => void;
  place: () => JudgedPlace<readonly Bin[]>;
} {
  const hosts: LoneHost[] = [];
  const control = controlGroup<readonly Bin[]>();
  return {
    add: (bins) => {
      const lone = judgeAlone(bins, newest);
      if (lone === null) return;
      hosts.push(lone);
      const { host, leakProbability } = lone;
      if (keptRelease(bins)) control.add({ ...host, leakProbability }, bins);
    },
    place: () => ({ hosts, members: control.members() }),
  };
}
