// Outputs, losses and targets that do not fit one another: what the plan is to find, and its remedies to mend.
import type { tf } from '../../../src';
import type { Network } from './network';

/** The targets of some rows. */
export interface Targets {
  /** Class indices, from a first one on. */
  readonly classes: (count: number, from?: number) => tf.Tensor;
  readonly oneHot: (count: number) => tf.Tensor;
  /** -1 and 1. */
  readonly signs: () => tf.Tensor;
  /** Several labels a row. */
  readonly flags: () => tf.Tensor;
  /** Numbers far beyond 0 and 1. */
  readonly numbers: () => tf.Tensor;
}

const softmax = { units: 3, activation: 'softmax', loss: 'categoricalCrossentropy' } as const;
const sparse = { ...softmax, loss: 'sparseCategoricalCrossentropy' } as const;

/** Each with the finding at the plan, as `rule:severity`. */
export const MISMATCHES: readonly [string, string, (targets: Targets) => Network][] = [
  [
    'a softmax over one unit',
    'softmax-on-one-unit:error',
    ({ classes }) => ({ activation: 'softmax', loss: 'binaryCrossentropy', y: classes(2) }),
  ],
  [
    'a softmax over one unit, for three classes',
    'softmax-on-one-unit:error',
    ({ classes }) => ({ activation: 'softmax', loss: 'binaryCrossentropy', y: classes(3) }),
  ],
  [
    'a softmax over one unit, for numbers',
    'softmax-on-one-unit:error',
    ({ numbers }) => ({ activation: 'softmax', loss: 'binaryCrossentropy', y: numbers() }),
  ],
  [
    'logits into binary cross-entropy',
    'logits-into-probability-loss:error',
    ({ classes }) => ({ units: 1, loss: 'binaryCrossentropy', y: classes(2) }),
  ],
  [
    'a ReLU into categorical cross-entropy',
    'output-against-loss:error',
    ({ oneHot }) => ({ units: 3, activation: 'relu', loss: 'categoricalCrossentropy', y: oneHot(3) }),
  ],
  [
    'a sigmoid for numbers',
    'targets-beyond-output:error',
    ({ numbers }) => ({ activation: 'sigmoid', loss: 'meanSquaredError', y: numbers() }),
  ],
  [
    '-1 and 1 for a sigmoid',
    'target-values:error',
    ({ signs }) => ({ units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy', y: signs() }),
  ],
  [
    'four classes for one sigmoid',
    'target-values:error',
    ({ classes }) => ({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: classes(4) }),
  ],
  [
    'classes from 1',
    'target-values:error',
    ({ classes }) => ({
      ...sparse,
      y: classes(3, 1),
    }),
  ],
  [
    'numbers into binary cross-entropy',
    'target-values:error',
    ({ numbers }) => ({ activation: 'sigmoid', loss: 'binaryCrossentropy', y: numbers() }),
  ],
  [
    'several labels into categorical cross-entropy',
    'target-values:warning',
    ({ flags }) => ({ ...softmax, y: flags() }),
  ],
  [
    'class indices for categorical cross-entropy',
    'target-shape:error',
    ({ classes }) => ({ ...softmax, y: classes(3) }),
  ],
  [
    'one-hot rows for class indices',
    'target-shape:error',
    ({ oneHot }) => ({
      ...sparse,
      y: oneHot(3),
    }),
  ],
  [
    'a number for ten units',
    'target-shape:error',
    ({ numbers }) => ({ units: 10, loss: 'meanSquaredError', y: numbers() }),
  ],
  [
    'one-hot rows for one unit',
    'target-shape:error',
    ({ oneHot }) => ({ units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy', y: oneHot(3) }),
  ],
  [
    'categorical cross-entropy of one unit',
    'loss-over-one-unit:error',
    ({ classes }) => ({ activation: 'sigmoid', loss: 'categoricalCrossentropy', y: classes(2) }),
  ],
];
