import type { Features } from './evidence.ts';

/**
 * What each feature of a check adds to the log-odds of a leak, at 1. Fitted together by logistic regression
 * (test/bench/calibrate.ts) on simulated hosts of every class after 7 to 28 days, with all signals and with some
 * withheld; the share of leaks among them is taken out, so that the prior is the fleet's own.
 */
export const WEIGHTS: Readonly<Record<string, Features>> = {
  'connection-growth': { asked: -0.18, saturating: -1, significant: 0, suspicious: 0 },
  'dead-sockets': { asked: -0.72, saturating: 0, significant: 1.42, suspicious: 5.39 },
  'memory-growth': {
    asked: -2.73,
    askedLoadUnknown: -0.65,
    material: 1.92,
    materialLoadUnknown: 1.86,
    saturating: -4.21,
    saturatingLoadUnknown: 0,
    significant: 3.43,
    significantLoadUnknown: 3.1,
    suspicious: 5.45,
    suspiciousLoadUnknown: 2.6,
  },
  'open-file-growth': {
    asked: -0.18,
    askedLoadUnknown: -0.18,
    saturating: -1,
    saturatingLoadUnknown: -1.5,
    significant: 0,
    significantLoadUnknown: 0,
    suspicious: 0,
    suspiciousLoadUnknown: 0,
  },
  'pool-growth': { asked: -0.18, saturating: -1.28, significant: 0.67, suspicious: 1.91 },
  'stuck-streams': { asked: -0.25, saturating: -0.84, significant: 0.39, suspicious: 4.48 },
  'unlisted-sockets': { asked: -0.43, saturating: 0, significant: 3.47, suspicious: 1.27 },
};

/** Log-odds that a check with such features adds; what was fitted nowhere adds nothing. */
export function logOddsOf(check: string, features: Features, weights = WEIGHTS): number {
  const own = weights[check] ?? {};
  return Object.entries(features).reduce((sum, [name, value]) => sum + value * (own[name] ?? 0), 0);
}
