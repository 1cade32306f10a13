import type { Interval } from '../records/evidence.ts';
import { normalCdf, studentCdf, studentQuantile } from './trend/distributions.ts';

/** A host's growth of memory a day as a part of its level, so that large and small hosts compare. */
export interface Slope {
  estimate: number;
  standardError: number;
}

/** What the hosts of a cohort have in common. */
export interface PooledSlope extends Slope {
  hosts: number;
  /** 95%. */
  interval: Interval;
  /** Standard deviation of the hosts' own slopes about it. */
  betweenHosts: number;
  /** One-sided: that hosts whose mean doesn't grow would show so much. */
  pValue: number;
}

/**
 * Random-effects mean of slopes: DerSimonian and Laird's weights (1986), and Hartung and Knapp's error with Student's t,
 * which holds the level when the hosts' own errors are somewhat wrong; never below the error that those give.
 * @returns `null` for fewer than two hosts
 */
export function pooledSlope(slopes: readonly Slope[]): PooledSlope | null {
  const hosts = slopes.length;
  if (hosts < 2) return null;
  const fixed = weightedMean(slopes, 0);
  const squares = slopes.reduce(
    (sum, { estimate, standardError }) => sum + ((estimate - fixed.mean) / standardError) ** 2,
    0,
  );
  const ofSquares = slopes.reduce((sum, { standardError }) => sum + standardError ** -4, 0);
  const between = Math.max(0, (squares - (hosts - 1)) / (fixed.weight - ofSquares / fixed.weight));
  const { mean, weight } = weightedMean(slopes, between);
  const scatter = slopes.reduce(
    (sum, { estimate, standardError }) => sum + (estimate - mean) ** 2 / (standardError ** 2 + between),
    0,
  );
  const standardError = Math.sqrt(Math.max(1, scatter / (hosts - 1)) / weight);
  const reach = studentQuantile(0.975, hosts - 1) * standardError;
  return {
    hosts,
    estimate: mean,
    standardError,
    interval: { estimate: mean, low: mean - reach, high: mean + reach },
    betweenHosts: Math.sqrt(between),
    pValue: 1 - studentCdf(mean / standardError, hosts - 1),
  };
}

function weightedMean(slopes: readonly Slope[], between: number): { mean: number; weight: number } {
  let [sum, weight] = [0, 0];
  for (const { estimate, standardError } of slopes) {
    const hostWeight = 1 / (standardError ** 2 + between);
    sum += hostWeight * estimate;
    weight += hostWeight;
  }
  return { mean: sum / weight, weight };
}

/** The difference of two independent slopes, with its 95% interval and two-sided p-value. */
export function slopeDifference(a: PooledSlope, b: PooledSlope): { interval: Interval; pValue: number } {
  const estimate = a.estimate - b.estimate;
  const standardError = Math.hypot(a.standardError, b.standardError);
  // Welch and Satterthwaite's degrees of freedom.
  const degrees =
    standardError ** 4 / (a.standardError ** 4 / (a.hosts - 1) + b.standardError ** 4 / (b.hosts - 1));
  const reach = studentQuantile(0.975, degrees) * standardError;
  return {
    interval: { estimate, low: estimate - reach, high: estimate + reach },
    pValue: 2 * (1 - studentCdf(Math.abs(estimate) / standardError, degrees)),
  };
}

/** Growth that a leaking cohort typically has, a day, as a part of its level. */
const TYPICAL_GROWTH = 0.02;
/** Cohorts that leak before anything was seen. */
const COHORT_PREVALENCE = 0.05;

/**
 * Probability that a cohort grows, rather than not at all: Bayes with growth of either size about what leaks have.
 * @returns 0-1
 */
export function cohortLeakProbability({ estimate, standardError }: PooledSlope): number {
  const [samplingVariance, typicalVariance] = [standardError ** 2, TYPICAL_GROWTH ** 2];
  const [posteriorMean, posteriorError] = [
    (estimate * typicalVariance) / (samplingVariance + typicalVariance),
    Math.sqrt((samplingVariance * typicalVariance) / (samplingVariance + typicalVariance)),
  ];
  const logRatio =
    0.5 * Math.log(samplingVariance / (samplingVariance + typicalVariance)) +
    (estimate ** 2 * typicalVariance) / (2 * samplingVariance * (samplingVariance + typicalVariance)) +
    Math.log(Math.max(2 * normalCdf(posteriorMean / posteriorError), 1e-300));
  return 1 / (1 + ((1 - COHORT_PREVALENCE) / COHORT_PREVALENCE) * Math.exp(-logRatio));
}

/** Growth of one host before and after an instant. */
export interface BeforeAndAfter {
  before: Slope;
  after: Slope;
}
