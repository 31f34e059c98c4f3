// Exercise on the backward pass through the steps of a simple recurrent network.
import { itemAt, last } from '../../../arrays';
import type { Sequence } from '../../../exercises/adapters/recurrent';
import {
  dot,
  drawn,
  exact,
  frobenius,
  identity,
  map,
  normals,
  product,
  transpose,
  zipWith,
  type Matrix,
} from '../../oracle';

/** The states, the first of them that before the first step. */
function statesOf({ xs, w, u, h0 }: Sequence): Matrix[] {
  const states = [h0];
  for (const x of xs) {
    const [fromInput, fromState] = [product(x, w), product(last(states), u)];
    states.push(zipWith(fromInput, fromState, (a, b) => Math.tanh(a + b)));
  }
  return states;
}

/** dL/dh of an example at a step, forward: how the last state moves with each unit of this one. */
function stateGradient(states: readonly Matrix[], { u, dh }: Sequence, t: number, example: number): number[] {
  let moves: Matrix = identity(u.length);
  for (const later of states.slice(t + 1)) {
    const state = itemAt(later, example);
    moves = map(product(moves, u), (v, _, j) => v * (1 - itemAt(state, j) ** 2));
  }
  return moves.map((move) => dot(move, itemAt(dh, example)));
}

function stateNorms(c: Sequence): number[] {
  const states = statesOf(c);
  return states.map((_, t) => frobenius(c.dh.map((_, example) => stateGradient(states, c, t, example))));
}

const timesSlope = (gradient: Matrix, state: Matrix): Matrix =>
  zipWith(gradient, state, (g, h) => g * (1 - h ** 2));

/** Norms by a backward pass with one wrong step. */
function walkBack(
  c: Sequence,
  step: (gradient: Matrix, state: Matrix, before: Matrix) => Matrix,
  states = statesOf(c),
): number[] {
  let gradient = c.dh;
  const norms = [frobenius(gradient)];
  for (let t = c.xs.length; t > 0; t--) {
    gradient = step(gradient, itemAt(states, t), itemAt(states, t - 1));
    norms.unshift(frobenius(gradient));
  }
  return norms;
}

export const throughTime = exact<Sequence>({
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
  expected: stateNorms,
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when the gradient is multiplied by U in the backward pass, and not by its transpose',
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
      hint: 'when the matrix comes before the slope; in the backward pass the tanh comes first',
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
