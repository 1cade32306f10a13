import type { Bin } from './bin.ts';
import { type BeforeAndAfter, differenceInDifferences, type Slope } from './cohort.ts';
import { type HostTrend, hostTrend } from './host-trend.ts';

/** Fewest days on either side that say something of growth. */
const LEAST_DAYS = 2;

/**
 * Growth of a host's TCP memory before and after an instant, bytes a day, load taken out.
 * @returns `null` where less than two days were usable on either side
 */
export function growthAround(bins: readonly Bin[], at: Date): BeforeAndAfter | null {
  const [before, after] = [
    slopeOf(hostTrend(bins.filter(({ binAt }) => Date.parse(binAt) < at.getTime()))),
    slopeOf(hostTrend(bins.filter(({ binAt }) => Date.parse(binAt) >= at.getTime()))),
  ];
  return before && after ? { before, after } : null;
}

/** When the release that runs now was first seen in place of another; `null` where only one was seen. */
export function upgradedAt(bins: readonly Bin[]): Date | null {
  const inOrder = bins
    .filter(({ version }) => version !== null)
    .toSorted((a, b) => (a.binAt < b.binAt ? -1 : 1));
  const newest = inOrder.at(-1)?.version;
  const last = inOrder.findLastIndex(({ version }) => version !== newest);
  const first = inOrder[last + 1];
  return last < 0 || !first ? null : new Date(first.binAt);
}

/**
 * Whether an upgrade ended growth: that of the upgraded hosts before and after, less what changed for others at the
 * median of their instants.
 * @param others bins of hosts of the same role that kept their release
 * @returns `null` for fewer than two upgraded hosts with enough days
 */
export function upgradeEffect(
  upgraded: readonly (readonly Bin[])[],
  others: readonly (readonly Bin[])[],
): ReturnType<typeof differenceInDifferences> {
  const instants = upgraded.flatMap((bins) => upgradedAt(bins) ?? []);
  const middle = instants.toSorted((a, b) => a.getTime() - b.getTime())[instants.length >> 1];
  if (!middle) return null;
  const around = (bins: readonly Bin[], at: Date | null) => (at && growthAround(bins, at)) ?? [];
  return differenceInDifferences(
    upgraded.flatMap((bins) => around(bins, upgradedAt(bins))),
    others.flatMap((bins) => around(bins, middle)),
  );
}

function slopeOf(host: HostTrend): Slope | null {
  const growth = host.days < LEAST_DAYS ? null : host.growth('memoryBytes');
  return growth && { estimate: growth.perDay, standardError: growth.standardError };
}
