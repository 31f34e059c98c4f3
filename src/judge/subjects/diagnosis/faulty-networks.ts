// Exercises on networks that are handed to the answer as tfjs models: which layer is at fault, and which rate suits all.
import { itemAt } from '../../../arrays';
import type { RandomStream } from '../../../random';
import { stepOf, type Layer, type Network } from './network';
import {
  between,
  drawn,
  draws,
  exact,
  frobenius,
  layerSizes,
  mean,
  normals,
  type Matrix,
} from '../../oracle';

export interface Batch {
  readonly x: Matrix;
  readonly y: number[];
}

/** The causes for which a layer passes no gradient on, with their numbers in the answer. */
const causes = { weak: 1, dead: 2, saturated: 3 } as const;

export interface FaultyNetwork extends Network, Batch {
  readonly depth: number;
  readonly cause: keyof typeof causes;
}

const HIDDEN = 6;
const WIDTH = 20;

function faultyNetwork(
  activation: 'relu' | 'tanh',
  cause: FaultyNetwork['cause'],
  random: RandomStream,
): FaultyNetwork {
  const depth = 2 + random.uniformInteger(HIDDEN - 1);
  const std = Math.sqrt((activation === 'relu' ? 2 : 1) / WIDTH);
  const units = [...draws(HIDDEN, () => WIDTH), 5];
  const weights = units.map((n, l) =>
    normals(WIDTH, n, random, cause === 'weak' && l === depth - 1 ? std / 500 : std),
  );
  const biases = units.map((n, l) => {
    const healthy = draws(n, () => 0.3 * random.normal());
    if (l !== depth - 1 || cause === 'weak') return healthy;
    return healthy.map((b) => (cause === 'dead' ? b - 30 : b + 8 * Math.sign(b)));
  });
  const x = normals(24, WIDTH, random);
  const y = draws(24, () => random.uniformInteger(5));
  return { activation, weights, biases, x, y, depth, cause };
}

/** The layer with the smallest gradient, counted from 1. */
const smallest = (layers: readonly Layer[]): number => {
  const sizes = layers.slice(0, -1).map(({ da }) => frobenius(da));
  return 1 + sizes.indexOf(Math.min(...sizes));
};

export const faultyLayer = exact<FaultyNetwork>({
  cases: drawn('diagnosis/faulty-layer', (random) => [
    faultyNetwork('relu', 'weak', random),
    faultyNetwork('relu', 'dead', random),
    faultyNetwork('tanh', 'saturated', random),
    faultyNetwork('tanh', 'weak', random),
    faultyNetwork('relu', 'dead', random),
    faultyNetwork('tanh', 'saturated', random),
  ]),
  // Neither which layer is at fault nor why.
  given: ({ activation, weights, biases, x, y }) => ({ activation, weights, biases, x, y }),
  words: ({ activation }) => `faultyLayer of a network with ${HIDDEN} hidden layers (${activation})`,
  expected: ({ depth, cause }) => [depth, causes[cause]],
  tolerance: 1e-9,
  slips: [
    {
      hint: 'when the layer is told at which the gradient has gone, instead of the one that did not hand it on',
      value: ({ depth }) => [depth - 1, causes.weak],
    },
    { hint: 'when layers are counted from 0', value: ({ depth, cause }) => [depth - 1, causes[cause]] },
    {
      hint: 'when the layer with the smallest gradient is taken; the fault is where it gets lost',
      value: (c) => [smallest(stepOf(c, c.x, c.y)), causes.weak],
    },
    {
      hint: 'with dL/dz for dL/da: where the units are dead or saturated, dL/dz of their own layer is gone already',
      value: ({ depth, cause }) => [cause === 'weak' ? depth : depth + 1, causes.weak],
    },
    { hint: 'when the cause is always the same', value: ({ depth }) => [depth, causes.weak] },
    {
      hint: 'when dead and saturated are exchanged',
      value: ({ depth, cause }) => [depth, cause === 'weak' ? 1 : 5 - causes[cause]],
    },
  ],
});

type Untrained = Network & Batch;

const RULE = 1e-3;
/** RULE · ‖W‖ / ‖g‖ for each layer, where g is what `gradient` picks. */
const ratesOf = (c: Untrained, gradient: (layer: Layer) => Matrix = ({ dw }) => dw): number[] =>
  stepOf(c, c.x, c.y).map(
    (layer, l) => (RULE * frobenius(itemAt(c.weights, l))) / frobenius(gradient(layer)),
  );

export const rateFor = exact<Untrained>({
  cases: drawn('diagnosis/rate-for', (random) =>
    (['sigmoid', 'tanh', 'relu'] as const).map((activation) => {
      const sizes = layerSizes([9, 14, 11, 14, 4]);
      return {
        activation,
        weights: sizes.map(([inputs, outputs]) =>
          normals(inputs, outputs, random, between(random, 0.2, 0.5)),
        ),
        x: normals(16, 9, random),
        y: draws(16, () => random.uniformInteger(4)),
      };
    }),
  ),
  words: ({ activation, weights }) => `rateFor of a network with ${weights.length} layers (${activation})`,
  expected: (c) => Math.min(...ratesOf(c)),
  tolerance: 1e-3,
  slips: [
    {
      hint: 'when the layer that changes least decides; then another changes by more than a thousandth',
      value: (c) => Math.max(...ratesOf(c)),
    },
    { hint: 'when the last layer is left out', value: (c) => Math.min(...ratesOf(c).slice(0, -1)) },
    { hint: 'with the mean over the layers', value: (c) => mean(ratesOf(c)) },
    {
      hint: 'when the gradient is not held against the weights',
      value: (c) => Math.min(...ratesOf(c).map((rate, l) => rate / frobenius(itemAt(c.weights, l)))),
    },
    {
      hint: 'with the squares of the norms',
      value: (c) => Math.min(...ratesOf(c).map((rate) => rate ** 2 / RULE)),
    },
    { hint: 'with dL/dz for dL/dW', value: (c) => Math.min(...ratesOf(c, ({ dz }) => dz)) },
    { hint: 'without the thousandth', value: (c) => Math.min(...ratesOf(c)) / RULE },
    { hint: 'when the quotient of the norms is inverted', value: (c) => RULE ** 2 / Math.min(...ratesOf(c)) },
  ],
});
