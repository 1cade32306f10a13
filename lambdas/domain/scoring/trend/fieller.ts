/** A quotient with its interval; `null` for an end that is not bounded. */
export interface Quotient {
  estimate: number;
  low: number | null;
  high: number | null;
}

/**
 * Fieller's interval of a quotient of two correlated normal estimates (Fieller 1954). Where the denominator can't be
 * told from zero the interval has no end on at least one side.
 * @param quantile of Student's t (or the normal) at the wanted confidence, two-sided: 1.96 for 95%
 */
export function fieller(
  numerator: { estimate: number; variance: number },
  denominator: { estimate: number; variance: number },
  covariance: number,
  quantile: number,
): Quotient {
  const estimate = numerator.estimate / denominator.estimate;
  const square = quantile * quantile;
  const a = denominator.estimate ** 2 - square * denominator.variance;
  const b = numerator.estimate * denominator.estimate - square * covariance;
  const c = numerator.estimate ** 2 - square * numerator.variance;
  const discriminant = b * b - a * c;
  if (discriminant < 0) return { estimate, low: null, high: null };
  const root = Math.sqrt(discriminant);
  // c / (b + root) is (b - root) / a, but also holds where a is 0.
  const low = c / (b + root);
  // a <= 0: zero lies within the denominator's interval, and the quotient has no upper end.
  return { estimate, low, high: a > 0 ? (b + root) / a : null };
}
