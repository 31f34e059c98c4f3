// Dense networks with what tfjs offers around them.
import { tf } from '../../../src/backend';
import { family, fill, indices, numbers, oneHot, sequential, type Architecture } from '../architecture';

const { dense } = tf.layers;
type Activation = NonNullable<Parameters<typeof dense>[0]['activation']>;
const regression = family({
  x: () => [numbers([8, 6], 1)],
  y: () => [numbers([8, 2], 2)],
  loss: ['meanSquaredError'],
});
/** Two layers of that activation and the last one's, with as many outputs as given. */
const twoLayers =
  (activation: Activation, units = 2, last: Activation = 'linear') =>
  (): tf.Sequential =>
    sequential(dense({ units: 5, activation, inputShape: [6] }), dense({ units, activation: last }));

const wholeNumbers = (shape: number[], below: number) => () => [
  tf.tidy(() => tf.cast(indices(shape, below, 2), 'float32')),
];
const labels: Partial<Architecture> = {
  y: wholeNumbers([8], 3),
  loss: ['sparseCategoricalCrossentropy'],
};
const rows: Partial<Architecture> = { y: () => [oneHot(8, 3, 2)], loss: ['categoricalCrossentropy'] };

export const denseKinds: Architecture[] = [
  regression('softmax and sparse labels', twoLayers('sigmoid', 3, 'softmax'), labels),
  regression(
    'a softmax as a layer of its own',
    () =>
      sequential(
        dense({ units: 5, activation: 'elu', inputShape: [6] }),
        dense({ units: 3 }),
        tf.layers.softmax(),
      ),
    rows,
  ),
  regression('one output, targets without an axis', twoLayers('tanh', 1), { y: () => [numbers([8], 2)] }),
  regression('one probability, binary cross-entropy', twoLayers('selu', 1, 'sigmoid'), {
    y: wholeNumbers([8, 1], 2),
    loss: ['binaryCrossentropy'],
  }),
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
  regression('class weights, labels', twoLayers('tanh', 3, 'softmax'), {
    ...labels,
    classWeight: [{ 0: 1, 1: 5, 2: 0.25 }],
  }),
  regression('class weights, one-hot rows', twoLayers('softplus', 3, 'softmax'), {
    ...rows,
    classWeight: [{ 0: 0, 1: 2, 2: 1 }],
  }),
  regression('a loss of the user’s own, not reduced', twoLayers('softsign'), {
    loss: [(y, output) => tf.pow(tf.abs(tf.sub(y, output)), 3)],
  }),
  regression('a loss of the user’s own, a scalar', twoLayers('hardSigmoid'), {
    loss: [(y, output) => tf.sum(tf.square(tf.sub(y, output)))],
  }),
  regression(
    'mean absolute error, no activation at all',
    () => sequential(dense({ units: 4, inputShape: [6] }), dense({ units: 2 })),
    {
      loss: ['meanAbsoluteError'],
    },
  ),
];
