// The losses of one output, example by example.
import { tf } from '../backend';
import { expandTargets } from './shapes';

/** The targets that a loss takes. */
export type TargetKind =
  /** Class indices, or distributions over the classes: cross-entropy on logits. */
  | 'classes'
  /** Class indices only. */
  | 'indices'
  /** A distribution over the classes. */
  | 'distribution'
  /** Numbers, of the output's shape. */
  | 'numbers';

export interface OutputLoss {
  readonly name: string;
  readonly targetKind: TargetKind;
  /** All that the loss depends on besides its arguments; null for a function of the user's, which may read anything. */
  readonly dependsOn: readonly unknown[] | null;
  /** Whether it takes y as probabilities, each between 0 and 1. */
  readonly takesProbabilities?: boolean;
  /** The weights of the classes, if there are some. */
  readonly classWeight?: Readonly<Record<number, number>>;
  /** The losses of the examples, of which fit takes the mean. */
  readonly perExample: (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;
}

/** Whether targets of a shape are class indices of an output: its shape without the classes, or with one in their place. */
export function areIndices(y: readonly number[], output: readonly (number | null)[]): boolean {
  return (
    y.length === output.length - 1 || (y.length === output.length && y.at(-1) === 1 && output.at(-1) !== 1)
  );
}

/** Cross-entropy on logits: torch.nn.CrossEntropyLoss. */
export const CROSS_ENTROPY: OutputLoss = {
  name: 'crossEntropy',
  dependsOn: ['crossEntropy'],
  targetKind: 'classes',
  perExample(yTrue, logits) {
    const target = areIndices(yTrue.shape, logits.shape) ? oneHot(yTrue, logits) : yTrue;
    return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1));
  },
};

function oneHot(y: tf.Tensor, { shape }: tf.Tensor): tf.Tensor {
  const rows = tf.oneHot(tf.cast(tf.reshape(y, [-1]), 'int32'), shape.at(-1)!);
  return shape.length === 2 ? rows : tf.reshape(rows, shape);
}

/** Mean squared error: torch.nn.MSELoss. */
export const MEAN_SQUARED_ERROR: OutputLoss = {
  name: 'meanSquaredError',
  dependsOn: ['meanSquaredError'],
  targetKind: 'numbers',
  perExample: (yTrue, yPred) => tf.squaredDifference(expandTargets(yTrue, yPred), yPred),
};

const TARGET_KINDS: Readonly<Record<string, TargetKind>> = {
  sparseCategoricalCrossentropy: 'indices',
  categoricalCrossentropy: 'distribution',
};

/**
 * The loss that an output was compiled with.
 *
 * @param name tfjs's name of the loss; null for a function of the user's
 */
export function compiledLoss(name: string | null, loss: OutputLoss['perExample']): OutputLoss {
  return {
    name: name ?? 'the function that the model was compiled with',
    dependsOn: name === null ? null : [loss],
    targetKind: TARGET_KINDS[name ?? ''] ?? 'numbers',
    takesProbabilities: name === 'binaryCrossentropy' || name === 'categoricalCrossentropy',
    // tfjs's sparse cross-entropy takes class indices as float32 only.
    perExample(yTrue, yPred) {
      const y = expandTargets(yTrue, yPred);
      return loss(name === null ? y : tf.cast(y, 'float32'), yPred);
    },
  };
}
