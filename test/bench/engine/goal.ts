import { wilson } from '../figures/interval.ts';

/** What a share is held against, both ends included. */
export interface Goal {
  minimum?: number;
  maximum?: number;
}

/** Two cells: the goal, and whether the share as it was measured meets it. */
export function goalCells(successes: number, trials: number, goal: Goal | null): [string, string] {
  if (goal === null) return ['-', '-'];
  const { minimum = 0, maximum = 1 } = goal;
  const share = successes / trials;
  return [goalText(goal), trials === 0 ? '-' : share >= minimum && share <= maximum ? 'met' : 'missed'];
}

function goalText({ minimum, maximum }: Goal): string {
  if (minimum === undefined) return `<= ${inPercent(maximum ?? 1)}%`;
  return maximum === undefined ? `>= ${inPercent(minimum)}%` : `${inPercent(minimum)}–${inPercent(maximum)}%`;
}

/** Three cells: how many of how many, their share, and its 95% interval. */
export function shareCells(successes: number, trials: number): [string, string, string] {
  const { low, high } = wilson(successes, trials);
  if (trials === 0) return ['0 of 0', '-', '-'];
  return [
    `${successes} of ${trials}`,
    `${inPercent(successes / trials)}%`,
    `${inPercent(low)}–${inPercent(high)}%`,
  ];
}

/** One digit after the point where it says something. */
const inPercent = (share: number): string => String(Number((100 * share).toFixed(1)));
