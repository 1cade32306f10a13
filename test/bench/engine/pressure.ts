import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import type { SecondsToPressure } from '../../../lambdas/domain/records/evidence.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { timeToPressure } from '../../../lambdas/domain/scoring/time-to-limit.ts';
import { hostOfKind, LEAKY_KINDS } from '../../corpora/corpus.ts';
import { table } from '../markdown.ts';
import { goalCells, shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

export const CONFIDENCE = 0.9;
const GOAL = { minimum: 0.85, maximum: 0.95 };
export const DAYS = [14, 28] as const;
const HOSTS_A_KIND = 100;

interface Task {
  kind: (typeof LEAKY_KINDS)[number];
  days: number;
}

export interface Coverage {
  /** Of leak, or the limit and how what leaks comes. */
  kind: string;
  days: number;
  /** Leaks, those of which a time is told, and those of which the true one lies in its interval. */
  leaks: number;
  told: number;
  covered: number;
  /** Where the true time lies outside: later than the interval's end. */
  later: number;
}

export const PRESSURE: Part<Task, Coverage> = {
  name: 'time-to-pressure',
  tasks: () => DAYS.flatMap((days) => LEAKY_KINDS.map((kind) => ({ kind, days }))),
  measure: ({ kind, days }) => {
    const made = Array.from({ length: HOSTS_A_KIND }, (_, place) => {
      const { scenario, seed } = hostOfKind(kind, SEEDS.pressure + place, { days });
      return simulateHost(scenario, seed);
    });
    const material = made.flatMap((host) => {
      const truth = host.truth();
      return truth.material && truth.daysToPressure !== null
        ? [{ host, trueSeconds: truth.daysToPressure * DAY_SECONDS }]
        : [];
    });
    return coverageOf(
      { kind, days },
      material.map(({ host, trueSeconds }) => ({
        trueSeconds,
        told: timeToPressure(hostTrend(host.bins(60)), CONFIDENCE),
      })),
    );
  },
  report: (parts) =>
    [
      '### Time to pressure',
      `Material leaks whose true time to pressure lies in the 90% interval, of those of which a time is told (memory was found to grow). "Later": the true time lies beyond the interval's end.`,
      coverageTable('kind', parts),
    ].join('\n\n'),
};

export function coverageOf(
  of: Pick<Coverage, 'kind' | 'days'>,
  leaks: readonly { trueSeconds: number; told: SecondsToPressure | null }[],
): Coverage {
  const places = leaks.flatMap(({ trueSeconds, told }) => (told ? [placeOf(trueSeconds, told)] : []));
  return {
    ...of,
    leaks: leaks.length,
    told: places.length,
    covered: places.filter((place) => place === 'inside').length,
    later: places.filter((place) => place === 'later').length,
  };
}

/** What several coverages come to together. */
export function summed(of: Pick<Coverage, 'kind' | 'days'>, parts: readonly Coverage[]): Coverage {
  const sum = (read: (part: Coverage) => number): number =>
    parts.reduce((total, part) => total + read(part), 0);
  return {
    ...of,
    leaks: sum(({ leaks }) => leaks),
    told: sum(({ told }) => told),
    covered: sum(({ covered }) => covered),
    later: sum(({ later }) => later),
  };
}

/** Where the truth lies beside an interval; both ends belong to it, and without an upper end it is open. */
export function placeOf(
  trueSeconds: number,
  { low, high }: SecondsToPressure,
): 'earlier' | 'inside' | 'later' {
  if (trueSeconds < low) return 'earlier';
  return high !== null && trueSeconds > high ? 'later' : 'inside';
}

/** One row a kind that has leaks, and one for all. */
export function coverageTable(what: string, parts: readonly Coverage[]): string {
  const rows = DAYS.flatMap((days) => {
    const own = parts.filter((part) => part.days === days);
    const all = summed({ kind: 'all', days }, own);
    return [all, ...own].filter(({ leaks }) => leaks > 0);
  });
  return table(
    [what, 'days', 'leaks', 'inside, of told', 'share', '95%', 'later', 'goal', ''],
    rows.map(({ kind, days, leaks, told, covered, later }) => [
      kind,
      String(days),
      String(leaks),
      ...shareCells(covered, told),
      String(later),
      ...goalCells(covered, told, GOAL),
    ]),
  );
}
