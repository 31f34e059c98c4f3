// Exercises on activations and on initialisation: what they give.
import { itemAt } from '../../arrays';
import { randomStream } from '../../random';
import type { Adapter } from '../exercise';
import type { Matrix } from '../plain';

export interface Elu {
  readonly z: number;
  readonly alpha: number;
}

/** Activations to find the gain of; several have a mean far from zero. */
export const shapes: readonly {
  readonly name: string;
  readonly phi: (c: number) => (z: number) => number;
  readonly kinks: number[];
}[] = [
  { name: 'tanh(c z)', phi: (c) => (z) => Math.tanh(c * z), kinks: [] },
  { name: 'max(0, c z)', phi: (c) => (z) => Math.max(0, c * z), kinks: [0] },
  { name: '1 / (1 + e^(−c z))', phi: (c) => (z) => 1 / (1 + Math.exp(-c * z)), kinks: [] },
  { name: 'ln(1 + e^(c z))', phi: (c) => (z) => Math.log1p(Math.exp(c * z)), kinks: [] },
];
export interface Shape {
  readonly shape: number;
  readonly c: number;
}

/** A layer, and the seed of the stream that its weights are made from. */
export interface Layer {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly seed: number;
}
export interface Deep {
  readonly x: Matrix;
  readonly weights: Matrix[];
}

const eluDerivative: Adapter<Elu> = (answer, { z, alpha }) => answer(z, alpha);
const deadUnits: Adapter<Matrix> = (answer, a, tf) => answer(tf.tensor2d(a));
const gain: Adapter<Shape> = (answer, { shape, c }) => answer(itemAt(shapes, shape).phi(c));
const sampled =
  (draw: 'normal' | 'uniform'): Adapter<Layer> =>
  (answer, { fanIn, fanOut, seed }) => {
    const random = randomStream(seed, draw);
    return answer(fanIn, fanOut, () => random[draw]());
  };
const lsuv: Adapter<Deep> = (answer, { x, weights }, tf) =>
  answer(
    weights.map((w) => tf.tensor2d(w)),
    tf.tensor2d(x),
  );

export const initialization = {
  'activations/elu-derivative': eluDerivative,
  'activations/dead-units': deadUnits,
  'initialisation/gain': gain,
  'initialisation/he-normal': sampled('normal'),
  'initialisation/xavier-uniform': sampled('uniform'),
  'initialisation/lsuv': lsuv,
};
