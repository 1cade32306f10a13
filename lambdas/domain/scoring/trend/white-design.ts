import { type BlockColumns, orthonormalBasis, project } from './least-squares.ts';
import { type Whitening, whiten } from './noise.ts';
import type { Jump } from './trend-options.ts';
import { at, dot, type Vector, vector, vectors } from './vector.ts';

/** A shape of growth under one noise: what of its column nothing else explains. */
export interface WhiteShape {
  column: Vector;
  squares: number;
}

/** A design under one noise, and with levels that lie one way apart. */
export interface WhiteDesign {
  jump: Jump;
  filter: Whitening;
  segments: BlockColumns;
  /** The line less what the columns explain of it, and an orthonormal basis of them. */
  directions: readonly [Vector, ...Vector[]];
  lineSquares: number;
  /** Made when first asked for: most readings don't grow, and nobody asks which form that has. */
  saturating: () => readonly WhiteShape[];
  stepping: () => readonly WhiteShape[];
  /** Room for what is left of a response beside the segments' levels; each overwrites the last. */
  residual: Vector;
  logDeterminant: number;
  logPrior: number;
  /** Of what is left of a response, and of the evidence for this noise. */
  degreesOfFreedom: number;
  degreesOfEvidence: number;
  /** log det of the rows' covariance at unit variance. */
  logDeterminantOfRows: number;
}

/** What a response is held against, each row weighed. */
interface Shapes {
  columns: Vector[];
  linear: Vector;
  saturating: () => Vector[];
  stepping: () => Vector[];
}

type WhiteColumns = Pick<
  WhiteDesign,
  | 'filter'
  | 'segments'
  | 'directions'
  | 'lineSquares'
  | 'saturating'
  | 'stepping'
  | 'residual'
  | 'logDeterminant'
>;

/** @returns `null` where the line is nothing beside the columns */
export function whiteColumns(
  filter: Whitening,
  segments: BlockColumns,
  { columns, linear, saturating, stepping }: Shapes,
): WhiteColumns | null {
  const whitened = (shapes: readonly Vector[]): Vector[] => {
    const white = vectors(shapes.length, filter.carry.length);
    for (const [place, column] of white.entries()) {
      whiten(filter, shapes[place] as Vector, column);
      segments.project(column);
    }
    return white;
  };
  const [line, ...beside] = whitened([linear, ...columns]) as [Vector, ...Vector[]];
  const basis = orthonormalBasis(beside);
  const besideBasis = (white: readonly Vector[]): WhiteShape[] => {
    project(basis.vectors, white);
    return white
      .map((column) => ({ column, squares: dot(column, column) }))
      .filter(({ squares }) => squares > 1e-6);
  };
  const [straight] = besideBasis([line]);
  if (!straight) return null;
  return {
    filter,
    segments,
    directions: [line, ...basis.vectors],
    lineSquares: straight.squares,
    saturating: once(() => besideBasis(whitened(saturating()))),
    stepping: once(() => besideBasis(whitened(stepping()))),
    residual: new Float64Array(line.length),
    logDeterminant:
      filter.logDeterminant + segments.logDeterminant + basis.logDeterminant + Math.log(straight.squares),
  };
}

export function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

export const weighted = (column: Float64Array, rowWeights: Vector): Vector =>
  vector(column.length, (row) => at(rowWeights, row) * at(column, row));
