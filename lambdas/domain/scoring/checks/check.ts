import type { Interval } from '../../records/evidence.ts';
import type { LeakKind } from '../../records/leak-kind.ts';
import type { HostTrend } from '../host-trend.ts';
import type { Reading } from '../readings.ts';

/** What a check measures where the host's load is known, or where it counts the leak itself. */
export type MeasuredFeature = 'asked' | 'suspicious' | 'significant' | 'saturating' | 'material';
/** Growth that may be the load's has features, and so weights, of its own. */
export type FeatureName = MeasuredFeature | `${MeasuredFeature}LoadUnknown`;

/** What a check found on a host, each about -1 to 1. */
export type Features = Readonly<Partial<Record<FeatureName, number>>>;

/**
 * What each feature of a check adds to the log-odds of a leak, at 1; a feature without a weight adds nothing. Fitted
 * for all checks together by logistic regression (test/bench/calibrate.ts prints them) on simulated hosts of every
 * class after 7 to 28 days, with all signals and with some withheld; the share of leaks among them is taken out, so
 * that the prior is the fleet's own.
 */
export type Weights = Readonly<Partial<Record<FeatureName, number>>>;

/** One question asked of a host. */
export interface Check<Name extends string = string> {
  /** As archived evidence has it. */
  name: Name;
  /** The kind of leak that it speaks of. */
  kind: LeakKind;
  /** The reading that it is about. */
  reading: Reading;
  /** What the reading is called in a sentence: `stuck streams`. */
  label: string;
  /** An amount of the reading, with its unit. */
  phrase(value: number): string;
  /** Whether it counts what leaks itself, rather than what a leak makes of memory: no minimum of days then. */
  countsLeak: boolean;
  /** Whether the reading is the running workers', and so starts anew with each of them, or the whole host's. */
  scope: 'workers' | 'host';
  weights: Weights;
  /** `null` where the host's bins can't answer. */
  ask(host: HostTrend): { features: Features; summary: string; growthPerDay: Interval | null } | null;
}

/** Log-odds that a check with such features adds. */
export function logOddsOf(features: Features, weights: Weights): number {
  return featureNames(features).reduce((sum, name) => sum + (features[name] ?? 0) * (weights[name] ?? 0), 0);
}

/** The names of what was measured, in the order in which it was. */
export const featureNames = (features: Features): FeatureName[] => Object.keys(features) as FeatureName[];
