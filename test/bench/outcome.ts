import type { Truth } from './detector.ts';
import { DAY_MILLISECONDS } from './series.ts';

/** A material leak is one that was under way for a week; a leak that is younger, or not material, is neither. */
const MATERIAL_AFTER_DAYS = 7;

export type Status = 'healthy' | 'material' | 'other';

/** One host at one instant: what is true and what was said. No verdict counts as not leaking. */
export type Outcome = {
  kind: string;
  status: Status;
  leaking: boolean;
  suspected: boolean;
  probability: number | null;
};

/** One host day by day. */
export type Course = {
  kind: string;
  material: boolean;
  r: number;
  evaluations: readonly Evaluation[];
};

export type Evaluation = {
  status: Status;
  /** `null` while nothing leaks. */
  daysSinceOnset: number | null;
  leaking: boolean;
  suspected: boolean;
};

/** What is true of a host at an instant; times in milliseconds. A leak is observed from the first bin on at most. */
export function statusAt(
  truth: Truth,
  firstBinAt: number,
  at: number,
): { status: Status; daysSinceOnset: number | null } {
  if (!truth.leaking) return { status: 'healthy', daysSinceOnset: null };
  const onset = truth.onsetAt === null ? firstBinAt : Math.max(firstBinAt, Date.parse(truth.onsetAt));
  if (at <= onset) return { status: 'healthy', daysSinceOnset: null };
  const daysSinceOnset = (at - onset) / DAY_MILLISECONDS;
  const status = truth.material && daysSinceOnset >= MATERIAL_AFTER_DAYS ? 'material' : 'other';
  return { status, daysSinceOnset };
}
