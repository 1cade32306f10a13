/** Probability that a standard normal is below `z`; absolute error under 1e-14 (from the incomplete gamma function). */
export function normalCdf(z: number): number {
  if (z === 0) return 0.5;
  const tail = upperGamma(0.5, (z * z) / 2) / 2;
  return z > 0 ? 1 - tail : tail;
}

/**
 * The value a standard normal is below with the given probability: Abramowitz and Stegun's approximation 26.2.23, made
 * exact by three steps of Halley's method.
 */
export function normalQuantile(probability: number): number {
  if (probability <= 0 || probability >= 1)
    return probability === 0 ? -Infinity : probability === 1 ? Infinity : Number.NaN;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const t = Math.sqrt(-2 * Math.log(probability));
  // Good to 4.5e-4.
  let z = -(
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
  );
  for (let step = 0; step < 3; step += 1) {
    const error = (normalCdf(z) - probability) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/** Probability that Student's t with `degrees` of freedom is below `t`. */
export function studentCdf(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * The value that Student's t is below with the given probability. Newton's steps from the normal's quantile: it lies
 * nearer to 0, and right of 0 the distribution is concave, so they never overshoot.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  const front = Math.exp(logGamma((degrees + 1) / 2) - logGamma(degrees / 2)) / Math.sqrt(degrees * Math.PI);
  let t = normalQuantile(probability);
  for (let step = 0; step < 200; step += 1) {
    const density = front * (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
    const move = (probability - studentCdf(t, degrees)) / density;
    t += move;
    if (Math.abs(move) < 1e-10 * t) break;
  }
  return t;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Gamma(x) for x > 0; Lanczos' approximation with g = 7. */
export function logGamma(x: number): number {
  const base = x + 6.5;
  const series = LANCZOS.reduce((sum, term, index) => sum + term / (x + index), 0.99999999999980993);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
}

/** The regularised upper incomplete gamma function Q(a, x). */
function upperGamma(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 500 && Math.abs(term) > 1e-17 * sum; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  return (
    front *
    continuedFraction(
      (n) => (n === 0 ? 1 : -n * (n - a)),
      (n) => x + 2 * n + 1 - a,
    )
  );
}

/** The regularised incomplete beta function I_x(a, b). */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return (
    front *
    continuedFraction(
      (n) => {
        const m = n >> 1;
        if (n === 0) return 1;
        return n % 2 === 0
          ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
          : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
      },
      () => 1,
    )
  );
}

/** numerator(0) / (denominator(0) + numerator(1) / (denominator(1) + ...)), by Lentz's method. */
function continuedFraction(numerator: (n: number) => number, denominator: (n: number) => number): number {
  const tiny = 1e-300;
  let value = tiny;
  let c = tiny;
  let d = 0;
  for (let n = 0; n < 1000; n += 1) {
    d = 1 / (denominator(n) + numerator(n) * d || tiny);
    c = denominator(n) + numerator(n) / c || tiny;
    const factor = c * d;
    value *= factor;
    if (n > 0 && Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}
