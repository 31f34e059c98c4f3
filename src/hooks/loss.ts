// The loss to differentiate: of the outputs of a batch, as fit has it, or as a caller's function has it.
import { isTensor, tf } from '../backend';
import { oneOf, invalidArgument, type NameOf } from '../errors';
import { withClassWeight, fromCompiled, crossEntropy, meanSquaredError, type OutputLoss } from './losses';
import { compiledLosses, outputActivation, sourceLayerNames } from './outputs';
import { checkTargetShape } from './targets';

export type Inputs = tf.Tensor | tf.Tensor[];
export type Targets = tf.Tensor | tf.Tensor[];

/** From the targets and the model's output (arrays where it has several) to a scalar. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor | tf.Tensor[]) => tf.Tensor;

const names = ['crossEntropy', 'meanSquaredError'] as const;
export type LossName = (typeof names)[number];

/** Weights of the classes in the loss, as fit takes them: by class; of a model with several outputs by output, then by class. */
export type ClassWeight = Readonly<Record<number, number>>;
export type ClassWeights =
  ClassWeight | readonly (ClassWeight | null)[] | Readonly<Record<string, ClassWeight>>;

/** The loss of a batch: a scalar. Regularisers' penalties come on top of it. */
export interface Loss {
  (yTrue: Targets, yPred: Inputs): tf.Tensor;
  /** Who asked for it, in messages. */
  readonly where: string;
  /** The loss of each output; null where a caller's function has all of it. */
  readonly outputs: readonly OutputLoss[] | null;
  /** What it depends on besides its arguments; null where a function of the user's is in it, which may read anything. */
  readonly dependsOn: readonly unknown[] | null;
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

/** In the order in which fit adds them: the losses of examples, output by output, then one mean. */
function ofOutputs(where: string, outputs: readonly OutputLoss[]): Loss {
  const loss = (yTrue: Targets, yPred: Inputs): tf.Tensor => {
    const [targets, predictions] = [list(yTrue), list(yPred)];
    const losses = outputs.map((one, i) => {
      // Sizes that the model leaves open are known only now.
      checkTargetShape(where, outputs.length === 1 ? 'y' : `y[${i}]`, targets[i], predictions[i].shape, one);
      return one.perExample(targets[i], predictions[i]);
    });
    return tf.mean(losses.reduce((a, b) => tf.add(a, b)));
  };
  const parts = outputs.map((one) => one.dependsOn);
  return Object.assign(loss, { where, outputs, dependsOn: parts.includes(null) ? null : parts.flat() });
}

/** A caller's own, whose result is held to be what can be differentiated. */
function own(where: string, given: LossFunction): Loss {
  const loss = (yTrue: Targets, yPred: Inputs): tf.Tensor => {
    const value: unknown = given(yTrue as tf.Tensor, yPred);
    if (value instanceof Promise) {
      value.catch(() => undefined);
      throw invalidArgument(where, 'loss', 'a function that gives a scalar tensor at once, not async', value);
    }
    if (!isTensor(value)) {
      const takes = 'a function that gives a scalar tensor, made of y and the output by tfjs operations';
      throw invalidArgument(where, 'loss', takes, value);
    }
    if (value.size !== 1) {
      const shape = `one that gives shape [${value.shape.join(', ')}]`;
      throw new TypeError(
        `${where}: loss must be a function that gives a scalar; got ${shape}. Reduce it: tf.mean(…)`,
      );
    }
    return value;
  };
  return Object.assign(loss, { where, outputs: null, dependsOn: null });
}

/**
 * The loss to differentiate: the one asked for, else those that the model was compiled with, else cross-entropy on logits.
 *
 * @param classWeight weights of the classes, as fit takes them
 * @throws {TypeError} where the choice would be a wrong guess
 */
export function lossFor(
  where: string,
  model: tf.LayersModel,
  asked: NameOf<LossName> | LossFunction | undefined,
  classWeight?: ClassWeights,
): Loss {
  if (typeof asked === 'function') {
    if (classWeight !== undefined)
      throw new TypeError(`${where}: classWeight goes with a loss by name, not with a function: weigh in it`);
    return own(where, asked);
  }
  const made = byOutput(where, model, asked);
  return ofOutputs(where, classWeight === undefined ? made : weighed(where, model, made, classWeight));
}

function byOutput(
  where: string,
  model: tf.LayersModel,
  asked: NameOf<LossName> | undefined,
): readonly OutputLoss[] {
  const count = model.outputs.length;
  const name = asked === undefined ? undefined : oneOf(where, 'loss', asked, names);
  if (name === 'meanSquaredError') return model.outputs.map(() => meanSquaredError);
  const theirs = name === undefined ? compiledLosses(model) : null;
  if (theirs) return theirs.map(({ name: its, loss }) => fromCompiled(its, loss));
  if (count > 1 && name === undefined) {
    throw new TypeError(
      `${where}: the model has ${count} outputs; compile it with their losses, or give loss: (y, outputs) => a scalar`,
    );
  }
  model.outputs.forEach((output, i) => {
    checkLogits(where, model, i, output.shape.at(-1) ?? null);
  });
  return model.outputs.map(() => crossEntropy);
}

/** Cross-entropy takes logits, of two classes at least. */
function checkLogits(where: string, model: tf.LayersModel, index: number, classes: number | null): void {
  if (outputActivation(model, index) === 'softmax') {
    throw new TypeError(
      `${where}: the model ends in a softmax, and cross-entropy takes logits. ` +
        'Compile the model with its loss first, or give loss: (y, probabilities) => a scalar',
    );
  }
  if (classes === 1) {
    throw new TypeError(
      `${where}: the model has one output, of which cross-entropy is 0 whatever it is. For a regression give ` +
        "loss: 'meanSquaredError'; for two classes compile the model with 'binaryCrossentropy', or give it two outputs",
    );
  }
}

function weighed(
  where: string,
  model: tf.LayersModel,
  losses: readonly OutputLoss[],
  given: ClassWeights,
): readonly OutputLoss[] {
  const outputNames = sourceLayerNames(model.outputs);
  if (typeof given !== 'object' || given === null) throw invalidArgument(where, 'classWeight', FORM, given);
  const one = losses.length === 1 && !Array.isArray(given) && !(outputNames[0] in given);
  const ofOutput = (i: number): unknown =>
    one
      ? given
      : ((given as Record<string | number, unknown>)[Array.isArray(given) ? i : outputNames[i]] ?? null);
  if (Array.isArray(given) && given.length !== losses.length)
    throw invalidArgument(where, 'classWeight', `${losses.length} entries, one an output`, `${given.length}`);
  const unknown =
    one || Array.isArray(given) ? [] : Object.keys(given).filter((key) => !outputNames.includes(key));
  if (unknown.length > 0)
    throw invalidArgument(where, 'classWeight', `an object with ${outputNames.join(', ')}`, given);
  return losses.map((loss, i) => {
    const weights = ofOutput(i);
    if (weights === null) return loss;
    if (typeof weights !== 'object' || Object.values(weights).some((w) => !Number.isFinite(w)))
      throw invalidArgument(where, 'classWeight', FORM, weights);
    return withClassWeight(loss, weights as ClassWeight);
  });
}

const FORM = 'an object from class to weight, such as { 0: 1, 1: 5 }';
