import type { Bin } from '../records/bin.ts';
import { BINS_A_DAY } from '../records/time.ts';

/**
 * What a host carries: new connections a second, the mean of the last day on which they were read.
 * @param bins of the host, by time
 * @returns `null` for a host of which no flow is known
 */
export function hostLoad(bins: readonly Bin[]): number | null {
  const rates = bins.flatMap(({ connectionsPerSecond }) => connectionsPerSecond ?? []).slice(-BINS_A_DAY);
  return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
