import type { Design } from './design.ts';
import { studentQuantile } from './distributions.ts';
import { whiten } from './noise.ts';
import { dots, isConstant, type Vector } from './vector.ts';
import { type WhiteDesign, type WhiteShape, weighted } from './white-design.ts';

/** How a response grows once load, the time of day and the restarts are taken out. */
export interface Growth {
  /** A day, in the response's unit. */
  perDay: number;
  standardError: number;
  degreesOfFreedom: number;
  /** log of how much better linear growth fits than growth that saturates with the process's age; 0 if untestable, or no growth; infinite where nothing is young enough to fill. */
  shape: number;
  /** The same against one step, at the best of some places. */
  step: number;
  /** Standard deviation of a row's noise. */
  noise: number;
  days: number;
}

/** Below so many standard errors nobody asks which form a growth has. */
const WORTH_A_FORM = 2;

/**
 * The growth of a response over a design's rows. Every noise gives a slope and a likelihood (restricted, so that the
 * columns' number doesn't favour small noise); the slope is their weighted mean, and its error has both their own and
 * the spread between them.
 * @param floor standard deviation below which the response can't be known, in its unit; above 0
 */
export function growthOf(design: Design, response: Vector, floor: number): Growth {
  // A constant is all level and leaves nothing: what most counts of a healthy host are.
  const rows = isConstant(response) ? null : weighted(response, design.rowWeights);
  const minimum = response.length * floor * floor;
  const fits = design.whites.map((white) => fitOf(white, rows, minimum));
  const best = fits.reduce((maximum, { evidence }) => Math.max(maximum, evidence), -Infinity);
  const weights = fits.map(({ evidence }) => Math.exp(evidence - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (figureOf: (fit: (typeof fits)[number]) => number): number =>
    fits.reduce((sum, fit, index) => sum + (figureOf(fit) * (weights[index] ?? 0)) / total, 0);
  const perDay = average(({ slope }) => slope);
  const variance = average((fit) => fit.variance + (fit.slope - perDay) ** 2);
  const standardError = Math.sqrt(variance);
  const isTold = design.hasForms && Math.abs(perDay) > WORTH_A_FORM * standardError;
  // Forms are compared where levels lie as close, for a form must not gain by what a line says of them.
  const linearBeyond = (shapesOf: (white: WhiteDesign) => readonly WhiteShape[]): number => {
    if (!isTold) return 0;
    const alike = [...Map.groupBy(fits, ({ white: { jump } }) => jump)].map(([jump, close]) => {
      const linear = Math.max(...close.map(({ white, least }) => likelihood(white, least)));
      const formed = Math.max(
        ...close.map((fit) => likelihood(fit.white, leastOf(fit, shapesOf(fit.white)))),
      );
      return [jump, Number.isFinite(formed) ? linear - formed : 0] as const;
    });
    const beyond = new Map(alike);
    return average(({ white: { jump } }) => beyond.get(jump) ?? 0);
  };
  return {
    perDay,
    standardError,
    degreesOfFreedom: design.degreesOfFreedom,
    shape: design.mayFill ? linearBeyond(({ saturating }) => saturating()) : Infinity,
    step: linearBeyond(({ stepping }) => stepping()),
    noise: Math.sqrt(average(({ noise }) => noise)),
    days: design.daysOfGrowth,
  };
}

/** A response under one noise. */
interface Fit {
  white: WhiteDesign;
  slope: number;
  variance: number;
  noise: number;
  evidence: number;
  /** Squares that the columns leave of it, and that the line leaves of these. */
  unexplained: number;
  least: number;
  minimum: number;
}

/** @param rows of the response, weighed; `null` of a constant */
function fitOf(white: WhiteDesign, rows: Vector | null, minimum: number): Fit {
  const { residual, directions, lineSquares, degreesOfFreedom } = white;
  let [along, unexplained] = [0, minimum];
  if (rows !== null) {
    whiten(white.filter, rows, residual);
    white.segments.project(residual);
    // All that is asked of it lies beside the basis, so that it need not be taken out of each row.
    const [squares = 0, alongLine = 0, ...alongBasis] = dots([residual, ...directions], residual);
    const explained = alongBasis.reduce((sum, part) => sum + part ** 2, 0);
    [along, unexplained] = [alongLine, Math.max(0, squares - explained) + minimum];
  }
  const least = squaresBeside({ unexplained, minimum }, along, lineSquares);
  return {
    white,
    slope: along / lineSquares,
    variance: least / degreesOfFreedom / lineSquares,
    noise: least / degreesOfFreedom,
    evidence: white.logPrior - 0.5 * (white.logDeterminant + white.degreesOfEvidence * Math.log(least)),
    unexplained,
    least,
    minimum,
  };
}

/** Of a line that nearly all lies along the column, rounding may leave less than nothing. */
const squaresBeside = (
  { unexplained, minimum }: Pick<Fit, 'unexplained' | 'minimum'>,
  along: number,
  squares: number,
): number => Math.max(minimum, unexplained - along ** 2 / squares);

/** What the best of some shapes leaves. */
const leastOf = (fit: Fit, shapes: readonly WhiteShape[]): number =>
  dots(
    shapes.map(({ column }) => column),
    fit.white.residual,
  ).reduce(
    (least, along, place) => Math.min(least, squaresBeside(fit, along, shapes[place]?.squares ?? 0)),
    Infinity,
  );

const likelihood = ({ logDeterminantOfRows, residual }: WhiteDesign, squares: number): number =>
  -0.5 * (logDeterminantOfRows + residual.length * Math.log(squares));

/** The growth a day with the ends of its 95% interval. */
export function interval({ perDay, standardError, degreesOfFreedom }: Growth): {
  estimate: number;
  low: number;
  high: number;
} {
  const reach = reachOf(degreesOfFreedom) * standardError;
  return { estimate: perDay, low: perDay - reach, high: perDay + reach };
}

const reaches = new Map<number, number>();

/** Standard errors on either side of a 95% interval; there are few degrees of freedom, and each takes a while. */
export function reachOf(degrees: number): number {
  const known = reaches.get(degrees);
  if (known !== undefined) return known;
  const reach = studentQuantile(0.975, degrees);
  reaches.set(degrees, reach);
  return reach;
}
