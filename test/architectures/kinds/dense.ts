// Dense networks with what tfjs offers around them.
import { tf } from '../../../src/backend';
import { fill, indices, numbers, oneHot, type Architecture } from '../architecture';

const { dense } = tf.layers;
const sequential = (...layers: tf.layers.Layer[]): tf.Sequential => fill(tf.sequential({ layers }));
const flat = () => [numbers([8, 6], 1)];
const targets = () => [numbers([8, 2], 2)];
const distribution = () => [oneHot(8, 3, 2)];

const regression = (
  name: string,
  build: () => tf.LayersModel,
  more: Partial<Architecture> = {},
): Architecture => ({
  name,
  build,
  x: flat,
  y: targets,
  loss: ['meanSquaredError'],
  ...more,
});

export const denseKinds: Architecture[] = [
  regression(
    'softmax and sparse labels',
    () =>
      sequential(
        dense({ units: 5, activation: 'sigmoid', inputShape: [6] }),
        dense({ units: 3, activation: 'softmax' }),
      ),
    {
      y: () => [tf.tidy(() => tf.cast(indices([8], 3, 2), 'float32'))],
      loss: ['sparseCategoricalCrossentropy'],
    },
  ),
  regression(
    'a softmax as a layer of its own',
    () =>
      sequential(
        dense({ units: 5, activation: 'elu', inputShape: [6] }),
        dense({ units: 3 }),
        tf.layers.softmax(),
      ),
    {
      y: distribution,
      loss: ['categoricalCrossentropy'],
    },
  ),
  regression(
    'one output, targets without an axis',
    () => sequential(dense({ units: 5, activation: 'tanh', inputShape: [6] }), dense({ units: 1 })),
    {
      y: () => [numbers([8], 2)],
    },
  ),
  regression(
    'one probability, binary cross-entropy',
    () =>
      sequential(
        dense({ units: 5, activation: 'selu', inputShape: [6] }),
        dense({ units: 1, activation: 'sigmoid' }),
      ),
    {
      y: () => [tf.tidy(() => tf.cast(indices([8, 1], 2, 2), 'float32'))],
      loss: ['binaryCrossentropy'],
    },
  ),
  regression('batch norm between a layer and its activation', () =>
    sequential(
      dense({ units: 5, inputShape: [6] }),
      tf.layers.batchNormalization(),
      tf.layers.activation({ activation: 'relu' }),
      dense({ units: 2 }),
    ),
  ),
  regression('batch norm first, and layer norm', () =>
    sequential(
      tf.layers.batchNormalization({ inputShape: [6] }),
      dense({ units: 5, activation: 'tanh' }),
      tf.layers.layerNormalization(),
      dense({ units: 2 }),
    ),
  ),
  regression('PReLU, whose slope is learned', () =>
    sequential(dense({ units: 5, inputShape: [6] }), tf.layers.prelu(), dense({ units: 2 })),
  ),
  regression('leaky ReLU and ELU as layers', () =>
    sequential(
      dense({ units: 5, inputShape: [6] }),
      tf.layers.leakyReLU({ alpha: 0.1 }),
      dense({ units: 5 }),
      tf.layers.elu(),
      dense({ units: 2 }),
    ),
  ),
  regression('dropout from a seed', () =>
    sequential(
      dense({ units: 9, activation: 'relu', inputShape: [6] }),
      tf.layers.dropout({ rate: 0.4, seed: 3 }),
      dense({ units: 2, useBias: false }),
    ),
  ),
  regression(
    'regularisers, on a shared layer too',
    () => {
      const input = tf.input({ shape: [6] });
      const shared = dense({
        units: 6,
        activation: 'tanh',
        name: 'shared',
        kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }),
      });
      const head = dense({ units: 2, name: 'head', biasRegularizer: tf.regularizers.l1({ l1: 0.3 }) });
      const outputs = head.apply(shared.apply(shared.apply(input))) as tf.SymbolicTensor;
      return fill(tf.model({ inputs: input, outputs }));
    },
    {
      penalties: (model) => [
        { layer: model.getLayer('shared'), weight: 0, l2: 0.1, times: 2 },
        { layer: model.getLayer('head'), weight: 1, l1: 0.3 },
      ],
    },
  ),
  regression(
    'regularisers of both kinds, within a model within a wrapper',
    () => {
      const inner = tf.sequential({
        layers: [
          dense({
            units: 4,
            name: 'inside',
            inputShape: [3],
            kernelRegularizer: tf.regularizers.l1l2({ l1: 0.02, l2: 0.05 }),
          }),
        ],
      });
      return sequential(
        tf.layers.timeDistributed({
          layer: dense({ units: 3, kernelRegularizer: 'l1l2', name: 'each' }),
          inputShape: [2, 6],
        }) as tf.layers.Layer,
        tf.layers.globalAveragePooling1d({}),
        inner,
        dense({ units: 2 }),
      );
    },
    {
      x: () => [numbers([8, 2, 6], 1)],
      penalties: (model) => [
        { layer: model.layers[0], weight: 0, l1: 0.01, l2: 0.01 },
        { layer: model.layers[2], weight: 0, l1: 0.02, l2: 0.05 },
      ],
    },
  ),
  regression(
    'class weights, labels',
    () =>
      sequential(
        dense({ units: 5, activation: 'tanh', inputShape: [6] }),
        dense({ units: 3, activation: 'softmax' }),
      ),
    {
      y: () => [tf.tidy(() => tf.cast(indices([8], 3, 2), 'float32'))],
      loss: ['sparseCategoricalCrossentropy'],
      classWeight: [{ 0: 1, 1: 5, 2: 0.25 }],
    },
  ),
  regression(
    'class weights, one-hot rows',
    () =>
      sequential(
        dense({ units: 5, activation: 'softplus', inputShape: [6] }),
        dense({ units: 3, activation: 'softmax' }),
      ),
    {
      y: distribution,
      loss: ['categoricalCrossentropy'],
      classWeight: [{ 0: 0, 1: 2, 2: 1 }],
    },
  ),
  regression(
    'a loss of the user’s own, not reduced',
    () => sequential(dense({ units: 5, activation: 'softsign', inputShape: [6] }), dense({ units: 2 })),
    {
      loss: [(y, output) => tf.pow(tf.abs(tf.sub(y, output)), 3)],
    },
  ),
  regression(
    'a loss of the user’s own, a scalar',
    () => sequential(dense({ units: 5, activation: 'hardSigmoid', inputShape: [6] }), dense({ units: 2 })),
    {
      loss: [(y, output) => tf.sum(tf.square(tf.sub(y, output)))],
    },
  ),
  regression(
    'mean absolute error, no activation at all',
    () => sequential(dense({ units: 4, inputShape: [6] }), dense({ units: 2 })),
    {
      loss: ['meanAbsoluteError'],
    },
  ),
];
