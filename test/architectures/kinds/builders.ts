// The library's own builders, with losses on logits as practitioners write them.
import { tf } from '../../../src/backend';
import { convolutional, highway, mlp, recurrent, residual } from '../../../src/networks';
import { numbers, oneHot, type Architecture } from '../architecture';

/** Cross-entropy on logits, as a function that fit takes. */
const onLogits = (y: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(logits)), -1));

const classes = (name: string, build: () => tf.LayersModel, x: () => tf.Tensor): Architecture => ({
  name,
  build,
  x: () => [x()],
  y: () => [oneHot(x.length + 8, 3, 2)],
  loss: [onLogits],
});

const flat = () => numbers([8, 6], 1);
const images = () => numbers([8, 6, 6, 1], 1);
const sequences = () => numbers([8, 5, 2], 1);
const M = { inputs: 6, hidden: [5, 5, 5], outputs: 3, seed: 1 };
const R = { inputs: 6, width: 5, blocks: 2, outputs: 3, seed: 1 };

export const builders: Architecture[] = [
  classes('mlp, sigmoid', () => mlp({ ...M, activation: 'sigmoid' }), flat),
  classes(
    'mlp, ReLU, batch norm before it',
    () => mlp({ ...M, activation: 'relu', normalization: 'batch' }),
    flat,
  ),
  classes(
    'mlp, tanh, layer norm after it, skips',
    () =>
      mlp({
        ...M,
        hidden: [6, 6, 6],
        activation: 'tanh',
        normalization: 'layer',
        normalizationPosition: 'after',
        skip: true,
      }),
    flat,
  ),
  classes(
    'residual, pre-activation, batch norm',
    () => residual({ ...R, activation: 'relu', normalization: 'batch' }),
    flat,
  ),
  classes(
    'residual, original, skipInit',
    () => residual({ ...R, activation: 'tanh', variant: 'original', branch: 'skipInit' }),
    flat,
  ),
  classes(
    'highway',
    () => highway({ inputs: 6, width: 5, layers: 3, outputs: 3, activation: 'tanh', seed: 1 }),
    flat,
  ),
  classes(
    'convolutional, batch norm, skips',
    () =>
      convolutional({
        height: 6,
        width: 6,
        filters: [3, 3, 3],
        outputs: 3,
        activation: 'relu',
        normalization: 'batch',
        skip: 2,
        seed: 1,
      }),
    images,
  ),
  classes(
    'recurrent, simple',
    () => recurrent({ inputs: 2, steps: 5, units: 4, outputs: 3, cell: 'simple', seed: 1 }),
    sequences,
  ),
  classes(
    'recurrent, LSTM',
    () => recurrent({ inputs: 2, steps: 5, units: 4, outputs: 3, cell: 'lstm', seed: 1 }),
    sequences,
  ),
  classes(
    'recurrent, GRU, two layers',
    () => recurrent({ inputs: 2, steps: 5, units: 4, layers: 2, outputs: 3, cell: 'gru', seed: 1 }),
    sequences,
  ),
];
