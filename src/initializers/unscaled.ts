// Initialisers that do not scale with the layer's size, which shows what goes wrong then.
import type { IndependentInitializer, JointInitializer } from './initializer';

/** Keras's default standard deviation and limit. */
const KERAS_DEFAULT = 0.05;

/** N(0, std²), whatever the layer's size. */
export const normal: IndependentInitializer = {
  label: 'normal',
  source: 'Keras, RandomNormal',
  options: ['std', 'truncated'],
  weight: (_, { std = KERAS_DEFAULT, truncated = false }) => ({ normal: std, truncated }),
};

/** U(±limit), whatever the layer's size. */
export const uniform: IndependentInitializer = {
  label: 'uniform',
  source: 'Keras, RandomUniform',
  options: ['limit'],
  weight: (_, { limit = KERAS_DEFAULT }) => ({ uniform: limit }),
};

const filled = (shape: readonly number[], value: number): Float32Array =>
  new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);

/** Every weight the same: all units of a layer stay copies of each other. */
export const constant: JointInitializer = {
  label: 'constant',
  source: 'Rumelhart, Hinton and Williams 1986, on breaking the symmetry',
  options: ['value'],
  weights: (shape, { value = KERAS_DEFAULT }) => filled(shape, value),
};

/** Every weight zero. */
export const zeros: JointInitializer = {
  label: 'zeros',
  source: constant.source,
  options: [],
  weights: (shape) => filled(shape, 0),
};
