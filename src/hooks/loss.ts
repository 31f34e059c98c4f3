// The loss to differentiate: of the outputs of a batch, as fit has it, or a caller's function.
import { isTensor, KERAS_LOSSES, kerasLoss, tf } from '../backend';
import { itemAt } from '../arrays';
import { invalidArgument, oneOf, type NameOf } from '../errors';
import { withClassWeights, type ClassWeights } from './class-weight';
import { compiledLoss, CROSS_ENTROPY, MEAN_SQUARED_ERROR, type OutputLoss } from './losses';
import { compiledLosses, outputActivation } from './outputs';
import { checkTargetShape } from './targets';

/** One tensor, or an array for a model with several inputs or outputs. */
export type Inputs = tf.Tensor | tf.Tensor[];
export type Targets = tf.Tensor | tf.Tensor[];

/** A function from the targets and the model's output (an array for several outputs) to the loss, a scalar tensor. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor | tf.Tensor[]) => tf.Tensor;

export const LOSS_NAMES = ['crossEntropy', 'meanSquaredError', ...KERAS_LOSSES] as const;

/**
 * The name of a loss: 'crossEntropy' on logits (torch.nn.CrossEntropyLoss), 'meanSquaredError' (torch.nn.MSELoss), or any other by
 * which fit knows one, such as 'binaryCrossentropy', which takes probabilities.
 */
export type LossName = (typeof LOSS_NAMES)[number];

/** The loss of a batch, a scalar, without the regularisers' penalties. */
export interface Loss {
  (yTrue: Targets, yPred: Inputs): tf.Tensor;
  /** The function that the loss was given to, for errors. */
  readonly where: string;
  /** The loss of each output; null where a caller's function has all of it. */
  readonly outputs: readonly OutputLoss[] | null;
  /** All that the loss depends on besides its arguments; null with a function of the user's, which may read anything. */
  readonly dependsOn: readonly unknown[] | null;
}

/**
 * The loss to differentiate: the one asked for, else those that the model was compiled with, else cross-entropy on logits.
 *
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
    return fromFunction(where, asked);
  }
  const losses = outputLosses(where, model, asked);
  return fromOutputs(
    where,
    classWeight === undefined ? losses : withClassWeights(where, model, losses, classWeight),
  );
}

/** The loss of all outputs, in the order in which fit adds: the losses of examples, output by output, then one mean. */
function fromOutputs(where: string, outputs: readonly OutputLoss[]): Loss {
  const loss = (yTrue: Targets, yPred: Inputs): tf.Tensor => {
    const [targets, predictions] = [[yTrue].flat(), [yPred].flat()];
    const losses = outputs.map((outputLoss, i) => {
      const [target, prediction] = [itemAt(targets, i), itemAt(predictions, i)];
      // Sizes that the model leaves open are known only now.
      checkTargetShape(where, outputs.length === 1 ? 'y' : `y[${i}]`, target, prediction.shape, outputLoss);
      return outputLoss.perExample(target, prediction);
    });
    return tf.mean(losses.reduce((a, b) => tf.add(a, b)));
  };
  const parts = outputs.map(({ dependsOn }) => dependsOn);
  return Object.assign(loss, { where, outputs, dependsOn: parts.includes(null) ? null : parts.flat() });
}

/** Checks the result of a caller's loss function. */
function checkLossValue(where: string, value: unknown, what: string): asserts value is tf.Tensor {
  if (value instanceof Promise) {
    value.catch(() => undefined);
    throw invalidArgument(where, 'loss', `a function that gives ${what} at once, not async`, value);
  }
  if (!isTensor(value)) {
    const takes = `a function that gives ${what}, made of y and the output by tfjs operations`;
    throw invalidArgument(where, 'loss', takes, value);
  }
}

/** A function that a model was compiled with, whose result is checked to be a tensor. */
const checked =
  (where: string, loss: OutputLoss['perExample']): OutputLoss['perExample'] =>
  (yTrue, yPred) => {
    const value: unknown = loss(yTrue, yPred);
    checkLossValue(where, value, 'a tensor');
    return value;
  };

/** A caller's own loss, whose result is checked to be a scalar tensor. */
function fromFunction(where: string, given: LossFunction): Loss {
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

function outputLosses(
  where: string,
  model: tf.LayersModel,
  asked: NameOf<LossName> | undefined,
): readonly OutputLoss[] {
  const count = model.outputs.length;
  const name = asked === undefined ? undefined : oneOf(where, 'loss', asked, LOSS_NAMES);
  if (name === 'meanSquaredError') return model.outputs.map(() => MEAN_SQUARED_ERROR);
  if (name !== undefined && name !== 'crossEntropy') {
    const loss = kerasLoss(name);
    return model.outputs.map(() => compiledLoss(name, loss));
  }
  const compiled = name === undefined ? compiledLosses(model) : null;
  if (compiled)
    return compiled.map(({ name, loss }) => compiledLoss(name, name === null ? checked(where, loss) : loss));
  if (count > 1 && name === undefined) {
    throw new TypeError(
      `${where}: the model has ${count} outputs; compile it with their losses, or give loss: (y, outputs) => a scalar`,
    );
  }
  model.outputs.forEach((output, i) => {
    checkLogits(where, model, i, output.shape.at(-1) ?? null);
  });
  return model.outputs.map(() => CROSS_ENTROPY);
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
