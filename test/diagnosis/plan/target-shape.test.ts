// Shapes of targets: what fit refuses is a finding, and what it takes is none.
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src';
import { fitRefusal, numbers, oneHot, planFindings, planRules, ROWS, targets, type Network } from './network';

const indices = (classes: number): tf.Tensor => targets((row) => row % classes);
const column = (y: tf.Tensor): tf.Tensor => y.squeeze([1]);
const steps = (output: number): tf.layers.Layer[] => [
  tf.layers.simpleRNN({ units: 4, returnSequences: true, inputShape: [5, 3] }),
  tf.layers.dense({ units: output, activation: 'sigmoid' }),
];
const classSteps = (): tf.layers.Layer[] => [
  tf.layers.simpleRNN({ units: 4, returnSequences: true, inputShape: [5, 3] }),
  tf.layers.dense({ units: 3, activation: 'softmax' }),
];
const sequence = (): tf.Tensor => tf.randomNormal([ROWS, 5, 3], 0, 1, 'float32', 1);

const REFUSED: readonly [string, () => Network, string, string][] = [
  [
    'class indices for one-hot rows',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: column(indices(3)) }),
    'labels-do-not-fit-output',
    'sparseCategoricalCrossentropy',
  ],
  [
    'one-hot rows for class indices',
    () => ({ units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy', y: oneHot(3) }),
    'labels-do-not-fit-output',
    'categoricalCrossentropy',
  ],
  [
    'four classes for three units',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: oneHot(4) }),
    'labels-do-not-fit-output',
    'units: 4',
  ],
  [
    'an axis too many',
    () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: oneHot(3).expandDims(1) }),
    'labels-do-not-fit-output',
    'y.reshape([-1, 3])',
  ],
  [
    '0 and 1 for two sigmoids',
    () => ({ units: 2, activation: 'sigmoid', loss: 'binaryCrossentropy', y: column(indices(2)) }),
    'labels-do-not-fit-output',
    'tf.oneHot',
  ],
  [
    'a number for ten units',
    () => ({ units: 10, loss: 'meanSquaredError', y: column(numbers(50)) }),
    'shape-broadcast',
    'units: 1',
  ],
  [
    'one-hot rows for one unit',
    () => ({ units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy', y: oneHot(3) }),
    'labels-do-not-fit-output',
    'units: 3',
  ],
  [
    'a target for a sequence, of an output at each step',
    () => ({ layers: steps(1), x: sequence(), loss: 'binaryCrossentropy', y: indices(2) }),
    'labels-do-not-fit-output',
    'returnSequences: false',
  ],
  [
    'a target for each step without the last axis',
    () => ({
      layers: steps(1),
      x: sequence(),
      loss: 'binaryCrossentropy',
      y: targets((row, i) => (row + i) % 2, 5),
    }),
    'shape-broadcast',
    'y.expandDims(-1)',
  ],
  [
    'class indices at each step without the last axis',
    () => ({
      layers: classSteps(),
      x: sequence(),
      loss: 'sparseCategoricalCrossentropy',
      y: targets((row, i) => (row + i) % 3, 5),
    }),
    'labels-do-not-fit-output',
    'y.toFloat().expandDims(-1)',
  ],
  [
    'class indices at each step for one-hot rows',
    () => ({
      layers: classSteps(),
      x: sequence(),
      loss: 'categoricalCrossentropy',
      y: targets((row, i) => (row + i) % 3, 5),
    }),
    'labels-do-not-fit-output',
    'y.expandDims(-1)',
  ],
  [
    'a loss function, and class indices',
    () => ({ units: 3, loss: (y, p) => tf.losses.softmaxCrossEntropy(y, p), y: column(indices(3)) }),
    'labels-do-not-fit-output',
    'tf.oneHot(y.toInt(), 3)',
  ],
];

describe('targets of another shape', () => {
  it.each(REFUSED)('are refused by fit and found: %s', async (_, make, cause, code) => {
    expect(await fitRefusal(make())).not.toBeNull();
    const [root] = (await planFindings(make())).filter(({ rule }) => rule === 'target-shape');
    expect(root).toMatchObject({ severity: 'error', cause });
    expect(root!.remedy.code).toContain(code);
  });

  it.each<[string, () => Network]>([
    ['[batch] for one unit', () => ({ units: 1, loss: 'meanSquaredError', y: column(numbers()) })],
    [
      '[batch] of class indices',
      () => ({
        units: 3,
        activation: 'softmax',
        loss: 'sparseCategoricalCrossentropy',
        y: column(indices(3)),
      }),
    ],
    [
      'one-hot rows',
      () => ({ units: 3, activation: 'softmax', loss: 'categoricalCrossentropy', y: oneHot(3) }),
    ],
    [
      'a target for each step',
      () => ({
        layers: steps(1),
        x: sequence(),
        loss: 'binaryCrossentropy',
        y: targets((row, i) => (row + i) % 2, 5).expandDims(-1),
      }),
    ],
  ])('are not seen where fit takes them: %s', async (_, make) => {
    expect(await fitRefusal(make())).toBeNull();
    expect(await planRules(make())).toEqual([]);
  });

  it('of text are errors that say how to number them', async () => {
    const labels = tf.tensor1d(
      Array.from({ length: ROWS }, (_, i) => ['cat', 'dog'][i % 2]!),
      'string',
    );
    const [root] = await planFindings({
      units: 1,
      activation: 'sigmoid',
      loss: 'binaryCrossentropy',
      y: labels,
    });
    expect(root).toMatchObject({ rule: 'target-shape', severity: 'error' });
    expect(root!.meaning).toContain('string');
  });
});
