import type { Bin } from '../records/bin.ts';
import type { Sample } from '../records/sample.ts';
import { BIN_SECONDS } from '../records/time.ts';
import { binOfRuns } from './host-bin.ts';
import { type HostRun, runsByHost } from './host-runs.ts';

/**
 * All bins of an archive, ordered by host and time. A bin is there for each host and three hours with a run of that
 * host, whatever the run's outcome.
 *
 * The bin that begins at `binAt` is a pure function of the samples of its own host with a `runAt` in
 * [binAt - 3 h, binAt + 3 h): their order and repetition don't matter, nor what other hosts or older bins say. The
 * three hours before count for what changes and flows across the border, and for the sampling period.
 *
 * @param samples of any hosts, accounts and regions, in any order, repeated or not
 */
export function deriveBins(samples: Iterable<Sample>): Bin[] {
  return runsByHost(samples).flatMap((runs) => {
    const starts = new Set(runs.map(({ at }) => Math.floor(at / BIN_SECONDS) * BIN_SECONDS));
    let first = 0;
    return [...starts].map((start) => {
      while (isBefore(runs[first], start - BIN_SECONDS)) first++;
      let end = first;
      while (isBefore(runs[end], start + BIN_SECONDS)) end++;
      return binOfRuns(runs.slice(first, end), start);
    });
  });
}

/**
 * The bins of one three hours, a host each: what {@link deriveBins} gives for them, from no more samples than those
 * of the bin and of the bin before. A sample that comes late changes its own bin and the one after.
 *
 * @param samples those with a `runAt` in [binAt - 3 h, binAt + 3 h); others are passed over
 * @param binAt the bin's start, such as `2026-11-22T15:00:00Z`
 */
export function deriveBinsAt(samples: Iterable<Sample>, binAt: string): Bin[] {
  const start = Date.parse(binAt) / 1000;
  const inWindow = ({ at }: HostRun) => at >= start - BIN_SECONDS && at < start + BIN_SECONDS;
  return runsByHost(samples)
    .map((runs) => runs.filter(inWindow))
    .filter((runs) => runs.some(({ at }) => at >= start))
    .map((runs) => binOfRuns(runs, start));
}

const isBefore = (run: HostRun | undefined, instant: number): boolean =>
  run !== undefined && run.at < instant;
