import type { Features } from './evidence.ts';

/**
 * What each feature of a check adds to the log-odds of a leak, at 1. Fitted together by logistic regression
 * (test/bench/calibrate.ts) on simulated hosts of every class after 7 to 28 days, with all signals and with some
 * withheld; the share of leaks among them is taken out, so that the prior is the fleet's own.
 */
export const WEIGHTS: Readonly<Record<string, Features>> = {
  'connection-growth': { asked: -0.15, saturating: -1.44 },
  'dead-sockets': { asked: -0.64, significant: 1.42, suspicious: 5.81 },
  'memory-growth': {
    asked: -2.26,
    askedLoadUnknown: -0.53,
    material: 1.37,
    materialLoadUnknown: 1.31,
    saturating: -4.04,
    significant: 4.64,
    significantLoadUnknown: 2.96,
    suspicious: 4.8,
    suspiciousLoadUnknown: 2.79,
  },
  'open-file-growth': {
    asked: -0.15,
    askedLoadUnknown: -0.07,
    saturating: -1.31,
    saturatingLoadUnknown: -1.56,
  },
  'pool-growth': { asked: -0.15, saturating: -1.64, significant: 1.49, suspicious: 2.15 },
  'stuck-streams': { saturating: -1.15, significant: 0.25, suspicious: 3.76 },
  'unlisted-sockets': { asked: -0.55, significant: 3.52, suspicious: 0.88 },
  'untimed-streams': { asked: -0.48, saturating: -0.84, significant: 1.12, suspicious: 1.65 },
};

/** Log-odds that a check with such features adds; what was fitted nowhere adds nothing. */
export function logOddsOf(check: string, features: Features, weights = WEIGHTS): number {
  const own = weights[check] ?? {};
  return Object.entries(features).reduce((sum, [name, value]) => sum + value * (own[name] ?? 0), 0);
}
