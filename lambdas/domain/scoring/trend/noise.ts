import { at, type Vector, vectors } from './vector.ts';

/**
 * What load and time don't explain: a slow wander (first-order autoregressive, in continuous time so that gaps are
 * exact) and white noise on top, of unit variance together.
 */
export interface Noise {
  /** Time constant of the wander. */
  wanderHours: number;
  /** Part of the variance that wanders, 0-1; at 1 whitening is that of Prais and Winsten. */
  wanderShare: number;
  /** How likely it is before anything is seen, beside the others. */
  prior: number;
}

/**
 * The noises that a fit weighs by their likelihood, instead of estimating one: with two weeks of data the wander is
 * never well known, and a slope's error must carry that. The priors make a nominal 1% test reject about 1% of
 * simulated ordinary hosts.
 */
export const NOISES: readonly Noise[] = [
  { wanderHours: 1, wanderShare: 0, prior: 1 },
  { wanderHours: 6, wanderShare: 1, prior: 1 },
  { wanderHours: 18, wanderShare: 1, prior: 1 },
  { wanderHours: 60, wanderShare: 1, prior: 1 },
  { wanderHours: 60, wanderShare: 0.5, prior: 0.2 },
];

/** The filter that makes rows under a noise independent and of equal variance. */
export interface Whitening {
  /** What is carried of the state from the row before; 0 where a block begins. */
  carry: Vector;
  gain: Vector;
  /** One over the standard deviation of what each row adds. */
  weight: Vector;
  /** log det of the rows' covariance at unit variance. */
  logDeterminant: number;
}

/**
 * @param hoursSince hours since the row before, `Infinity` where a block begins that shares no noise with the last
 */
export function whitening(
  { wanderHours, wanderShare }: Omit<Noise, 'prior'>,
  hoursSince: Float64Array,
): Whitening {
  const length = hoursSince.length;
  const [carries, gains, weights] = vectors(3, length) as [Vector, Vector, Vector];
  let logDeterminant = 0;
  let stateVariance = wanderShare;
  // Nearly all rows are as far apart, and what is known of the state is soon the same at each.
  let [gap, carry, variance, logVariance, weight] = [Number.NaN, 0, Number.NaN, 0, 0];
  for (let row = 0; row < length; row += 1) {
    if (at(hoursSince, row) !== gap) {
      gap = at(hoursSince, row);
      carry = Math.exp(-gap / wanderHours);
    }
    const predicted = carry * carry * stateVariance + (1 - carry * carry) * wanderShare;
    if (predicted + (1 - wanderShare) !== variance) {
      variance = predicted + (1 - wanderShare);
      logVariance = Math.log(variance);
      weight = 1 / Math.sqrt(variance);
    }
    const gain = predicted / variance;
    carries[row] = carry;
    gains[row] = gain;
    weights[row] = weight;
    logDeterminant += logVariance;
    stateVariance = predicted * (1 - gain);
  }
  return { carry: carries, gain: gains, weight: weights, logDeterminant };
}

/**
 * A column as the filter makes it: the Kalman filter's standardised innovations.
 * @param whitened where they go
 */
export function whiten(
  { carry, gain, weight }: Whitening,
  column: Float64Array,
  whitened: Vector = new Float64Array(column.length),
): Vector {
  let state = 0;
  for (let row = 0; row < column.length; row += 1) {
    const predicted = at(carry, row) * state;
    const innovation = at(column, row) - predicted;
    whitened[row] = innovation * at(weight, row);
    state = predicted + at(gain, row) * innovation;
  }
  return whitened;
}
