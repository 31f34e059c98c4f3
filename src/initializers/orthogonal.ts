// Orthogonal initialisers.
import type { RandomStream } from '../random';
import type { JointInitializer } from './initializer';

/**
 * Draws a matrix with orthonormal rows or columns, whichever are fewer, from the uniform distribution (Haar measure), in
 * float64, by the modified Gram-Schmidt method on Gaussian vectors. Its triangular factor has a positive diagonal, without
 * which the distribution would not be uniform (Mezzadri 2007, section 5).
 */
export function orthogonalMatrix(rows: number, columns: number, random: RandomStream): Float64Array {
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors = Array.from({ length: count }, () => new Float64Array(length).map(() => random.normal()));
  vectors.forEach((v, i) => {
    normalize(v);
    let j = i + 1;
    for (; j + 3 < count; j += 4)
      projectOutOfFour(v, vectors[j]!, vectors[j + 1]!, vectors[j + 2]!, vectors[j + 3]!);
    for (; j < count; j++) projectOut(v, vectors[j]!);
  });
  const matrix = new Float64Array(rows * columns);
  const wide = rows <= columns;
  vectors.forEach((v, i) => {
    for (let k = 0; k < length; k++) matrix[wide ? i * columns + k : k * columns + i] = v[k]!;
  });
  return matrix;
}

function normalize(v: Float64Array): void {
  let square = 0;
  for (const x of v) square += x * x;
  const norm = Math.sqrt(square);
  for (let k = 0; k < v.length; k++) v[k]! /= norm;
}

/** Subtracts from a vector its projection on the unit vector v. */
function projectOut(v: Float64Array, from: Float64Array): void {
  let along = 0;
  for (let k = 0; k < v.length; k++) along += v[k]! * from[k]!;
  for (let k = 0; k < v.length; k++) from[k]! -= along * v[k]!;
}

/** `projectOut` of four vectors at once: an addition waits for the one before it, and four sums wait together. */
function projectOutOfFour(
  v: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
): void {
  let [alongA, alongB, alongC, alongD] = [0, 0, 0, 0];
  for (let k = 0; k < v.length; k++) {
    const x = v[k]!;
    alongA += x * a[k]!;
    alongB += x * b[k]!;
    alongC += x * c[k]!;
    alongD += x * d[k]!;
  }
  for (let k = 0; k < v.length; k++) {
    const x = v[k]!;
    a[k]! -= alongA * x;
    b[k]! -= alongB * x;
    c[k]! -= alongC * x;
    d[k]! -= alongD * x;
  }
}

function scaled(values: Float64Array, gain: number): Float32Array {
  const weights = new Float32Array(values.length);
  for (let k = 0; k < values.length; k++) weights[k] = gain * values[k]!;
  return weights;
}

/** (Semi-)orthogonal weights: every singular value is the gain. A convolution's kernel counts as a matrix [window · in, out]. */
export const orthogonal: JointInitializer = {
  label: 'orthogonal',
  source: 'Saxe, McClelland and Ganguli 2014, section 3',
  options: ['gain'],
  weights: (shape, { gain = 1 }, random) => {
    const columns = shape.at(-1)!;
    const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
    return scaled(orthogonalMatrix(rows, columns, random), gain);
  },
};

/**
 * A kernel that is zero except in the middle of its window, where it is an orthogonal matrix: the convolution keeps the norm of
 * every input. A kernel without a window is orthogonal.
 */
export const deltaOrthogonal: JointInitializer = {
  label: 'delta-orthogonal',
  source: 'Xiao, Bahri, Sohl-Dickstein, Schoenholz and Pennington 2018, algorithm 2',
  options: ['gain'],
  weights: (shape, { gain = 1 }, random) => {
    const [inputs, outputs] = shape.slice(-2) as [number, number];
    if (shape.length > 2 && inputs > outputs) {
      throw new RangeError(
        `deltaOrthogonal: a convolution must have at least as many outputs as inputs; got ${inputs} to ${outputs}`,
      );
    }
    return inCenter(shape, scaled(orthogonalMatrix(inputs, outputs, random), gain));
  },
};

/** The identity times the gain; in a convolution's kernel, in the middle of its window and zero elsewhere. */
export const identity: JointInitializer = {
  label: 'identity',
  source: 'Le, Jaitly and Hinton 2015',
  options: ['gain'],
  weights: (shape, { gain = 1 }) => {
    const [inputs, outputs] = shape.slice(-2) as [number, number];
    const matrix = new Float32Array(inputs * outputs);
    for (let i = 0; i < Math.min(inputs, outputs); i++) matrix[i * outputs + i] = gain;
    return inCenter(shape, matrix);
  },
};

/** A kernel of a shape that is zero except for a matrix in the middle of its window. */
function inCenter(shape: readonly number[], matrix: Float32Array): Float32Array {
  const window = shape.slice(0, -2);
  const middle = window.reduce((at, size) => at * size + Math.floor((size - 1) / 2), 0);
  const kernel = new Float32Array(shape.reduce((a, b) => a * b, 1));
  kernel.set(matrix, middle * matrix.length);
  return kernel;
}
