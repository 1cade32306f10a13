import type { Features } from './checks/check.ts';

/**
 * What each feature of a check adds to the log-odds of a leak, at 1. Fitted together by logistic regression
 * (test/bench/calibrate.ts) on simulated hosts of every class after 7 to 28 days, with all signals and with some
 * withheld; the share of leaks among them is taken out, so that the prior is the fleet's own.
 */
export const WEIGHTS: Readonly<Record<string, Features>> = {
  'connection-growth': {
    asked: -0.44,
    askedLoadUnknown: -0.08,
    saturating: -1.17,
    saturatingLoadUnknown: -0.46,
  },
  'dead-sockets': { asked: -0.56, significant: 1.41, suspicious: 5.8 },
  'memory-growth': {
    asked: -1.98,
    askedLoadUnknown: -0.38,
    material: 1.38,
    materialLoadUnknown: 1.12,
    saturating: -3.09,
    saturatingLoadUnknown: -0.05,
    significant: 4.41,
    significantLoadUnknown: 2.27,
    suspicious: 4.52,
    suspiciousLoadUnknown: 2.45,
  },
  'open-file-growth': { askedLoadUnknown: -0.62, saturating: -2.03, saturatingLoadUnknown: -0.76 },
  'pool-growth': {
    asked: -0.44,
    askedLoadUnknown: -0.08,
    saturating: -1.48,
    saturatingLoadUnknown: -0.17,
    significant: 1.61,
    significantLoadUnknown: 1.41,
    suspicious: 2.13,
  },
  'stuck-streams': { asked: -0.38, saturating: -1.21, significant: 0.31, suspicious: 3.57 },
  'unlisted-sockets': { asked: -0.18, significant: 2.71, suspicious: 1.09 },
  'untimed-streams': {
    asked: -0.29,
    saturating: -0.77,
    saturatingLoadUnknown: -0.22,
    significant: 1.06,
    suspicious: 1.71,
  },
};

/** Log-odds that a check with such features adds; what was fitted nowhere adds nothing. */
export function logOddsOf(check: string, features: Features, weights = WEIGHTS): number {
  const own = weights[check] ?? {};
  return Object.entries(features).reduce((sum, [name, value]) => sum + value * (own[name] ?? 0), 0);
}
