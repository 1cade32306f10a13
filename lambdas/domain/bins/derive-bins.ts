import type { Bin } from '../records/bin.ts';
import type { Sample } from '../records/sample.ts';
import { BIN_SECONDS } from '../records/time.ts';
import { binOfRuns } from './host-bin.ts';
import { type HostRuns, runsByHost } from './host-runs.ts';

/**
 * The bins of one three hours, a host each: a bin is there for each host with a run in them, whatever its outcome.
 *
 * The bin that begins at `binAt` is a pure function of the samples of its own host with a `runAt` in
 * [binAt - 3 h, binAt + 3 h): their order and repetition don't matter, nor what other hosts or older bins say. The
 * three hours before count for what changes and flows across the border, and for the sampling period. So a sample that
 * comes late changes its own bin and the one after.
 *
 * @param samples of any hosts, accounts and regions, in any order, repeated or not; those outside of these six hours are
 * passed over
 * @param binAt the bin's start, such as `2026-11-22T15:00:00Z`
 */
export function deriveBinsAt(samples: Iterable<Sample>, binAt: string): Bin[] {
  const start = Date.parse(binAt) / 1000;
  const hosts = [...runsByHost(samples)];
  const runsFrom = (from: number): HostRuns =>
    new Map(hosts.map(([id, runs]) => [id, runs.filter(({ at }) => at >= from && at < from + BIN_SECONDS)]));
  return binsOfRuns(runsFrom(start - BIN_SECONDS), runsFrom(start), start);
}

/**
 * As {@link deriveBinsAt}, of runs that have been put together.
 *
 * @param before runs of the three hours before
 * @param runs of the bin
 * @param start of the bin, in seconds since 1970
 */
export function binsOfRuns(before: HostRuns, runs: HostRuns, start: number): Bin[] {
  const bins: Bin[] = [];
  for (const [id, inBin] of runs) {
    if (inBin.length > 0) bins.push(binOfRuns(before.get(id) ?? [], inBin, start));
  }
  return bins;
}
