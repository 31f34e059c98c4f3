// Weights of the classes in a loss, as fit takes them.
import { tf } from '../backend';
import { first, itemAt } from '../arrays';
import { invalidArgument } from '../errors';
import type { OutputLoss } from './losses';
import { sourceLayerNames } from './outputs';

/** The weight of each class in the loss, by class index: `{ 0: 1, 1: 5 }`. */
export type ClassWeight = Readonly<Record<number, number>>;

/**
 * The weights of the classes in the loss, as fit takes them: by class; for several outputs an array, in which null leaves an
 * output as it is, or an object by output name.
 */
export type ClassWeights =
  ClassWeight | readonly (ClassWeight | null)[] | Readonly<Record<string, ClassWeight>>;

const FORM = 'an object from class to weight, such as { 0: 1, 1: 5 }';

/**
 * The losses of a model's outputs, weighted by class.
 *
 * @throws {TypeError} when the weights do not have such a form
 */
export function withClassWeights(
  where: string,
  model: tf.LayersModel,
  losses: readonly OutputLoss[],
  given: ClassWeights,
): readonly OutputLoss[] {
  if (typeof given !== 'object' || given === null) throw invalidArgument(where, 'classWeight', FORM, given);
  const names = sourceLayerNames(model.outputs);
  const weightsOf = byOutput(where, names, losses.length, given);
  return losses.map((loss, i) => {
    const weights = weightsOf(i);
    if (weights === null || weights === undefined) return loss;
    if (typeof weights !== 'object' || Object.values(weights).some((weight) => !Number.isFinite(weight)))
      throw invalidArgument(where, 'classWeight', FORM, weights);
    return weightedByClass(loss, weights as ClassWeight);
  });
}

function byOutput(
  where: string,
  names: readonly string[],
  count: number,
  given: ClassWeights,
): (output: number) => unknown {
  if (Array.isArray(given)) {
    if (given.length !== count)
      throw invalidArgument(
        where,
        'classWeight',
        count === 1 ? FORM : `${count} entries, one an output`,
        given,
      );
    return (i) => (given as readonly unknown[])[i];
  }
  if (count === 1 && !(first(names) in given)) return () => given;
  if (Object.keys(given).some((key) => !names.includes(key)))
    throw invalidArgument(where, 'classWeight', `an object with ${names.join(', ')}`, given);
  return (i) => (given as Readonly<Record<string, unknown>>)[itemAt(names, i)];
}

/** The weights by class index. */
function tableOf(classWeight: ClassWeight): number[] {
  const classes = Object.keys(classWeight).map(Number);
  return Array.from({ length: Math.max(...classes) + 1 }, (_, i) => classWeight[i] ?? 0);
}

/** The weight of each row by its class, [rows]; y is [rows], [rows, 1], or in one-hot rows. Call it within tf.tidy. */
export function rowWeights(y: tf.Tensor, classWeight: ClassWeight): tf.Tensor {
  const index = y.rank === 2 && y.shape[1]! > 1 ? tf.argMax(y, 1) : tf.reshape(y, [-1]);
  return tf.gather(tf.tensor1d(tableOf(classWeight)), tf.cast(index, 'int32'));
}

/** A loss with the losses of examples multiplied by the weights of their classes, as in fit. */
function weightedByClass(loss: OutputLoss, classWeight: ClassWeight): OutputLoss {
  return {
    ...loss,
    classWeight,
    dependsOn: loss.dependsOn && [...loss.dependsOn, ...tableOf(classWeight)],
    perExample(yTrue, yPred) {
      const losses = loss.perExample(yTrue, yPred);
      return tf.mul(losses.rank === 2 ? tf.mean(losses, -1) : losses, rowWeights(yTrue, classWeight));
    },
  };
}
