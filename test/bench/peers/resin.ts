import type { Detector, JudgedHost } from '../detector.ts';
import { dailyMedians, median, memorySeries, present, type Series } from '../series.ts';
import { fitLine } from './least-squares.ts';

/** Buckets of memory as a share of pressure, each half as wide again in logarithm as memory that doubles: 2^(k/2). */
const BUCKETS_A_DOUBLING = 2;
const BASELINE_SHARE = 0.5;
const MINIMUM_BASELINE_DAYS = 3;
const SIGMAS = 3;

/**
 * After RESIN (Lou et al., OSDI 2022), which isn't published in full: the hosts in each bucket of memory are counted
 * day by day; a bucket holds an anomaly if its present count exceeds the mean of the first half of the window by 3
 * standard deviations (at least that of a count of that mean); the second tier then asks of each host in it whether it
 * came from below and still grows, with the line of its daily medians explaining half of their variance.
 */
export const RESIN: Detector = {
  name: 'RESIN-like',
  rule: 'pivot: hosts a memory bucket, mean + 3 SD of the first half of the window; then growing hosts in it',
  judge(hosts) {
    const trajectories = hosts.map((host) => ({ host, days: dailyShares(host) }));
    const length = Math.max(0, ...trajectories.map(({ days }) => days.length));
    const aligned = trajectories.map(({ host, days }) => ({
      host,
      days: [...new Array<null>(length - days.length).fill(null), ...days],
    }));
    const anomalous = anomalousBuckets(aligned.map(({ days }) => days.map(bucketOf)));
    return new Map(
      aligned.map(({ host, days }) => {
        const { grows, r2 } = growth(days, anomalous);
        return [host.hostId, { leaking: grows, suspected: false, statistic: r2 }];
      }),
    );
  },
};

/** Buckets whose last count stands out from those of the first half; one row a host, one column a day. */
export function anomalousBuckets(rows: readonly (readonly (number | null)[])[]): Set<number> {
  const length = Math.max(0, ...rows.map((row) => row.length));
  const baselineDays = Math.floor(length * BASELINE_SHARE);
  if (baselineDays < MINIMUM_BASELINE_DAYS) return new Set();
  const present = new Set(rows.flatMap((row) => row.slice(-1)).filter((bucket) => bucket !== null));
  return new Set(
    [...present].filter((bucket) => {
      const counts = Array.from({ length }, (_, day) => rows.filter((row) => row[day] === bucket).length);
      const baseline = counts.slice(0, baselineDays);
      const mean = baseline.reduce((total, count) => total + count, 0) / baselineDays;
      const variance = baseline.reduce((total, count) => total + (count - mean) ** 2, 0) / baselineDays;
      return (counts.at(-1) ?? 0) > mean + SIGMAS * Math.sqrt(Math.max(variance, mean));
    }),
  );
}

function growth(days: Series, anomalous: ReadonlySet<number>): { grows: boolean; r2: number | null } {
  const now = bucketOf(days.at(-1) ?? null);
  const baseline = present(days.slice(0, Math.floor(days.length * BASELINE_SHARE)));
  const before = baseline.length === 0 ? null : bucketOf(median(baseline));
  const line = fitLine(days.flatMap((y, x) => (y === null ? [] : [{ x, y }])));
  if (now === null || before === null || line === null) return { grows: false, r2: null };
  const grows = anomalous.has(now) && before < now && line.slope > 0 && line.r2 > 0.5;
  return { grows, r2: line.r2 };
}

function dailyShares({ bins }: JudgedHost): Series {
  const pressureBytes = bins.findLast((bin) => bin.pressureBytes !== null)?.pressureBytes ?? null;
  if (pressureBytes === null) return [];
  return dailyMedians(memorySeries(bins)).map((bytes) => (bytes === null ? null : bytes / pressureBytes));
}

const bucketOf = (share: number | null): number | null =>
  share === null || share <= 0 ? null : Math.floor(BUCKETS_A_DOUBLING * Math.log2(share));
