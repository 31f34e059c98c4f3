// Activations with two flat tails.
import type { Activation } from './activation';
import { clipLayer, kerasLayer } from './layers';

// Glorot and Bengio 2010 count the tanh units near their limits; the usual threshold is |tanh(z)| > 0.97.
const TANH_SATURATION = Math.atanh(0.97);

export const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

export const sigmoid: Activation = {
  label: 'sigmoid',
  value: logistic,
  derivative: (z) => logistic(z) * logistic(-z),
  kinks: [],
  saturation: 2 * TANH_SATURATION, // sigmoid(z) = (1 + tanh(z / 2)) / 2
  layer: kerasLayer('sigmoid'),
  source: 'Rumelhart, Hinton and Williams 1986',
};

export const tanh: Activation = {
  label: 'tanh',
  value: Math.tanh,
  derivative: (z) => 1 / Math.cosh(z) ** 2,
  kinks: [],
  saturation: TANH_SATURATION,
  layer: kerasLayer('tanh'),
  source: 'LeCun, Bottou, Orr and Müller 1998',
};

export const hardTanh: Activation = {
  label: 'hard tanh',
  value: (z) => Math.min(1, Math.max(-1, z)),
  derivative: (z) => (Math.abs(z) < 1 ? 1 : 0),
  kinks: [-1, 1],
  saturation: 1,
  layer: clipLayer({ activation: 'hardTanh', scale: 1, shift: 0, low: -1, high: 1 }),
  source: 'Collobert 2004',
};

/** PyTorch's hard sigmoid, z / 6 + 1 / 2 between its limits. Keras's of the same name has the slope 1 / 5. */
export const hardSigmoid: Activation = {
  label: 'hard sigmoid',
  value: (z) => Math.min(1, Math.max(0, z / 6 + 1 / 2)),
  derivative: (z) => (Math.abs(z) < 3 ? 1 / 6 : 0),
  kinks: [-3, 3],
  saturation: 3,
  layer: clipLayer({ activation: 'hardSigmoid', scale: 1 / 6, shift: 1 / 2, low: 0, high: 1 }),
  source: 'Courbariaux, Bengio and David 2015; the slope of PyTorch, torch.nn.Hardsigmoid',
};
