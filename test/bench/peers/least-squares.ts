export type Point = { x: number; y: number };
export type Line = { slope: number; intercept: number; r2: number };

/** The line of least squares; `null` with fewer than two points or no spread in x. `r2` is 0 for a constant. */
export function fitLine(points: readonly Point[]): Line | null {
  const [first] = points;
  if (first === undefined || points.length < 2) return null;
  const meanX = mean(points.map(({ x }) => x - first.x));
  const meanY = mean(points.map(({ y }) => y - first.y));
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const point of points) {
    const x = point.x - first.x - meanX;
    const y = point.y - first.y - meanY;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  if (xx === 0) return null;
  const slope = xy / xx;
  return {
    slope,
    intercept: first.y + meanY - slope * (first.x + meanX),
    r2: yy === 0 ? 0 : (slope * xy) / yy,
  };
}

export type Observation = { y: number; time: number; covariate: number };

/**
 * Slope in time of y = a + b time + c covariate, and its t statistic (slope over its ordinary standard error,
 * n - 3 degrees of freedom). `null` with fewer than four points or where time and covariate are collinear.
 */
export function fitWithCovariate(observations: readonly Observation[]): { slope: number; t: number } | null {
  const count = observations.length;
  if (count < 4) return null;
  const meanY = mean(observations.map(({ y }) => y));
  const meanTime = mean(observations.map(({ time }) => time));
  const meanCovariate = mean(observations.map(({ covariate }) => covariate));
  const centred = observations.map(({ y, time, covariate }) => ({
    y: y - meanY,
    t: time - meanTime,
    c: covariate - meanCovariate,
  }));
  const sum = (term: (row: { y: number; t: number; c: number }) => number): number =>
    centred.reduce((total, row) => total + term(row), 0);
  const tt = sum(({ t }) => t * t);
  const cc = sum(({ c }) => c * c);
  const tc = sum(({ t, c }) => t * c);
  const ty = sum(({ t, y }) => t * y);
  const cy = sum(({ c, y }) => c * y);
  const determinant = tt * cc - tc * tc;
  if (!(determinant > 1e-12 * tt * cc)) return null;
  const slope = (cc * ty - tc * cy) / determinant;
  const weight = (tt * cy - tc * ty) / determinant;
  const residual = sum(({ y, t, c }) => (y - slope * t - weight * c) ** 2);
  const error = Math.sqrt(((residual / (count - 3)) * cc) / determinant);
  return { slope, t: slope / error };
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
