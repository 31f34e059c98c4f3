// Exercises on recurrent networks: memory, clipping, and the way back through time.
import { differenceOf } from '../compare';
import type { Exercise } from '../exercise';
import {
  between,
  brief,
  draws,
  drawn,
  exact,
  logistic,
  map,
  norm,
  normals,
  product,
  productOf,
  root,
  sum,
  transpose,
} from '../oracle';
import type { Matrix } from '../oracle';
import { shapeOf } from '../plain';

interface Memory {
  readonly steps: number;
  readonly share: number;
}

/** The other way round than the logistic function. */
const logit = (gate: number): number => Math.log(gate / (1 - gate));

const forgetBias = exact<Memory>({
  cases: drawn('recurrent/forget-bias', (random) =>
    [4, 10, 30, 100].map((steps) => ({ steps, share: between(random, 0.2, 0.8) })),
  ),
  words: ({ steps, share }) => `forgetBias(${steps}, ${brief(share)})`,
  call: (answer, { steps, share }) => answer(steps, share),
  expected: ({ steps, share }) =>
    root((bias) => productOf(draws(steps, () => logistic(bias))) - share, -20, 20),
  tolerance: 1e-6,
  slips: [
    {
      hint: 'when the gate is returned, and not its bias',
      value: ({ steps, share }) => share ** (1 / steps),
    },
    { hint: 'with the wrong sign', value: ({ steps, share }) => -logit(share ** (1 / steps)) },
    {
      hint: 'when each step is taken to lose the same amount; it loses the same share of what is left',
      value: ({ steps, share }) => logit(1 - (1 - share) / steps),
    },
    {
      hint: 'when one step is to leave that share; all steps together are to',
      value: ({ share }) => logit(share),
    },
    {
      hint: 'when the power is taken instead of the root',
      value: ({ steps, share }) => logit(share ** steps),
    },
    {
      hint: 'with the rule ln(T − 1): it leaves about 1/e, whatever is asked for',
      value: ({ steps }) => Math.log(steps - 1),
    },
    {
      hint: 'when the logarithm of the gate is taken for its bias',
      value: ({ steps, share }) => Math.log(share) / steps,
    },
  ],
});

interface Clipping {
  readonly gradients: Matrix[];
  readonly limit: number;
}

const sizeOf = (matrix: Matrix): number => norm(matrix.flat());
const globalNorm = (gradients: readonly Matrix[]): number => norm(gradients.flat(2));
const scaled = (gradients: readonly Matrix[], scale: (gradient: Matrix) => number): Matrix[] =>
  gradients.map((gradient) => map(gradient, (v) => v * scale(gradient)));

/** Clipped as if `size` were the norm. */
const clippedBy = ({ gradients, limit }: Clipping, size: number): Matrix[] =>
  scaled(gradients, () => Math.min(1, limit / size));

const clip = exact<Clipping>({
  cases: drawn('recurrent/clip', (random) =>
    [0.5, 2, 0.1, 0.9].map((part) => {
      const gradients = [
        [2, 4],
        [4, 4],
        [4, 1],
      ].map(([rows, columns]) => normals(rows, columns, random, between(random, 0.3, 2)));
      return { gradients, limit: part * globalNorm(gradients) };
    }),
  ),
  words: ({ gradients, limit }) =>
    `clipByNorm of ${gradients.length} gradients with the norm ${brief(globalNorm(gradients))} together, limit ${brief(limit)}`,
  call: (answer, { gradients, limit }, tf) =>
    answer(
      gradients.map((gradient) => tf.tensor2d(gradient)),
      limit,
    ),
  expected: (c) => clippedBy(c, globalNorm(c.gradients)),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when each gradient is clipped by itself, which turns the step',
      value: ({ gradients, limit }) => scaled(gradients, (one) => Math.min(1, limit / sizeOf(one))),
    },
    {
      hint: 'when each gradient is brought to the limit by itself, from above and from below',
      value: ({ gradients, limit }) => scaled(gradients, (one) => limit / sizeOf(one)),
    },
    {
      hint: 'when gradients below the limit are made larger',
      value: ({ gradients, limit }) => scaled(gradients, () => limit / globalNorm(gradients)),
    },
    {
      hint: 'when small gradients are made larger, and large ones stay',
      value: ({ gradients, limit }) => scaled(gradients, () => Math.max(1, limit / globalNorm(gradients))),
    },
    {
      hint: 'when each number is held between −limit and limit, which turns the step',
      value: ({ gradients, limit }) =>
        gradients.map((one) => map(one, (v) => Math.max(-limit, Math.min(limit, v)))),
    },
    { hint: 'when nothing is clipped', value: ({ gradients }) => gradients },
    {
      hint: 'when the square of the norm is taken for the norm',
      value: (c) => clippedBy(c, globalNorm(c.gradients) ** 2),
    },
    {
      hint: 'when the norms of the gradients are added up; it is their squares that add',
      value: (c) => clippedBy(c, sum(c.gradients.map(sizeOf))),
    },
    {
      hint: 'with the root mean square for the norm',
      value: (c) => clippedBy(c, globalNorm(c.gradients) / Math.sqrt(c.gradients.flat(2).length)),
    },
    {
      hint: 'with the largest of the norms; all gradients together have one norm',
      value: (c) => clippedBy(c, Math.max(...c.gradients.map(sizeOf))),
    },
  ],
});

const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((v, k) => v * b[k]));

/** Makes a row of each, with those made before it at hand. */
const oneByOne = (rows: Matrix, make: (row: number[], made: Matrix) => number[]): Matrix =>
  rows.reduce<Matrix>((made, row) => [...made, make(row, made)], []);

/** The triangular L with L Lᵀ = the matrix, which is symmetric and positive definite. */
const cholesky = (matrix: Matrix): Matrix =>
  oneByOne(matrix, (row, made) => {
    const k = made.length;
    const lower = row.map(() => 0);
    for (let j = 0; j < k; j++) lower[j] = (row[j] - dot(lower, made[j])) / made[j][j];
    lower[k] = Math.sqrt(row[k] - dot(lower, lower));
    return lower;
  });

/** The rows of Q in A = L Q; from the angles between the rows of A, without a projection. */
function orthonormal(a: Matrix): Matrix {
  const lower = cholesky(product(a, transpose(a)));
  return oneByOne(a, (row, made) => {
    const along = lower[made.length];
    return row.map((v, j) => (v - sum(made.map((q, i) => along[i] * q[j]))) / along[made.length]);
  });
}

const unit = (row: number[]): number[] => row.map((v) => v / norm(row));
/** A row less its parts along others. */
const without = (row: number[], others: Matrix): number[] =>
  row.map((v, j) => v - sum(others.map((other) => (dot(row, other) / dot(other, other)) * other[j])));

/** Of the lengths and the angles of rows, whichever is off first. */
function angleFault(rows: Matrix): string | null {
  for (const [k, row] of rows.entries()) {
    const length = norm(row);
    if (!(Math.abs(length - 1) <= 1e-5)) return `expected the length 1 of row ${k + 1}, got ${brief(length)}`;
    for (let j = 0; j < k; j++) {
      const along = dot(row, rows[j]);
      if (!(Math.abs(along) <= 1e-5))
        return `expected rows ${j + 1} and ${k + 1} at right angles, with the inner product 0, got ${brief(along)}`;
    }
  }
  return null;
}

/** Whether the parts are all measured on the row as it was, or each on what is left of it. */
const LENGTHS_TOO_LATE =
  'when the rows get the length one only at the end; a part is measured along a row that has it already';

const orthogonal: Exercise<Matrix> = {
  cases: drawn('recurrent/orthogonal', (random) => [3, 4, 6].map((n) => normals(n, n, random))),
  words: (given) => `orthogonal, ${given.length} rows`,
  call: (answer, given) => answer(given.map((row) => [...row])),
  fault: (given, value) => {
    const expected = orthonormal(given);
    if (shapeOf(value)?.join() !== shapeOf(expected)!.join()) return differenceOf(expected, value, 1e-5);
    return angleFault(value as Matrix) ?? differenceOf(expected, value, 1e-5);
  },
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
          row.map((v, j) => v - sum(made.map((other) => dot(row, other) * other[j]))),
        ).map(unit),
    },
    {
      hint: LENGTHS_TOO_LATE,
      value: (given) =>
        oneByOne(given, (row, made) =>
          made.reduce((left, other) => {
            const along = dot(left, other);
            return left.map((v, j) => v - along * other[j]);
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
  matches: (slip, value) => differenceOf(slip, value, 1e-5) === null,
};

interface Sequence {
  readonly xs: Matrix[];
  readonly w: Matrix;
  readonly u: Matrix;
  readonly h0: Matrix;
  readonly dh: Matrix;
}

/** From before the first step on. */
function statesOf({ xs, w, u, h0 }: Sequence): Matrix[] {
  const states = [h0];
  for (const x of xs) {
    const [fromInput, fromState] = [product(x, w), product(states.at(-1)!, u)];
    states.push(map(fromInput, (v, i, j) => Math.tanh(v + fromState[i][j])));
  }
  return states;
}

/** dL/dh of an example at a step, forward: how the last state moves with each unit of this one. */
function stateGradient(states: readonly Matrix[], { u, dh }: Sequence, t: number, example: number): number[] {
  let moves: Matrix = u.map((_, a) => u.map((_, b) => (a === b ? 1 : 0)));
  for (const later of states.slice(t + 1))
    moves = map(product(moves, u), (v, _, j) => v * (1 - later[example][j] ** 2));
  return moves.map((move) => dot(move, dh[example]));
}

function stateNorms(c: Sequence): number[] {
  const states = statesOf(c);
  return states.map((_, t) => sizeOf(c.dh.map((_, example) => stateGradient(states, c, t, example))));
}

const timesSlope = (gradient: Matrix, state: Matrix): Matrix =>
  map(gradient, (g, i, j) => g * (1 - state[i][j] ** 2));

/** Norms by a way back of which a step goes wrong. */
function walkBack(
  c: Sequence,
  step: (gradient: Matrix, state: Matrix, before: Matrix) => Matrix,
  states = statesOf(c),
): number[] {
  let gradient = c.dh;
  const norms = [sizeOf(gradient)];
  for (let t = c.xs.length; t > 0; t--) {
    gradient = step(gradient, states[t], states[t - 1]);
    norms.unshift(sizeOf(gradient));
  }
  return norms;
}

const throughTime = exact<Sequence>({
  cases: drawn('recurrent/through-time', (random) =>
    [
      { batch: 2, units: 3, steps: 3 },
      { batch: 4, units: 5, steps: 6 },
      { batch: 1, units: 4, steps: 10 },
    ].map(({ batch, units, steps }) => ({
      xs: Array.from({ length: steps }, () => normals(batch, 2, random)),
      w: normals(2, units, random, 0.6),
      u: normals(units, units, random, 0.5),
      h0: map(normals(batch, units, random), Math.tanh),
      dh: normals(batch, units, random),
    })),
  ),
  words: ({ xs, u, h0 }) => `throughTime, ${xs.length} steps, ${h0.length} examples, ${u.length} units`,
  call: (answer, { xs, w, u, h0, dh }, tf) =>
    answer(
      xs.map((x) => tf.tensor2d(x)),
      tf.tensor2d(w),
      tf.tensor2d(u),
      tf.tensor2d(h0),
      tf.tensor2d(dh),
    ),
  expected: stateNorms,
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when the gradient is multiplied by U on its way back, and not by its transpose',
      value: (c) => walkBack(c, (g, state) => product(timesSlope(g, state), c.u)),
    },
    {
      hint: 'without the slopes of the tanh',
      value: (c) => walkBack(c, (g) => product(g, transpose(c.u))),
    },
    {
      hint: 'when each slope is taken one step too early',
      value: (c) => walkBack(c, (g, _, before) => product(timesSlope(g, before), transpose(c.u))),
    },
    {
      hint: 'when the matrix comes before the slope; on the way back the tanh is met first',
      value: (c) => walkBack(c, (g, state) => timesSlope(product(g, transpose(c.u)), state)),
    },
    {
      hint: 'when the tanh is applied to the states once more to get the slope',
      value: (c) => walkBack(c, (g, state) => product(timesSlope(g, map(state, Math.tanh)), transpose(c.u))),
    },
    {
      hint: 'when the inputs are left out of the states',
      value: (c) =>
        walkBack(
          c,
          (g, state) => product(timesSlope(g, state), transpose(c.u)),
          statesOf({ ...c, w: map(c.w, () => 0) }),
        ),
    },
    { hint: 'with the last step first', value: (c) => stateNorms(c).reverse() },
    { hint: 'with the square of each norm', value: (c) => stateNorms(c).map((size) => size ** 2) },
    {
      hint: 'with the root mean square for the norm',
      value: (c) => stateNorms(c).map((size) => size / Math.sqrt(c.dh.flat().length)),
    },
    { hint: 'when the state before the first step is left out', value: (c) => stateNorms(c).slice(1) },
    { hint: 'when the last state is left out', value: (c) => stateNorms(c).slice(0, -1) },
  ],
});

export const recurrent: Record<string, Exercise> = {
  'recurrent/forget-bias': forgetBias,
  'recurrent/clip': clip,
  'recurrent/orthogonal': orthogonal as Exercise,
  'recurrent/through-time': throughTime,
};
