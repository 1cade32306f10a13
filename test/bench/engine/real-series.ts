import recorded from '../../../infra/local/hosts/traffic-shapes/traffic-shapes.json' with { type: 'json' };
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { BIN_HOURS, DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import type { Verdict } from '../../../lambdas/domain/records/verdict.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { madeBins } from '../made-bins.ts';
import { table } from '../markdown.ts';
import { BINS_A_DAY, median } from '../series.ts';
import type { Part } from './part.ts';

/** Real series in which nothing leaks; hourly, 1,000 is about the mean of each. */
export const RECORDED: Readonly<Record<string, readonly number[]>> = recorded;
export const LOADS = ['unknown', 'itself'] as const;
export type Load = (typeof LOADS)[number];

/** 100 MB of memory and 100 connections a second where the series is at its mean. */
const BYTES_A_UNIT = 100_000;
const CONNECTIONS_A_UNIT = 0.1;
const PRESSURE_BYTES = 750_000_000;
const WINDOW_DAYS = 28;

/** A recorded series as a host's memory: 3-hour medians of it, nothing that leaks counted, no restart. */
export function recordedBins(hourly: readonly number[], load: Load): Bin[] {
  const levels = Array.from({ length: Math.floor(hourly.length / BIN_HOURS) }, (_, bin) =>
    median(hourly.slice(bin * BIN_HOURS, (bin + 1) * BIN_HOURS)),
  );
  return madeBins(
    levels.map((level) => level * BYTES_A_UNIT),
    {
      rest: (bin) => ({
        pressureBytes: PRESSURE_BYTES,
        pageBytes: 4096,
        ageSeconds: (60 + bin / BINS_A_DAY) * DAY_SECONDS,
        connectionsPerSecond: load === 'itself' ? (levels[bin] ?? 0) * CONNECTIONS_A_UNIT : null,
      }),
    },
  );
}

/** The verdicts of each day, on the 28 days before, from the second day to the last. */
export function dailyVerdicts(bins: readonly Bin[]): Verdict[] {
  const days = Math.floor(bins.length / BINS_A_DAY);
  return Array.from({ length: days - 1 }, (_, place) => {
    const end = (place + 2) * BINS_A_DAY;
    return scoreHost(bins.slice(Math.max(0, end - WINDOW_DAYS * BINS_A_DAY), end)).verdict;
  });
}

interface Judged {
  name: string;
  load: Load;
  days: number;
  verdicts: Verdict[];
}

export const REAL_SERIES: Part<{ name: string; load: Load }, Judged> = {
  name: 'real-series',
  tasks: () => Object.keys(RECORDED).flatMap((name) => LOADS.map((load) => ({ name, load }))),
  measure: ({ name, load }) => {
    const bins = recordedBins(RECORDED[name] ?? [], load);
    return { name, load, days: bins.length / BINS_A_DAY, verdicts: dailyVerdicts(bins) };
  },
  report: (judged) =>
    [
      '### Real series',
      'The recorded series of [infra/local/hosts/traffic-shapes](../infra/local/hosts/traffic-shapes/README.md), none of which holds a leak, each taken for the TCP memory of a host of which nothing else is known, and again with the series itself as its load. Judged daily on the 28 days before.',
      table(
        ['series', 'days', 'load', 'verdict at the end', 'days suspected', 'days leaking', 'goal', ''],
        judged.map(({ name, load, days, verdicts }) => {
          const count = (wanted: Verdict): number => verdicts.filter((verdict) => verdict === wanted).length;
          const leaking = count('leaking');
          const goal = leaking === 0 ? 'met' : 'missed';
          return [
            name,
            String(days),
            load,
            verdicts.at(-1) ?? '-',
            `${count('suspected')} of ${verdicts.length}`,
            `${leaking} of ${verdicts.length}`,
            'none leaking',
            goal,
          ];
        }),
      ),
    ].join('\n\n'),
};
