import { sumOfKnown } from '../audit/host-figures.ts';
import type { Bin } from '../records/bin.ts';
import type { Process } from '../records/sample.ts';
import { runningWorkers, sumOf } from './bin-readings.ts';
import type { SampledRun } from './host-runs.ts';
import { isRebooted } from './host-state.ts';
import { isSameWorker } from './process-identity.ts';

export type Flows = Pick<
  Bin,
  'connectionsPerSecond' | 'requestsPerSecond' | 'bytesOutPerSecond' | 'cpuPerSecond' | 'pressureEvents'
>;

/**
 * What flowed in a bin, from differences of counters between two runs of which the later lies in it. A counter counts
 * only within one process (or, for the kernel's, one boot), and one that fell (it was cleared, or went past its
 * greatest value) says nothing of that time. What flowed across the bin's start counts by its share of time.
 *
 * @param runs of the bin, and the last one before it
 * @param start of the bin, in seconds since 1970
 * @param leastSeconds less than so much of the bin, and the flow is `null`
 */
export function flowsOf(runs: readonly SampledRun[], start: number, leastSeconds: number): Flows {
  const intervals = runs.slice(1).flatMap((later, index) => {
    const earlier = runs[index];
    if (earlier === undefined) return [];
    const { at, host } = earlier;
    if (isRebooted({ at, bootId: host.kernel.bootId }, later)) return [];
    return [{ earlier, later, pairs: pairs(earlier, later) }];
  });
  const rateOf = (counter: (worker: Process) => number | null) => {
    let gained = 0;
    let seconds = 0;
    for (const { earlier, later, pairs } of intervals) {
      const gain = pairs && sumOf(pairs, ([then, now]) => gainOf(counter(then), counter(now)));
      if (gain === null) continue;
      const inBin = later.at - Math.max(earlier.at, start);
      gained += (gain * inBin) / (later.at - earlier.at);
      seconds += inBin;
    }
    return seconds === 0 || seconds < leastSeconds ? null : rounded(gained / seconds);
  };
  return {
    connectionsPerSecond: rateOf(({ connections }) => connections.cumulative),
    requestsPerSecond: rateOf(({ requestsCumulative }) => requestsCumulative),
    bytesOutPerSecond: rateOf(({ bytesOutCumulative }) => bytesOutCumulative),
    cpuPerSecond: rateOf(({ cpuSecondsCumulative }) => cpuSecondsCumulative),
    pressureEvents: sumOfKnown(
      intervals.map(({ earlier, later }) =>
        gainOf(earlier.host.tcp.pressureEvents, later.host.tcp.pressureEvents),
      ),
    ),
  };
}

/** Six digits: runs a few seconds late move a rate by more, and bins are half as long. */
const rounded = (rate: number): number => Number(rate.toPrecision(6));

const gainOf = (earlier: number | null, later: number | null): number | null =>
  earlier === null || later === null || later < earlier ? null : later - earlier;

/** Each running worker as it was and is, the main one first; `null` where one of them is new, or none runs. */
function pairs(earlier: SampledRun, later: SampledRun): [Process, Process][] | null {
  const workerPairs: [Process, Process][] = [];
  for (const worker of runningWorkers(later.host)) {
    const previous = earlier.host.processes.find((candidate) =>
      isSameWorker({ worker: candidate, at: earlier.at }, { worker, at: later.at }),
    );
    if (previous === undefined) return null;
    workerPairs.push([previous, worker]);
  }
  return workerPairs.length === 0 ? null : workerPairs;
}
