import { describe, expect, it } from 'vitest';
import {
  BlockColumns,
  orthonormalBasis,
  project,
} from '../../../../lambdas/domain/scoring/trend/least-squares.ts';
import { dot, type Vector } from '../../../../lambdas/domain/scoring/trend/vector.ts';

// NIST Statistical Reference Datasets, Longley (higher difficulty): observations and certified values.
const LONGLEY = [
  [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
  [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
  [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
  [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
  [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
  [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
  [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
  [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
  [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
  [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
  [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
  [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
  [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
  [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
  [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
  [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
];
const CERTIFIED = [
  [-3482258.63459582, 890420.383607373],
  [15.0618722713733, 84.9149257747669],
  [-0.035819179292591, 0.0334910077722432],
  [-2.02022980381683, 0.488399681651699],
  [-1.03322686717359, 0.214274163161675],
  [-0.0511041056535807, 0.22607320006937],
  [1829.15146461355, 455.478499142212],
];

const basisOf = (columns: readonly Vector[]) => orthonormalBasis(columns.map((each) => each.slice())).vectors;

/** Each coefficient is that of its column once all others are taken out of it, as the growth of a host is. */
function leastSquares(columns: readonly Vector[], response: Vector) {
  const degreesOfFreedom = response.length - columns.length;
  const residual = response.slice();
  project(basisOf(columns), [residual]);
  const residualSumOfSquares = dot(residual, residual);
  const own = columns.map((column, index) => {
    const rest = column.slice();
    project(basisOf(columns.toSpliced(index, 1)), [rest]);
    return { rest, left: dot(rest, rest) };
  });
  return {
    coefficients: own.map(({ rest, left }) => dot(rest, response) / left),
    standardErrors: own.map(({ left }) => Math.sqrt(residualSumOfSquares / degreesOfFreedom / left)),
    residualSumOfSquares,
    degreesOfFreedom,
  };
}

const column = (index: number) => Float64Array.from(LONGLEY, (row) => row[index] ?? 0);

describe('least squares', () => {
  const longley = leastSquares([new Float64Array(16).fill(1), ...[1, 2, 3, 4, 5, 6].map(column)], column(0));

  it.each(CERTIFIED.map(([value, error], index) => ({ index, value, error })))(
    "gives Longley's coefficient $index as NIST certifies it",
    ({ index, value = 0, error = 0 }) => {
      expect((longley.coefficients[index] ?? 0) / value).toBeCloseTo(1, 7);
      expect((longley.standardErrors[index] ?? 0) / error).toBeCloseTo(1, 7);
    },
  );

  it("gives Longley's residuals", () => {
    expect(longley.residualSumOfSquares / 836424.055505915).toBeCloseTo(1, 8);
    expect(longley.degreesOfFreedom).toBe(9);
  });
});

describe('a basis', () => {
  it('leaves out what says nothing of its own', () => {
    const { vectors } = orthonormalBasis([
      Float64Array.of(1, 0, 1),
      Float64Array.of(2, 0, 2),
      Float64Array.of(0, 1, 1),
    ]);
    expect(vectors).toHaveLength(2);
    expect(dot(vectors[0] ?? new Float64Array(), vectors[1] ?? new Float64Array())).toBeCloseTo(0, 12);
  });

  it('has the determinant of its columns', () => {
    const { logDeterminant } = orthonormalBasis([Float64Array.of(2, 0, 0), Float64Array.of(1, 3, 0)]);
    expect(logDeterminant).toBeCloseTo(Math.log(36), 12);
  });
});

it('takes out blocks as their own columns would be', () => {
  const column = Float64Array.of(1, 0.5, 0.5, 2, 1);
  const blocks = new BlockColumns(column, [0, 3]);
  const [fast, slow] = [Float64Array.of(3, 1, 4, 1, 5), Float64Array.of(3, 1, 4, 1, 5)];
  blocks.project(fast);
  const { vectors, logDeterminant } = orthonormalBasis([
    Float64Array.of(1, 0.5, 0.5, 0, 0),
    Float64Array.of(0, 0, 0, 2, 1),
  ]);
  project(vectors, [slow]);
  for (const [row, value] of slow.entries()) expect(fast[row]).toBeCloseTo(value, 12);
  expect(blocks.logDeterminant).toBeCloseTo(logDeterminant, 12);
});

it('leaves of levels that lie close what tells them apart', () => {
  const [column, jump] = [Float64Array.of(1, 0.5, 0.5), 0.7];
  const blocks = new BlockColumns(column, [0], () => jump);
  const rows = Float64Array.of(3, 1, 4);
  blocks.project(rows);
  // By Sherman and Morrison, the inverse of I + jump^2 c c'.
  const spread = 1 + jump ** 2 * 1.5;
  expect(dot(rows, rows)).toBeCloseTo(26 - (jump ** 2 * 5.5 ** 2) / spread, 12);
  expect(blocks.logDeterminant).toBeCloseTo(Math.log(spread), 12);
  expect(blocks.levels).toBeCloseTo(1 - 1 / spread, 12);
});
