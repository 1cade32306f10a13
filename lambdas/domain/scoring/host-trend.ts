import { median } from '../median.ts';
import type { Bin } from '../records/bin.ts';
import { BINS_A_DAY, daysCovered } from '../records/time.ts';
import { type Design, designOf, TREND_OPTIONS, type TrendOptions } from './trend/design.ts';
import { type Growth, growthOf } from './trend/growth.ts';
import { flowOf } from './trend/smoothed-load.ts';

/** The readings whose growth is asked for, and how far each can't be known (a standard deviation, in its unit). */
export const READINGS = {
  memoryBytes: 65_536,
  unlistedSockets: 0.5,
  deadSockets: 0.5,
  stuckStreams: 0.5,
  oldStuckStreams: 0.5,
  untimedStreams: 0.5,
  connections: 0.5,
  openFiles: 0.5,
  poolUsedBytes: 65_536,
} as const;
export type Reading = keyof typeof READINGS;

/** A host's bins, and the growth of each reading when it is first asked for. */
export interface HostTrend {
  /** In order of time, a bin each three hours at most. */
  bins: readonly Bin[];
  /** Those whose readings may be used. */
  usable: readonly Bin[];
  /** Days from the first usable bin to the end of the last. */
  days: number;
  /** Days that the version running now was observed. */
  daysOfVersion: number;
  growth(reading: Reading): Growth | null;
  /** Whether arrivals were read, so that growth is beyond what they explain. */
  isLoadKnown: boolean;
  /** The same over the time of the version before the one running now; `null` where only one was seen. */
  growthBefore(reading: Reading): Growth | null;
  /** The present level: the median over the last day of the newest segment. */
  level(reading: Reading): number | null;
}

/** @param history a host's bins in any order; of two for one instant the later one counts */
export function hostTrend(history: readonly Bin[], options: TrendOptions = TREND_OPTIONS): HostTrend {
  const bins = [...new Map(history.map((bin) => [bin.binAt, bin])).values()].sort((a, b) =>
    a.binAt < b.binAt ? -1 : 1,
  );
  const usable = bins.filter((bin) => bin.usable);
  const newest = usable.at(-1);
  const ofVersion = usable.filter(({ version }) => version === newest?.version);
  const before = bins.findLast((bin) => bin.usable && bin.version !== newest?.version);
  const earlier = before ? bins.slice(0, bins.indexOf(before) + 1) : [];
  const [present, past] = [growths(bins, options), growths(earlier, options)];
  return {
    bins,
    usable,
    days: daysCovered(usable),
    daysOfVersion: daysCovered(ofVersion),
    isLoadKnown: flowOf(usable) !== undefined,
    growth: present,
    growthBefore: past,
    level: (reading) => {
      const lastDay = usable.slice(-BINS_A_DAY).filter(({ segment }) => segment === newest?.segment);
      return median(lastDay.flatMap((bin) => bin[reading] ?? []));
    },
  };
}

/** Designs are made once for each set of bins that a reading is known in: mostly one for all. */
function growths(bins: readonly Bin[], options: TrendOptions): (reading: Reading) => Growth | null {
  const usable = bins.flatMap((bin, row) => (bin.usable ? [row] : []));
  const designs = new Map<string, Design | null>();
  const growthsByReading = new Map<Reading, Growth | null>();
  const fitted = (reading: Reading): Growth | null => {
    const rows = usable.filter((row) => bins[row]?.[reading] !== null);
    const key = rows.length === usable.length ? 'all' : rows.join();
    const design = designs.get(key) ?? designs.set(key, designOf(bins, rows, options)).get(key) ?? null;
    if (!design) return null;
    const values = Float64Array.from(rows, (row) => bins[row]?.[reading] ?? 0);
    return growthOf(design, values, READINGS[reading]);
  };
  return (reading) => {
    const cached = growthsByReading.get(reading);
    if (cached !== undefined) return cached;
    const growth = fitted(reading);
    growthsByReading.set(reading, growth);
    return growth;
  };
}
