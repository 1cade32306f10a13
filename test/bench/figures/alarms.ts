import type { Trajectory } from '../outcome.ts';
import { poissonUpper } from './interval.ts';

const DAYS_A_YEAR = 365.25;

export type FalseAlarms = {
  hostYears: number;
  episodes: number;
  episodesAHostYear: number;
  /** Exact one-sided 95% bound of the rate. */
  upperBound: number;
  /** Share of healthy host-days with the verdict. */
  shareOfDays: number;
};

/** What the figures need of one host's trajectory. */
export type TrajectorySummary = {
  healthyDays: number;
  alarmedDays: number;
  episodes: number;
  /** Whether its leak was material on any day, and its slope on the last day that it leaked. */
  material: boolean;
  r: number;
  /** From the onset to the first verdict, leaking or suspected; infinite if there was none. */
  daysUntilFound: number;
};

/** Alarms count on days when the host was healthy; consecutive evaluations with the verdict are one episode. */
export function summarise({ evaluations }: Trajectory): TrajectorySummary {
  const healthy = evaluations.filter(({ status }) => status === 'healthy');
  const found = evaluations.find(
    ({ daysSinceOnset, leaking, suspected }) => daysSinceOnset !== null && (leaking || suspected),
  );
  return {
    healthyDays: healthy.length,
    alarmedDays: healthy.filter(({ leaking }) => leaking).length,
    episodes: episodesIn(healthy.map(({ leaking }) => leaking)),
    material: evaluations.some(({ status }) => status === 'material'),
    r: evaluations.findLast(({ daysSinceOnset }) => daysSinceOnset !== null)?.r ?? 0,
    daysUntilFound: found?.daysSinceOnset ?? Number.POSITIVE_INFINITY,
  };
}

export function falseAlarmsOf(trajectories: readonly TrajectorySummary[]): FalseAlarms {
  const total = (read: (trajectory: TrajectorySummary) => number): number =>
    trajectories.reduce((sum, trajectory) => sum + read(trajectory), 0);
  const days = total(({ healthyDays }) => healthyDays);
  const episodes = total((trajectory) => trajectory.episodes);
  const hostYears = days / DAYS_A_YEAR;
  return {
    hostYears,
    episodes,
    episodesAHostYear: episodes / hostYears,
    upperBound: poissonUpper(episodes) / hostYears,
    shareOfDays: total(({ alarmedDays }) => alarmedDays) / days,
  };
}

/** Runs of true. */
export const episodesIn = (positive: readonly boolean[]): number =>
  positive.filter((value, index) => value && positive[index - 1] !== true).length;

/** Bounds of r by which days to detect are told apart, highest first. */
export const R_CLASSES = [
  { name: 'r >= 2', low: 2, high: Number.POSITIVE_INFINITY },
  { name: '1–2', low: 1, high: 2 },
  { name: '.5–1', low: 0.5, high: 1 },
  { name: '.2–.5', low: 0.2, high: 0.5 },
] as const;

export type DaysToDetect = {
  name: string;
  hosts: number;
  detected: number;
  /** Infinite where half of the hosts or more were never found; NaN without hosts. */
  medianDays: number;
};

/** Median days from the onset to the first verdict of material leaks, by their r. */
export function daysToDetect(trajectories: readonly TrajectorySummary[]): readonly DaysToDetect[] {
  return R_CLASSES.map(({ name, low, high }) => {
    const days = trajectories
      .filter(({ material, r }) => material && r >= low && r < high)
      .map(({ daysUntilFound }) => daysUntilFound)
      .sort((a, b) => a - b);
    const upper = days[days.length >> 1] ?? Number.NaN;
    const lower = days[(days.length - 1) >> 1] ?? Number.NaN;
    const detected = days.filter(Number.isFinite).length;
    return { name, hosts: days.length, detected, medianDays: lower === upper ? upper : (lower + upper) / 2 };
  });
}
