import { BIN_HOURS, type Bin } from './bin.ts';

const BINS_A_DAY = 24 / BIN_HOURS;

/**
 * What each host carries: new connections a second, the mean of the last day on which they were read.
 * @param binsOf each host's bins, by time; a host of which no flow is known has no load
 */
export function hostLoads(binsOf: ReadonlyMap<string, readonly Bin[]>): Map<string, number> {
  const loads = new Map<string, number>();
  for (const [hostId, bins] of binsOf) {
    const rates = bins.flatMap(({ connectionsPerSecond }) => connectionsPerSecond ?? []).slice(-BINS_A_DAY);
    if (rates.length > 0) loads.set(hostId, rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
  }
  return loads;
}
