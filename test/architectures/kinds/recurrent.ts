// Recurrent networks.
import { tf } from '../../../src/backend';
import { family, fill, indices, numbers, oneHot, sequential, type Architecture } from '../architecture';

const L = tf.layers;
const sequences = family({
  x: () => [numbers([4, 5, 2], 1)],
  y: () => [numbers([4, 1], 2)],
  loss: ['meanSquaredError'],
});

/** Words of which 0 is none: a sentence's end. */
const words = () => {
  const values = tf.tidy(() => tf.add(indices([4, 5], 6, 3), 1).arraySync() as number[][]);
  return [
    tf.tensor2d(
      values.map((row, i) => row.map((v, t) => (t > i ? 0 : v))),
      [4, 5],
    ),
  ];
};

export const recurrentKinds: Architecture[] = [
  sequences('two simple layers, the outputs of each step between them', () =>
    sequential(
      L.simpleRNN({ units: 3, returnSequences: true, inputShape: [5, 2] }),
      L.simpleRNN({ units: 3, activation: 'relu' }),
      L.dense({ units: 1 }),
    ),
  ),
  sequences('an LSTM, its regulariser left out by fit', () =>
    sequential(L.lstm({ units: 3, kernelRegularizer: 'l1l2', inputShape: [5, 2] }), L.dense({ units: 1 })),
  ),
  sequences('a GRU, backwards', () =>
    sequential(L.gru({ units: 3, goBackwards: true, inputShape: [5, 2] }), L.dense({ units: 1 })),
  ),
  sequences('a stateful LSTM', () =>
    sequential(L.lstm({ units: 3, stateful: true, batchInputShape: [4, 5, 2] }), L.dense({ units: 1 })),
  ),
  sequences('stateful simple layers, one after another', () =>
    sequential(
      L.simpleRNN({ units: 3, stateful: true, returnSequences: true, batchInputShape: [4, 5, 2] }),
      L.simpleRNN({ units: 3, stateful: true }),
      L.dense({ units: 1 }),
    ),
  ),
  sequences('bidirectional LSTM, both halves side by side', () =>
    sequential(
      L.bidirectional({ layer: L.lstm({ units: 3 }) as tf.RNN, mergeMode: 'concat', inputShape: [5, 2] }),
      L.dense({ units: 1 }),
    ),
  ),
  sequences(
    'bidirectional GRU, halves added, a loss at each step',
    () =>
      sequential(
        L.bidirectional({
          layer: L.gru({ units: 3, returnSequences: true }) as tf.RNN,
          mergeMode: 'sum',
          inputShape: [5, 2],
        }),
        L.timeDistributed({ layer: L.dense({ units: 1, activation: 'tanh' }) }),
      ),
    { y: () => [numbers([4, 5, 1], 2)] },
  ),
  sequences('stacked cells', () =>
    sequential(
      L.rnn({
        cell: [L.lstmCell({ units: 3 }), L.gruCell({ units: 2 })],
        inputShape: [5, 2],
      }) as tf.layers.Layer,
      L.dense({ units: 1 }),
    ),
  ),
  sequences(
    'embedding',
    () =>
      sequential(
        L.embedding({ inputDim: 8, outputDim: 3, inputLength: 5 }),
        L.flatten(),
        L.dense({ units: 3, activation: 'softmax' }),
      ),
    {
      x: words,
      y: () => [oneHot(4, 3, 2)],
      loss: ['categoricalCrossentropy'],
    },
  ),
  sequences(
    'embedding whose mask goes through an LSTM',
    () =>
      sequential(
        L.embedding({ inputDim: 8, outputDim: 3, maskZero: true }),
        L.lstm({ units: 3 }),
        L.dense({ units: 1 }),
      ),
    {
      x: words,
    },
  ),
  sequences(
    'a masked sequence, simple layer',
    () =>
      sequential(
        L.masking({ maskValue: 0, inputShape: [5, 2] }),
        L.simpleRNN({ units: 3 }),
        L.dense({ units: 1 }),
      ),
    {
      x: () => [tf.tidy(() => tf.mul(numbers([4, 5, 2], 1), tf.tensor([1, 1, 1, 0, 0]).reshape([1, 5, 1])))],
    },
  ),
  sequences(
    'encoder and decoder: the states of one begin the other',
    () => {
      const [source, target] = [tf.input({ shape: [5, 2] }), tf.input({ shape: [3, 2] })];
      const [, h, c] = L.lstm({ units: 3, returnState: true }).apply(source) as tf.SymbolicTensor[];
      const decoded = L.lstm({ units: 3, returnSequences: true }).apply(target, {
        initialState: [h, c],
      }) as tf.SymbolicTensor;
      const outputs = L.dense({ units: 2 }).apply(decoded) as tf.SymbolicTensor;
      return fill(tf.model({ inputs: [source, target], outputs }));
    },
    { x: () => [numbers([4, 5, 2], 1), numbers([4, 3, 2], 3)], y: () => [numbers([4, 3, 2], 2)] },
  ),
  sequences(
    'convolutions over time, ConvLSTM',
    () =>
      sequential(
        L.convLstm2d({ filters: 2, kernelSize: 2, inputShape: [3, 4, 4, 1] }) as tf.layers.Layer,
        L.flatten(),
        L.dense({ units: 1 }),
      ),
    { x: () => [numbers([4, 3, 4, 4, 1], 1)] },
  ),
];
