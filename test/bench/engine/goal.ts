import { wilson } from '../figures/interval.ts';

/** What a share is held against, both ends included. */
export interface Goal {
  least?: number;
  most?: number;
}

/** Two cells: the goal, and whether the share as it was measured meets it. */
export function goalCells(successes: number, trials: number, goal: Goal | null): [string, string] {
  if (goal === null) return ['-', '-'];
  const { least = 0, most = 1 } = goal;
  const share = successes / trials;
  return [goalText(goal), trials === 0 ? '-' : share >= least && share <= most ? 'met' : 'missed'];
}

function goalText({ least, most }: Goal): string {
  if (least === undefined) return `<= ${inPercent(most ?? 1)} %`;
  return most === undefined ? `>= ${inPercent(least)} %` : `${inPercent(least)}-${inPercent(most)} %`;
}

/** Three cells: how many of how many, their share, and its 95 % interval. */
export function shareCells(successes: number, trials: number): [string, string, string] {
  const { low, high } = wilson(successes, trials);
  if (trials === 0) return ['0 of 0', '-', '-'];
  return [
    `${successes} of ${trials}`,
    `${inPercent(successes / trials)} %`,
    `${inPercent(low)}-${inPercent(high)} %`,
  ];
}

/** One digit after the point where it says something. */
const inPercent = (share: number): string => String(Number((100 * share).toFixed(1)));
