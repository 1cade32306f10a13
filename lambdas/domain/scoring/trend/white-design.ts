import { type BlockColumns, orthonormalBasis, project } from './least-squares.ts';
import { type Whitening, whiten } from './noise.ts';
import type { Jump } from './trend-options.ts';
import { at, dot, type Vector, vector } from './vector.ts';

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
  basis: readonly Vector[];
  linear: WhiteShape;
  /** Made when first asked for: most readings don't grow, and nobody asks which form that has. */
  saturating: () => readonly WhiteShape[];
  stepping: () => readonly WhiteShape[];
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
  'filter' | 'segments' | 'basis' | 'linear' | 'saturating' | 'stepping' | 'logDeterminant'
>;

/** @returns `null` where the line is nothing beside the columns */
export function whiteColumns(
  filter: Whitening,
  segments: BlockColumns,
  { columns, linear, saturating, stepping }: Shapes,
): WhiteColumns | null {
  const whitened = (column: Vector): Vector => {
    const white = whiten(filter, column);
    segments.project(white);
    return white;
  };
  const { vectors, logDeterminant } = orthonormalBasis(columns.map(whitened));
  const shape = (column: Vector): WhiteShape => {
    const white = whitened(column);
    project(vectors, white);
    return { column: white, squares: dot(white, white) };
  };
  const line = shape(linear);
  if (!(line.squares > 1e-6)) return null;
  return {
    filter,
    segments,
    basis: vectors,
    linear: line,
    saturating: once(() =>
      saturating()
        .map(shape)
        .filter(({ squares }) => squares > 1e-6),
    ),
    stepping: once(() =>
      stepping()
        .map(shape)
        .filter(({ squares }) => squares > 1e-6),
    ),
    logDeterminant: filter.logDeterminant + segments.logDeterminant + logDeterminant + Math.log(line.squares),
  };
}

export function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

export const weighted = (column: Float64Array, rowWeights: Vector): Vector =>
  vector(column.length, (row) => at(rowWeights, row) * at(column, row));
