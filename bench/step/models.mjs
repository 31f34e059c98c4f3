// The networks that are timed, as plain data.

/**
 * @typedef {object} Model
 * @property {string} title
 * @property {'mlp' | 'convolutional' | 'recurrent'} builder of this library
 * @property {Record<string, unknown>} spec what it builds
 * @property {[skip: boolean, layers: number][]} groups hidden layers that a skip spans together, from the input on
 * @property {number} batch examples a step
 * @property {number} rate of gradient descent
 * @property {boolean} [alone] only this library is timed on it: for time by depth
 */

// Orthogonal weights and tanh: a signal that neither dies nor explodes in a thousand layers, so no contender is slowed
// down by numbers too small to be normal.
const STABLE = { outputs: 10, activation: 'tanh', initializer: 'orthogonal', seed: 1 };

/** Layers count the logits. @type {(layers: number, units: number, more: Partial<Model>) => Model} */
const plain = (layers, units, more) => ({
  title: `${layers.toLocaleString('en')} layers of ${units}`,
  builder: 'mlp',
  spec: { ...STABLE, inputs: 100, hidden: Array(layers - 1).fill(units) },
  groups: [[false, layers - 1]],
  batch: 128,
  rate: 1e-3,
  ...more,
});

/** @type {Record<string, Model>} */
export const MODELS = {
  '4x128': plain(4, 128, { batch: 32, rate: 1e-2 }),
  '50x128': plain(50, 128, {}),
  skips: {
    title: '30 layers of 64, batch norm, skips',
    builder: 'mlp',
    spec: { ...STABLE, inputs: 64, hidden: Array(30).fill(64), normalization: 'batch', skip: true },
    groups: Array(30).fill([true, 1]),
    batch: 128,
    rate: 1e-3,
  },
  convolutional: {
    title: 'residual convolutions, digits',
    builder: 'convolutional',
    spec: {
      filters: Array(9).fill(16),
      outputs: 10,
      activation: 'relu',
      initializer: 'heNormal',
      normalization: 'batch',
      skip: 2,
      seed: 1,
    },
    groups: [[false, 1], ...Array(4).fill([true, 2])],
    batch: 64,
    rate: 1e-2,
  },
  lstm: {
    title: 'LSTM of 64, 50 steps',
    builder: 'recurrent',
    spec: {
      inputs: 2,
      steps: 50,
      units: 64,
      outputs: 1,
      cell: 'lstm',
      initializer: 'xavierUniform',
      recurrentInitializer: 'orthogonal',
      seed: 1,
    },
    groups: [],
    batch: 64,
    rate: 1e-2,
  },
  // The ones that take long to compile come last.
  '50x64': plain(50, 64, { alone: true }),
  '200x64': plain(200, 64, { alone: true }),
  '200x128': plain(200, 128, {}),
  '1000x64': plain(1000, 64, { rate: 1e-4 }),
};
