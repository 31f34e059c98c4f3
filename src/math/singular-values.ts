// Singular values of small matrices, by one-sided Jacobi rotations.
import { invalidArgument } from '../errors';

const PRECISION = 1e-14;
const MAX_SWEEPS = 60;

const dot = (u: Float64Array, v: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < u.length; k++) sum += u[k]! * v[k]!;
  return sum;
};

/** Rotates two vectors in their plane until they are orthogonal; false where they are so already, to rounding. */
function orthogonalizePair(u: Float64Array, v: Float64Array): boolean {
  const [uu, vv, uv] = [dot(u, u), dot(v, v), dot(u, v)];
  if (Math.abs(uv) <= PRECISION * Math.sqrt(uu * vv)) return false;
  const angle = Math.atan2(2 * uv, uu - vv) / 2;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  for (let k = 0; k < u.length; k++) {
    const [a, b] = [u[k]!, v[k]!];
    u[k] = c * a + s * b;
    v[k] = c * b - s * a;
  }
  return true;
}

/** Whether a value is rows of finite numbers, all of one length. */
function isMatrix(value: unknown): value is number[][] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const rows = value as unknown[];
  const columns = Array.isArray(rows[0]) ? rows[0].length : 0;
  return (
    columns > 0 &&
    rows.every((row) => Array.isArray(row) && row.length === columns && row.every(Number.isFinite))
  );
}

/**
 * Computes the singular values of a matrix, in float64, by one-sided Jacobi rotations (Hestenes 1958): rows are rotated in pairs
 * until all are at right angles; their lengths are then the singular values. For small matrices: a sweep takes n³ multiplications.
 *
 * @param matrix the rows, each of the same number of finite numbers; `tensor.arraySync()` gives them
 * @returns as many values as there are rows, or columns if they are fewer, the largest first
 * @throws {TypeError} when `matrix` is no array of rows of finite numbers, all of one length of at least 1
 * @example singularValues([[3, 0], [4, 5]]) // [6.71, 2.24]
 */
export function singularValues(matrix: readonly (readonly number[])[]): number[] {
  if (!isMatrix(matrix))
    throw invalidArgument('singularValues', 'matrix', 'rows of finite numbers, all of one length', matrix);
  const columns = matrix[0]!.length;
  const rows =
    matrix.length <= columns
      ? matrix.map((row) => Float64Array.from(row))
      : Array.from({ length: columns }, (_, k) => Float64Array.from(matrix, (row) => row[k]!));
  for (let sweep = 0, isTurning = true; isTurning && sweep < MAX_SWEEPS; sweep++) {
    isTurning = false;
    rows.forEach((u, i) => {
      for (const v of rows.slice(i + 1)) if (orthogonalizePair(u, v)) isTurning = true;
    });
  }
  return rows.map((row) => Math.sqrt(dot(row, row))).sort((a, b) => b - a);
}
