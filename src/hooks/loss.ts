// The losses that observe knows by name, and what it takes where none is named.
import { tf } from '../backend';
import { isTracing } from '../graph';
import { oneOf, wrong, type NameOf } from '../errors';
import { endsInSoftmax } from './sites';

/** From the targets and the model's output (an array where it has several) to a scalar. */
export interface LossFunction {
  (yTrue: tf.Tensor, yPred: tf.Tensor | tf.Tensor[]): tf.Tensor;
  /** Looks at the targets' values, which a graph can't: to be called before it. */
  readonly check?: (yTrue: tf.Tensor, outputs: number) => void;
}

const names = ['crossEntropy', 'meanSquaredError'] as const;
export type LossName = (typeof names)[number];

const single = (y: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(y) ? y[0] : y);

const areIndices = (y: tf.Tensor, classes: number): boolean =>
  y.rank === 1 || (y.rank === 2 && y.shape[1] === 1 && classes > 1);

/** Class indices [batch] or [batch, 1] as one-hot rows; probabilities [batch, classes] as they are. */
function distributionOf(where: string, y: tf.Tensor, classes: number): tf.Tensor {
  if (!isTracing()) checkTargets(where, y, classes);
  return areIndices(y, classes) ? tf.oneHot(tf.cast(tf.reshape(y, [-1]), 'int32'), classes) : y;
}

function checkTargets(where: string, y: tf.Tensor, classes: number): void {
  if (!areIndices(y, classes)) {
    if (y.rank === 2 && y.shape[1] === classes) return;
    throw wrong(
      where,
      'y',
      `class indices [batch] or probabilities [batch, ${classes}]`,
      `shape [${y.shape.join(', ')}]`,
    );
  }
  const labels = y.dataSync();
  const bad = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (bad !== undefined) {
    throw new RangeError(
      `${where}: y has the class index ${bad}; the model's ${classes} outputs take 0 to ${classes - 1}`,
    );
  }
}

const losses: Record<LossName, (where: string) => LossFunction> = {
  /** Cross-entropy on logits, averaged over the batch: torch.nn.CrossEntropyLoss. */
  crossEntropy: (where) => {
    const loss = (yTrue: tf.Tensor, yPred: tf.Tensor | tf.Tensor[]): tf.Tensor => {
      const logits = single(yPred);
      const target = distributionOf(where, yTrue, logits.shape.at(-1)!);
      return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), -1)));
    };
    return Object.assign(loss, {
      check: (yTrue: tf.Tensor, outputs: number) => {
        checkTargets(where, yTrue, outputs);
      },
    });
  },
  /** Averaged over everything: torch.nn.MSELoss. */
  meanSquaredError: () => (yTrue, yPred) => tf.mean(tf.squaredDifference(yTrue, single(yPred))),
};

/** A model's own losses after `compile`, which tfjs keeps as functions; a Sequential has them in the model that it wraps. */
interface Compiled {
  lossFunctions?: ((yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor)[];
  model?: Compiled;
}

function compiledLoss(model: tf.LayersModel) {
  const compiled = model as unknown as Compiled;
  return (compiled.lossFunctions ?? compiled.model?.lossFunctions)?.[0];
}

/**
 * The loss to differentiate: the one asked for, else the one that the model was compiled with, else cross-entropy on logits.
 *
 * @throws {TypeError} where the choice would be a wrong guess
 */
export function lossFor(
  where: string,
  model: tf.LayersModel,
  asked: NameOf<LossName> | LossFunction | undefined,
): LossFunction {
  if (typeof asked === 'function') return asked;
  const outputs = model.outputs.length;
  if (outputs > 1) {
    throw new TypeError(`${where}: the model has ${outputs} outputs; give loss: (y, outputs) => a scalar`);
  }
  if (asked !== undefined) return losses[oneOf(where, 'loss', asked, names)](where);
  const own = compiledLoss(model);
  // tfjs's sparse cross-entropy takes class indices as float32 only.
  if (own) return (yTrue, yPred) => tf.mean(own(tf.cast(yTrue, 'float32'), single(yPred)));
  if (endsInSoftmax(model)) {
    throw new TypeError(
      `${where}: the model ends in a softmax, and cross-entropy takes logits. ` +
        'Compile the model with its loss first, or give loss: (y, probabilities) => a scalar',
    );
  }
  return losses.crossEntropy(where);
}
