// The ReLU and its relatives with a kink at zero.
import { tf } from '../backend';
import type { Activation } from './activation';
import { kerasLayer } from './layers';

export const linear: Activation = {
  label: 'linear',
  value: (z) => z,
  derivative: () => 1,
  kinks: [],
  saturation: null,
  layer: kerasLayer('linear'),
  source: 'the identity',
};

export const relu: Activation = {
  label: 'ReLU',
  value: (z) => Math.max(0, z),
  derivative: (z) => (z > 0 ? 1 : 0),
  kinks: [0],
  saturation: null,
  layer: kerasLayer('relu'),
  source: 'Nair and Hinton 2010',
};

export const relu6: Activation = {
  label: 'ReLU6',
  value: (z) => Math.min(6, Math.max(0, z)),
  derivative: (z) => (z > 0 && z < 6 ? 1 : 0),
  kinks: [0, 6],
  saturation: null,
  layer: (name) => tf.layers.reLU({ name, maxValue: 6 }),
  source: 'Krizhevsky 2010',
};

/** A ReLU that leaks: slope 1 above zero, `slope` below. */
const leaky = (slope: number): Pick<Activation, 'value' | 'derivative' | 'kinks' | 'saturation'> => ({
  value: (z) => (z > 0 ? z : slope * z),
  derivative: (z) => (z > 0 ? 1 : slope),
  kinks: [0],
  saturation: null,
});

const LEAK = 0.01; // PyTorch's default

export const leakyRelu: Activation = {
  label: 'leaky ReLU',
  ...leaky(LEAK),
  layer: (name) => tf.layers.leakyReLU({ name, alpha: LEAK }),
  source: 'Maas, Hannun and Ng 2013',
};

const FIRST_SLOPE = 0.25; // He et al. 2015, section 2.1, and PyTorch

/** The slope below zero is learned, one for all units of the layer; the numbers here are those before training. */
export const prelu: Activation = {
  label: 'PReLU',
  ...leaky(FIRST_SLOPE),
  layer: (name) => {
    const sharedAxes = [1];
    return tf.layers.prelu({
      name,
      alphaInitializer: tf.initializers.constant({ value: FIRST_SLOPE }),
      sharedAxes,
    });
  },
  source: 'He, Zhang, Ren and Sun 2015',
};
