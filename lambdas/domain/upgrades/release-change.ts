import type { Bin } from '../records/bin.ts';
import { compareReleases, upstreamRelease } from '../records/version.ts';

/** A host's move to a newer upstream release, and its bins on either side of it. */
export interface ReleaseChange {
  /** Start of the first bin that ended on the new release. */
  changedAt: string;
  from: string;
  to: string;
  /** Of the release before, in order; a bin's `version` is the upstream release alone. */
  before: Bin[];
  /** Of the new release, up to now or to the next change. */
  after: Bin[];
  /** Whether the host runs the new release now. */
  isLast: boolean;
}

/**
 * The upgrades in a host's bins, in order. A restart, a rebuild of the same release and a step back to an older one are
 * none, though a step back ends what was seen of the release before.
 * @param bins of one host, by time
 */
export function releaseChanges(bins: readonly Bin[]): ReleaseChange[] {
  const runs = releaseRuns(bins);
  return runs.flatMap(({ release: to, bins: after }, index) => {
    const earlier = runs[index - 1];
    const [first] = after;
    if (!earlier || !first || !isNewer(to, earlier.release)) return [];
    return [
      {
        changedAt: first.binAt,
        from: earlier.release,
        to,
        before: earlier.bins.map((bin) => ({ ...bin, version: earlier.release })),
        after: withoutOldWorkers(after.map((bin) => ({ ...bin, version: to }))),
        isLast: index === runs.length - 1,
      },
    ];
  });
}

/** Whether a host is known to have run one release all the time. */
export const keptRelease = (bins: readonly Bin[]): boolean => releaseRuns(bins).length === 1;

/** Bins in a row on one release; those that don't know it belong to the run they stand in. */
function releaseRuns(bins: readonly Bin[]): { release: string; bins: Bin[] }[] {
  const runs: { release: string; bins: Bin[] }[] = [];
  let text: string | null = null;
  for (const bin of bins) {
    // Nearly every bin has the text of the one before, which needs no second reading.
    const release = bin.version === null || bin.version === text ? null : upstreamRelease(bin.version);
    text = bin.version ?? text;
    const last = runs.at(-1);
    if (release !== null && release !== last?.release) runs.push({ release, bins: [bin] });
    else last?.bins.push(bin);
  }
  return runs;
}

function isNewer(to: string, from: string): boolean {
  return (compareReleases(to, from) ?? 0) > 0;
}

/** While workers of the old release drain, what the host as a whole holds says nothing of the new one. */
function withoutOldWorkers(after: readonly Bin[]): Bin[] {
  const clear = after.findIndex(
    ({ sampled, stoppingWorkers }, index) => index > 0 && sampled > 0 && !stoppingWorkers,
  );
  return after.map((bin, index) =>
    clear < 0 || index < clear ? { ...bin, memoryBytes: null, unlistedSockets: null } : bin,
  );
}
