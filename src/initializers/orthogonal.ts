import type { Stream } from '../random';
import type { JointInitializer } from './initializer';

/**
 * A matrix with orthonormal rows or columns, whichever are fewer, drawn evenly from all of them (Haar measure), in float64.
 *
 * Gram and Schmidt's method, modified, on Gaussian vectors: the triangular factor that it leaves has a positive diagonal,
 * which is what makes the draw even (Mezzadri 2007, section 5).
 */
export function orthogonalMatrix(rows: number, columns: number, random: Stream): Float64Array {
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, random.normal));
  vectors.forEach((v, i) => {
    const norm = Math.sqrt(dot(v, v));
    for (let k = 0; k < length; k++) v[k] /= norm;
    for (let j = i + 1; j < count; j++) {
      const other = vectors[j];
      const along = dot(v, other);
      for (let k = 0; k < length; k++) other[k] -= along * v[k];
    }
  });
  const matrix = new Float64Array(rows * columns);
  const wide = rows <= columns;
  vectors.forEach((v, i) => {
    for (let k = 0; k < length; k++) matrix[wide ? i * columns + k : k * columns + i] = v[k];
  });
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

const scaled = (values: Float64Array, gain: number): Float32Array =>
  Float32Array.from(values, (v) => gain * v);

/** (Semi-)orthogonal weights: every singular value is the gain. A convolution's kernel is taken as [window · in, out]. */
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
 * A kernel that is zero except in the middle of its window, where it holds an orthogonal matrix: the convolution keeps the
 * norm of every input. A kernel without a window is plainly orthogonal.
 */
export const deltaOrthogonal: JointInitializer = {
  label: 'delta-orthogonal',
  source: 'Xiao, Bahri, Sohl-Dickstein, Schoenholz and Pennington 2018, algorithm 2',
  options: ['gain'],
  weights: (shape, { gain = 1 }, random) => {
    const [inputs, outputs] = shape.slice(-2);
    if (shape.length > 2 && inputs > outputs) {
      throw new RangeError(
        `deltaOrthogonal: a convolution must have at least as many outputs as inputs; got ${inputs} to ${outputs}`,
      );
    }
    return inMiddle(shape, scaled(orthogonalMatrix(inputs, outputs, random), gain));
  },
};

/** The identity times the gain; in a convolution's kernel, in the middle of its window. */
export const identity: JointInitializer = {
  label: 'identity',
  source: 'Le, Jaitly and Hinton 2015',
  options: ['gain'],
  weights: (shape, { gain = 1 }) => {
    const [inputs, outputs] = shape.slice(-2);
    const matrix = new Float32Array(inputs * outputs);
    for (let i = 0; i < Math.min(inputs, outputs); i++) matrix[i * outputs + i] = gain;
    return inMiddle(shape, matrix);
  },
};

/** A kernel of the shape that is zero but for a matrix in the middle of its window. */
function inMiddle(shape: readonly number[], matrix: Float32Array): Float32Array {
  const window = shape.slice(0, -2);
  const middle = window.reduce((at, size) => at * size + Math.floor((size - 1) / 2), 0);
  const kernel = new Float32Array(shape.reduce((a, b) => a * b, 1));
  kernel.set(matrix, middle * matrix.length);
  return kernel;
}
