import type { Status, Truth } from './detector.ts';

/** One host at one instant: what is true and what was said. No verdict counts as not leaking. */
export type Outcome = {
  kind: string;
  status: Status;
  leaking: boolean;
  suspected: boolean;
  probability: number | null;
};

/** One host day by day. */
export type Trajectory = { kind: string; evaluations: readonly Evaluation[] };

export type Evaluation = Truth & { leaking: boolean; suspected: boolean };
