// The identity, the ReLU, and its variants with a kink at zero.
import { tf } from '../backend';
import type { Activation, ActivationShape } from './activation';
import { kerasLayer } from './layers';

export const linear: Activation = {
  label: 'linear',
  value: (z) => z,
  derivative: () => 1,
  kinks: [],
  range: [-Infinity, Infinity],
  saturation: null,
  layer: kerasLayer('linear'),
  source: 'the identity',
};

/** A ReLU that ends at a value. */
export const reluUpTo = (limit: number): ActivationShape => ({
  value: (z) => Math.min(limit, Math.max(0, z)),
  derivative: (z) => (z > 0 && z < limit ? 1 : 0),
  kinks: limit === Infinity ? [0] : [0, limit],
  range: [0, limit],
});

export const relu: Activation = {
  label: 'ReLU',
  ...reluUpTo(Infinity),
  saturation: null,
  layer: kerasLayer('relu'),
  source: 'Nair and Hinton 2010',
};

export const relu6: Activation = {
  label: 'ReLU6',
  ...reluUpTo(6),
  saturation: null,
  layer: (name) => tf.layers.reLU({ name, maxValue: 6 }),
  source: 'Krizhevsky 2010',
};

/** A leaky ReLU, with the slope 1 above zero and `slope` below. */
export const leakyOf = (slope: number): ActivationShape => ({
  value: (z) => (z > 0 ? z : slope * z),
  derivative: (z) => (z > 0 ? 1 : slope),
  kinks: [0],
  range: [slope > 0 ? -Infinity : 0, Infinity],
});

/** PyTorch's default. */
const LEAKY_SLOPE = 0.01;

export const leakyRelu: Activation = {
  label: 'leaky ReLU',
  ...leakyOf(LEAKY_SLOPE),
  saturation: null,
  layer: (name) => tf.layers.leakyReLU({ name, alpha: LEAKY_SLOPE }),
  source: 'Maas, Hannun and Ng 2013',
};

/** The initial slope of He et al. 2015, section 2.1, and of PyTorch. */
const PRELU_INITIAL_SLOPE = 0.25;

/** A leaky ReLU with a learned slope below zero, one for all units of the layer; `value` and `derivative` have the initial one. */
export const prelu: Activation = {
  label: 'PReLU',
  ...leakyOf(PRELU_INITIAL_SLOPE),
  saturation: null,
  layer: (name) => {
    const sharedAxes = [1];
    return tf.layers.prelu({
      name,
      alphaInitializer: tf.initializers.constant({ value: PRELU_INITIAL_SLOPE }),
      sharedAxes,
    });
  },
  source: 'He, Zhang, Ren and Sun 2015',
};
