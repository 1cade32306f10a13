import type { Features } from './evidence.ts';

/**
 * What each feature of a check adds to the log-odds of a leak, at 1. Fitted together by logistic regression
 * (test/bench/calibrate.ts) on simulated hosts of every class after 7 to 28 days, with all signals and with some
 * withheld; the share of leaks among them is taken out, so that the prior is the fleet's own.
 *
 * The simulated hosts have since changed a little (their noise, and the bytes that they send), so the same command gives
 * somewhat other weights today; docs/benchmarks.md measures these ones on today's hosts.
 */
export const WEIGHTS: Readonly<Record<string, Features>> = {
  'connection-growth': { asked: -0.16, saturating: -1.08 },
  'dead-sockets': { asked: -0.66, significant: 1.44, suspicious: 5.5 },
  'memory-growth': {
    asked: -2.7,
    askedLoadUnknown: -0.65,
    material: 1.93,
    materialLoadUnknown: 1.86,
    saturating: -4.21,
    significant: 3.41,
    significantLoadUnknown: 3.03,
    suspicious: 5.4,
    suspiciousLoadUnknown: 2.61,
  },
  'open-file-growth': {
    asked: -0.16,
    askedLoadUnknown: -0.09,
    saturating: -1.07,
    saturatingLoadUnknown: -1.44,
  },
  'pool-growth': { asked: -0.16, saturating: -1.39, significant: 0.66, suspicious: 2.09 },
  'stuck-streams': { asked: -0.28, saturating: -0.68, significant: 0.4, suspicious: 4.13 },
  'unlisted-sockets': { asked: -0.55, significant: 3.23, suspicious: 1.1 },
};

/** Log-odds that a check with such features adds; what was fitted nowhere adds nothing. */
export function logOddsOf(check: string, features: Features, weights = WEIGHTS): number {
  const own = weights[check] ?? {};
  return Object.entries(features).reduce((sum, [name, value]) => sum + value * (own[name] ?? 0), 0);
}
