// Activations with two flat tails.
import { logistic } from '../math';
import type { Activation } from './activation';
import { clipLayer, kerasLayer } from './layers';

// Glorot and Bengio 2010 count the tanh units near their limits; the usual threshold is |tanh(z)| > 0.97.
const TANH_SATURATION = Math.atanh(0.97);

export const sigmoid: Activation = {
  label: 'sigmoid',
  value: logistic,
  derivative: (z) => logistic(z) * logistic(-z),
  kinks: [],
  range: [0, 1],
  saturation: 2 * TANH_SATURATION, // sigmoid(z) = (1 + tanh(z / 2)) / 2
  layer: kerasLayer('sigmoid'),
  source: 'Rumelhart, Hinton and Williams 1986',
};

export const tanh: Activation = {
  label: 'tanh',
  value: Math.tanh,
  derivative: (z) => 1 / Math.cosh(z) ** 2,
  kinks: [],
  range: [-1, 1],
  saturation: TANH_SATURATION,
  layer: kerasLayer('tanh'),
  source: 'LeCun, Bottou, Orr and Müller 1998',
};

export const hardTanh: Activation = {
  label: 'hard tanh',
  value: (z) => Math.min(1, Math.max(-1, z)),
  derivative: (z) => (Math.abs(z) < 1 ? 1 : 0),
  kinks: [-1, 1],
  range: [-1, 1],
  saturation: 1,
  layer: clipLayer({ activation: 'hardTanh', scale: 1, shift: 0, low: -1, high: 1 }),
  source: 'Collobert 2004',
};

/** slope · z + 1 / 2 between the limits 0 and 1. */
const hardSigmoidOf = (slope: number): Omit<Activation, 'layer' | 'source'> => {
  const limit = 1 / (2 * slope);
  return {
    label: 'hard sigmoid',
    value: (z) => Math.min(1, Math.max(0, slope * z + 1 / 2)),
    derivative: (z) => (Math.abs(z) < limit ? slope : 0),
    kinks: [-limit, limit],
    range: [0, 1],
    saturation: limit,
  };
};

/** PyTorch's hard sigmoid, with the slope 1 / 6. */
export const hardSigmoid: Activation = {
  ...hardSigmoidOf(1 / 6),
  layer: clipLayer({ activation: 'hardSigmoid', scale: 1 / 6, shift: 1 / 2, low: 0, high: 1 }),
  source: 'Courbariaux, Bengio and David 2015; the slope of PyTorch, torch.nn.Hardsigmoid',
};

/** The hard sigmoid of Keras 2 and of TensorFlow.js, with the slope 1 / 5. */
export const kerasHardSigmoid: Activation = {
  ...hardSigmoidOf(1 / 5),
  layer: kerasLayer('hardSigmoid'),
  source: 'Courbariaux, Bengio and David 2015; the slope of Theano',
};

export const softsign: Activation = {
  label: 'softsign',
  value: (z) => z / (1 + Math.abs(z)),
  derivative: (z) => 1 / (1 + Math.abs(z)) ** 2,
  kinks: [0], // of the second derivative
  range: [-1, 1],
  saturation: 1 / Math.sqrt(1 - 0.97 ** 2) - 1, // with as little of its slope left as the tanh
  layer: kerasLayer('softsign'),
  source: 'Bergstra, Desjardins, Lamblin and Bengio 2009',
};
