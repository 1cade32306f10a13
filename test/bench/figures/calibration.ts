import type { Outcome } from '../outcome.ts';

const BINS = 10;

export type ReliabilityRow = {
  low: number;
  high: number;
  hosts: number;
  meanProbability: number;
  leakyShare: number;
};

export type Calibration = {
  /** Expected calibration error: mean over the hosts of |stated - observed| of their row; `null` without probabilities. */
  error: number | null;
  /** Ten rows of equal width; the upper limit belongs to the row above, 1 to the last. */
  rows: readonly ReliabilityRow[];
};

/** How stated probabilities compare to what leaks (Naeini et al. 2015); hosts in `other` are left out. */
export function calibrationOf(outcomes: readonly Outcome[]): Calibration {
  const stated = outcomes.flatMap(({ probability, status }) =>
    probability === null || status === 'other' ? [] : [{ probability, leaks: status === 'material' }],
  );
  const rows = Array.from({ length: BINS }, (_, index) => {
    const members = stated.filter(
      ({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === index,
    );
    return {
      low: index / BINS,
      high: (index + 1) / BINS,
      hosts: members.length,
      meanProbability: members.reduce((sum, { probability }) => sum + probability, 0) / members.length,
      leakyShare: members.filter(({ leaks }) => leaks).length / members.length,
    };
  });
  if (stated.length === 0) return { error: null, rows };
  const error = rows.reduce(
    (sum, { hosts, meanProbability, leakyShare }) =>
      hosts === 0 ? sum : sum + (hosts / stated.length) * Math.abs(meanProbability - leakyShare),
    0,
  );
  return { error, rows };
}
