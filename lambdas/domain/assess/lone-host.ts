import { type HostStanding, hostStanding } from '../recommend/host-facts.ts';
import type { AssessedHost } from '../records/assessment.ts';
import type { Bin } from '../records/bin.ts';
import { type RecordedRef, refOf } from '../records/host-key.ts';
import { BIN, endOfBin, printInstant } from '../records/time.ts';
import { isLeaky } from '../records/verdict.ts';
import { hostLoad } from '../rollout/host-load.ts';
import { isHostUsable } from '../scoring/host-view.ts';
import { weighHost } from '../scoring/judge-host.ts';
import { type MeasuredHost, measureHost } from '../scoring/measure-host.ts';
import { releaseChanges } from '../upgrades/release-change.ts';
import { verifyChange } from '../upgrades/verify-host.ts';
import type { UpgradedHost } from '../upgrades/verify-upgrades.ts';

/** All that a scoring keeps of a host's bins: a pure function of them, whatever the rest of the fleet says. */
export interface LoneHost extends UpgradedHost {
  host: RecordedRef & Pick<AssessedHost, 'role' | 'name' | 'availabilityZone' | 'reachable' | 'answeredAt'>;
  /** Start of its newest bin, and of the newest that it can be judged by. */
  lastAt: string;
  usableAt: string | null;
  measured: MeasuredHost;
  standing: HostStanding;
  load: number | null;
  /** As one of a usual fleet. */
  leakProbability: number;
}

/**
 * Judges a host by its bins alone.
 * @param bins all of one host in the window, by time; at least one
 * @param newest start of the newest bin that any host of its place has
 * @returns `null` for a host that has left the fleet: no run asks it any more
 */
export function judgeAlone(bins: readonly Bin[], newest: string): LoneHost | null {
  const latest = bins.at(-1);
  if (latest === undefined) throw new RangeError('a host without bins');
  if (Date.parse(latest.binAt) < Date.parse(newest) - BIN) return null;
  const { role, name, availabilityZone, binAt } = latest;
  const measured = measureHost(bins);
  const weighed = weighHost(measured);
  return {
    host: {
      ...refOf(latest),
      role,
      name,
      availabilityZone,
      reachable: latest.sampled > 0,
      answeredAt: answeredAt(bins),
    },
    lastAt: binAt,
    // Of a host that reloads more often than bins begin, the whole host's readings alone are usable.
    usableAt: bins.findLast(isHostUsable)?.binAt ?? null,
    measured,
    standing: hostStanding(bins),
    changes: releaseChanges(bins).map((change) => verifyChange(change, isLeaky(weighed))),
    load: hostLoad(bins),
    leakProbability: weighed.leakProbability,
  };
}

/** End of the last bin that was sampled; `null` where none was. */
function answeredAt(bins: readonly Bin[]): string | null {
  const last = bins.findLast(({ sampled }) => sampled > 0);
  return last ? printInstant(endOfBin(last)) : null;
}
