import type { Features } from './evidence.ts';

/**
 * What each feature of a check adds to the log-odds of a leak, at 1. Fitted together by logistic regression
 * (test/bench/calibrate.ts) on simulated hosts of every class after 7 to 28 days, with all signals and with some
 * withheld; the share of leaks among them is taken out, so that the prior is the fleet's own.
 */
export const WEIGHTS: Readonly<Record<string, Features>> = {
  'connection-growth': { asked: -0.49, saturating: -1.56, significant: 0, suspicious: 0 },
  'dead-sockets': { asked: -0.96, saturating: 0, significant: 1.83, suspicious: 5.98 },
  'memory-growth': { asked: -1.74, material: 2.66, saturating: -2.03, significant: 3.04, suspicious: 4.62 },
  'open-file-growth': { asked: 0, saturating: -2.41, significant: 0, suspicious: 0 },
  'pool-growth': { asked: -0.49, saturating: -0.48, significant: 1.94, suspicious: 1.58 },
  'stuck-streams': { asked: -0.15, saturating: 0, significant: 0.71, suspicious: 4.41 },
  'unlisted-sockets': { asked: 0, saturating: 0, significant: 3.37, suspicious: 1.31 },
};

/** Log-odds that a check with such features adds; what was fitted nowhere adds nothing. */
export function logOddsOf(check: string, features: Features, weights = WEIGHTS): number {
  const own = weights[check] ?? {};
  return Object.entries(features).reduce((sum, [name, value]) => sum + value * (own[name] ?? 0), 0);
}
