const Z_95 = 1.959963984540054;

export type Interval = { low: number; high: number };

/** 95% interval of a share by Wilson's score without continuity correction (Newcombe 1998, method 3). */
export function wilson(successes: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const centre = share + Z_95 ** 2 / (2 * trials);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / trials + Z_95 ** 2 / (4 * trials ** 2));
  const scale = 1 + Z_95 ** 2 / trials;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/**
 * The exact one-sided upper 95% bound of the mean of a Poisson count: the mean at which so few events have a
 * probability of 5% (Garwood 1936; half the 95% quantile of chi-square with 2 count + 2 degrees of freedom).
 */
export function poissonUpper(count: number): number {
  let low = count;
  let high = count + 3 * Math.sqrt(count + 1) + 3;
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (poissonAtMost(count, middle) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X <= count), summed from its largest term down so that nothing underflows. */
function poissonAtMost(count: number, mean: number): number {
  let term = 1;
  let sum = 1;
  for (let k = count; k > 0 && term > 1e-17; k--) {
    term *= k / mean;
    sum += term;
  }
  let logFactorial = 0;
  for (let k = 2; k <= count; k++) logFactorial += Math.log(k);
  return Math.exp(count * Math.log(mean) - mean - logFactorial) * sum;
}
