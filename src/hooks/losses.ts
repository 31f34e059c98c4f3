// The loss of one output, example by example, and what it takes as y.
import { tf } from '../backend';

/** What a loss holds y to be, for the check before the first pass. */
export type TargetKind =
  /** Class indices, or distributions over the classes: cross-entropy on logits. */
  | 'classes'
  /** Class indices alone. */
  | 'indices'
  /** A distribution over the classes. */
  | 'distribution'
  /** Numbers, of the output's shape. */
  | 'numbers';

export interface OutputLoss {
  readonly name: string;
  readonly targetKind: TargetKind;
  /** What it depends on besides its arguments; null for a function of the user's, which may read anything. */
  readonly dependsOn: readonly unknown[] | null;
  /** Weights of the classes, where there are some. */
  readonly classWeight?: Readonly<Record<number, number>>;
  /** The losses of the examples: fit takes their mean. */
  readonly perExample: (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;
}

/** fit takes [batch] for [batch, 1]. */
const lifted = (y: tf.Tensor, { rank }: tf.Tensor): tf.Tensor =>
  y.rank === 1 && rank > 1 ? tf.expandDims(y, 1) : y;

/** Whether a y of this shape is class indices of an output: of its shape without the classes, or with one in their place. */
export function areIndices(y: readonly number[], output: readonly (number | null)[]): boolean {
  return (
    y.length === output.length - 1 || (y.length === output.length && y.at(-1) === 1 && output.at(-1) !== 1)
  );
}

/** Cross-entropy on logits: torch.nn.CrossEntropyLoss. */
export const crossEntropy: OutputLoss = {
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

/** torch.nn.MSELoss. */
export const meanSquaredError: OutputLoss = {
  name: 'meanSquaredError',
  dependsOn: ['meanSquaredError'],
  targetKind: 'numbers',
  perExample: (yTrue, yPred) => tf.squaredDifference(lifted(yTrue, yPred), yPred),
};

const wantedBy: Readonly<Record<string, TargetKind>> = {
  sparseCategoricalCrossentropy: 'indices',
  categoricalCrossentropy: 'distribution',
};

/**
 * One that a model was compiled with.
 *
 * @param name tfjs's own; null for a function of the user's
 */
export function fromCompiled(name: string | null, loss: OutputLoss['perExample']): OutputLoss {
  return {
    name: name ?? 'the function that the model was compiled with',
    dependsOn: name === null ? null : [loss],
    targetKind: wantedBy[name ?? ''] ?? 'numbers',
    // tfjs's sparse cross-entropy takes class indices as float32 only.
    perExample(yTrue, yPred) {
      const y = lifted(yTrue, yPred);
      return loss(name === null ? y : tf.cast(y, 'float32'), yPred);
    },
  };
}

/** With the losses of examples multiplied by the weights of their classes, as fit does. */
export function withClassWeight(loss: OutputLoss, classWeight: Readonly<Record<number, number>>): OutputLoss {
  const classes = Object.keys(classWeight).map(Number);
  const table = Array.from({ length: Math.max(...classes) + 1 }, (_, i) => classWeight[i] ?? 0);
  return {
    ...loss,
    classWeight,
    dependsOn: loss.dependsOn && [...loss.dependsOn, ...table],
    perExample(yTrue, yPred) {
      const index = yTrue.rank === 2 && yTrue.shape[1]! > 1 ? tf.argMax(yTrue, 1) : tf.reshape(yTrue, [-1]);
      const weights = tf.gather(tf.tensor1d(table), tf.cast(index, 'int32'));
      const losses = loss.perExample(yTrue, yPred);
      return tf.mul(losses.rank === 2 ? tf.mean(losses, -1) : losses, weights);
    },
  };
}
