import { at, type Vector } from './vector.ts';

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
  const filter = {
    carry: new Float64Array(length),
    gain: new Float64Array(length),
    weight: new Float64Array(length),
  };
  let logDeterminant = 0;
  let stateVariance = wanderShare;
  // Nearly all rows are as far apart.
  let [gap, carry] = [Number.NaN, 0];
  for (let row = 0; row < length; row += 1) {
    if (at(hoursSince, row) !== gap) {
      gap = at(hoursSince, row);
      carry = Math.exp(-gap / wanderHours);
    }
    const predicted = carry * carry * stateVariance + (1 - carry * carry) * wanderShare;
    const variance = predicted + (1 - wanderShare);
    filter.carry[row] = carry;
    filter.gain[row] = predicted / variance;
    filter.weight[row] = 1 / Math.sqrt(variance);
    logDeterminant += Math.log(variance);
    stateVariance = predicted * (1 - predicted / variance);
  }
  return { ...filter, logDeterminant };
}

/** A column as the filter makes it: the Kalman filter's standardised innovations. */
export function whiten({ carry, gain, weight }: Whitening, column: Float64Array): Vector {
  const whitened = new Float64Array(column.length);
  let state = 0;
  for (let row = 0; row < column.length; row += 1) {
    const predicted = at(carry, row) * state;
    const innovation = at(column, row) - predicted;
    whitened[row] = innovation * at(weight, row);
    state = predicted + at(gain, row) * innovation;
  }
  return whitened;
}
