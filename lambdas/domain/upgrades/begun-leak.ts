import type { Bin } from '../records/bin.ts';
import { isJudged, isLeaky } from '../records/verdict.ts';
import { scoreHost } from '../scoring/score-host.ts';
import {
  type Comparison,
  type GrowthChange,
  growthChanges,
  hasEnded,
  reversed,
  sharpest,
} from './growth-change.ts';

/** How readings changed where a leak began, and the one that decides, seen from its end. */
export interface BegunLeak {
  changes: readonly GrowthChange[];
  decisive: Comparison;
}

/** A leak on the later side whose growth was surely less than half of that before; `null` where there is none. */
export function begunLeak(before: readonly Bin[], after: readonly Bin[]): BegunLeak | null {
  const scored = scoreHost(after);
  if (scored.verdict !== 'leaking') return null;
  const changes = growthChanges(before, after, scored);
  const decisive = sharpest(changes.map(reversed));
  if (!decisive || hasEnded(decisive) !== true) return null;
  return { changes, decisive };
}

/** From this part of the hosts on a leak that began is the release's; fewer are false alarms, or have a reason of their own. */
const BROUGHT_FROM = 0.1;

/** Whether an upgrade brought a leak to so much of its hosts: to far fewer of those that kept their release, too. */
export function isBroughtTo(share: number, others: readonly (readonly Bin[])[], at: string): boolean {
  if (share < BROUGHT_FROM) return false;
  const elsewhere = others.filter((hostBins) => {
    const [before, after] = aroundOf(hostBins, at);
    if (before.length === 0 || after.length === 0) return false;
    const scored = scoreHost(before);
    return isJudged(scored) && !isLeaky(scored) && begunLeak(before, after) !== null;
  });
  return elsewhere.length <= (share / 2) * others.length;
}

/** A host's bins before an instant, and from it on. */
export const aroundOf = (bins: readonly Bin[], at: string): [Bin[], Bin[]] => [
  bins.filter(({ binAt }) => binAt < at),
  bins.filter(({ binAt }) => binAt >= at),
];
