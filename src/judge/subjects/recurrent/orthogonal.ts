// Orthogonal recurrent weights, by Gram and Schmidt.
import { itemAt } from '../../../arrays';
import type { Exercise } from '../../exercise';
import { dot, drawn, norm, normals, product, sum, transpose, type Matrix } from '../../oracle';

/** Makes a row of each, with those made before it at hand. */
const oneByOne = (rows: Matrix, make: (row: number[], made: Matrix) => number[]): Matrix =>
  rows.reduce<Matrix>((made, row) => [...made, make(row, made)], []);

/** The triangular L with L Lᵀ = the matrix, which is symmetric and positive definite. */
const cholesky = (matrix: Matrix): Matrix =>
  oneByOne(matrix, (row, made) => {
    const lower = row.map(() => 0);
    for (const [j, earlier] of made.entries())
      lower[j] = (itemAt(row, j) - dot(lower, earlier)) / itemAt(earlier, j);
    lower[made.length] = Math.sqrt(itemAt(row, made.length) - dot(lower, lower));
    return lower;
  });

/** The rows of Q in A = L Q; from the angles between the rows of A, without a projection. */
function orthonormal(a: Matrix): Matrix {
  const lower = cholesky(product(a, transpose(a)));
  return oneByOne(a, (row, made) => {
    const along = itemAt(lower, made.length);
    return row.map(
      (v, j) => (v - sum(made.map((q, i) => itemAt(along, i) * itemAt(q, j)))) / itemAt(along, made.length),
    );
  });
}

const unit = (row: number[]): number[] => row.map((v) => v / norm(row));
/** A row less its parts along others. */
const without = (row: number[], others: Matrix): number[] =>
  row.map((v, j) => v - sum(others.map((other) => (dot(row, other) / dot(other, other)) * itemAt(other, j))));

/** A hint at rows that are normalised after all projections, instead of before each. */
const LENGTHS_TOO_LATE =
  'when the rows get the length one only at the end; a part is measured along a row that has it already';

export const orthogonal: Exercise<Matrix> = {
  cases: drawn('recurrent/orthogonal', (random) => [3, 4, 6].map((n) => normals(n, n, random))),
  words: (given) => `orthogonal, ${given.length} rows`,
  expectation: (given) => ({ kind: 'orthonormal', value: orthonormal(given), tolerance: 1e-5 }),
  slips: [
    {
      hint: 'when the rows get the length one, and their angles stay as they are',
      value: (given) => given.map(unit),
    },
    {
      hint: 'when the rows are at right angles, but keep their lengths',
      value: (given) => oneByOne(given, without),
    },
    {
      hint: 'when only the part along the row just before is taken off',
      value: (given) => oneByOne(given, (row, made) => unit(without(row, made.slice(-1)))),
    },
    {
      hint: 'when the parts along the rows of the draws are taken off, not those along the rows made of them',
      value: (given) => given.map((row, k) => unit(without(row, given.slice(0, k)))),
    },
    {
      hint: LENGTHS_TOO_LATE,
      value: (given) =>
        oneByOne(given, (row, made) =>
          row.map((v, j) => v - sum(made.map((other) => dot(row, other) * itemAt(other, j)))),
        ).map(unit),
    },
    {
      hint: LENGTHS_TOO_LATE,
      value: (given) =>
        oneByOne(given, (row, made) =>
          made.reduce((left, other) => {
            const along = dot(left, other);
            return left.map((v, j) => v - along * itemAt(other, j));
          }, row),
        ).map(unit),
    },
    {
      hint: 'when the columns are worked on instead of the rows',
      value: (given) => transpose(orthonormal(transpose(given))),
    },
    {
      hint: 'when the last row is begun with',
      value: (given) => orthonormal(given.toReversed()).reverse(),
    },
  ],
};
