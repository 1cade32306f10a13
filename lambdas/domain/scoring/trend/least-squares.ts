import { addScaled, at, dot, dots, scale, type Vector } from './vector.ts';

/** What of a column is left beside the columns before it, below which it says nothing of its own. */
const COLLINEAR = 1e-9;

/**
 * An orthonormal basis of columns, by modified Gram-Schmidt: each column less its part along the columns before it, at
 * length 1. A column of which nothing is left beside those before is passed over, so that there may be fewer vectors
 * than columns.
 */
export interface Basis {
  vectors: readonly Vector[];
  /** Sum of the logarithms of the squared lengths that were left: log det(X'X). */
  logDeterminant: number;
}

/** In place: of the columns nothing else is left. */
export function orthonormalBasis(columns: readonly Vector[]): Basis {
  const vectors: Vector[] = [];
  const squares = columns.map((column) => dot(column, column));
  let logDeterminant = 0;
  for (const [place, column] of columns.entries()) {
    const residualSquares = dot(column, column);
    if (!(residualSquares > COLLINEAR * (squares[place] as number))) continue;
    scale(column, 1 / Math.sqrt(residualSquares));
    takeOut(column, columns.slice(place + 1));
    vectors.push(column);
    logDeterminant += Math.log(residualSquares);
  }
  return { vectors, logDeterminant };
}

/** Takes out of each target, in place, its part along each vector of an orthonormal basis. */
export function project(basis: readonly Vector[], targets: readonly Vector[]): void {
  for (const direction of basis) takeOut(direction, targets);
}

function takeOut(direction: Vector, targets: readonly Vector[]): void {
  const along = dots(targets, direction);
  for (const [place, target] of targets.entries()) addScaled(target, -(along[place] as number), direction);
}

/**
 * Blocks of consecutive rows with a column each that is zero outside its block: what a segment's own level is after
 * whitening. Being orthogonal as they stand, they are taken out in one pass however many there are.
 */
export class BlockColumns {
  readonly logDeterminant: number;
  /** How many levels are taken out: one a block, and a part of one where jumps are small. */
  readonly levels: number;
  private readonly blocks: readonly { from: number; to: number; part: number }[];
  private readonly column: Float64Array;

  /**
   * @param jumpOf standard deviation of a block's level around a common one, in the noise's; infinite where it is taken
   * out whole
   */
  constructor(
    column: Float64Array,
    starts: readonly number[],
    jumpOf: (block: number) => number = () => Infinity,
  ) {
    this.column = column;
    let [logDeterminant, levels] = [0, 0];
    this.blocks = starts.map((from, index) => {
      const to = starts[index + 1] ?? column.length;
      let squares = 0;
      for (let row = from; row < to; row += 1) squares += at(column, row) ** 2;
      const jump = jumpOf(index);
      const spread = 1 + jump ** 2 * squares;
      logDeterminant += Math.log(jump === Infinity ? squares : spread);
      levels += 1 - 1 / spread;
      // With jumps, the root of the inverse of I + jump^2 c c', which leaves something of each level.
      return { from, to, part: (1 - 1 / Math.sqrt(spread)) / squares };
    });
    this.logDeterminant = logDeterminant;
    this.levels = levels;
  }

  /** Takes out of `target`, in place, its part along each block's column. */
  project(target: Float64Array): void {
    for (const { from, to, part } of this.blocks) {
      let along = 0;
      for (let row = from; row < to; row += 1) along += at(this.column, row) * at(target, row);
      const factor = along * part;
      for (let row = from; row < to; row += 1) target[row] = at(target, row) - factor * at(this.column, row);
    }
  }
}
