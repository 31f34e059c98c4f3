// The loss of a batch and its gradients, with an observer that receives the values on the way.
import { tf } from '../backend';
import { instrument } from './instrument';
import type { Inputs, Loss, Targets } from './loss';
import type { ObservedLayer } from './observed-layers';
import type { Observer } from './observer';
import { isGradient } from './quantities';
import { regularizationPenalties, trainableVariables, untrackedVariablesOf } from './trainable';
import { observeWeights, quantitiesOf, variablesToDifferentiate } from './weights';

/** A model with the loss to differentiate, and its layers as an observer sees them. */
export interface GradientContext {
  readonly model: tf.LayersModel;
  readonly loss: Loss;
  readonly layers: readonly ObservedLayer[];
  /** Receives the names of variables in the loss that belong to no layer of the model. */
  readonly untracked?: Set<string>;
}

/**
 * Runs a forward and a backward pass on a batch. The value is the loss with the regularisers' penalties, the gradients are those
 * that fit hands to its optimiser, under tfjs's names; none where every layer is frozen. Call it within tf.tidy.
 *
 * @param y as `checkData` gives it
 * @param observer receives the quantities that it wants, and nothing else is computed; null to observe nothing and get all gradients
 * @param onOutput receives the model's output, in the scope of the gradient
 */
export function valueAndGradients(
  { model, loss, layers, untracked }: GradientContext,
  x: Inputs,
  y: Targets,
  observer: Observer | null,
  onOutput?: (output: Inputs) => void,
): { value: tf.Scalar; grads: Record<string, tf.Tensor> } {
  const hooks = observer && instrument(model, layers, observer);
  try {
    const forward = (): tf.Scalar => {
      const output = model.apply(x, { training: true }) as Inputs;
      onOutput?.(output);
      const total = regularizationPenalties(model).reduce<tf.Tensor>(
        (sum, penalty) => tf.add(sum, penalty),
        loss(y, output),
      );
      const names = untrackedVariablesOf(model);
      observer?.onUntrackedVariables(names);
      for (const name of names) untracked?.add(name);
      return total.asScalar();
    };
    const trainable = trainableVariables(model);
    const needsBackward =
      observer === null ||
      quantitiesOf(layers).some((quantity) => isGradient(quantity) && observer.wants(quantity));
    const variables = observer ? variablesToDifferentiate(trainable, layers, observer) : trainable;
    const { value, grads } =
      needsBackward && variables.length > 0
        ? differentiate(loss.where, forward, variables)
        : { value: forward(), grads: {} };
    if (observer) observeWeights(layers, grads, observer);
    return { value, grads };
  } finally {
    hooks?.remove();
  }
}

function differentiate(where: string, forward: () => tf.Scalar, variables: tf.Variable[]) {
  try {
    return tf.variableGrads(forward, variables);
  } catch (error) {
    const { message } = error as Error;
    const op = /gradient function not found for (\w+)/.exec(message)?.[1];
    if (op !== undefined) {
      throw new TypeError(
        `${where}: tfjs has no gradient of ${op}, by which the loss depends on weights that train; fit can't train it either. ` +
          'Write that layer or loss with other operations, or freeze the layers before it',
        { cause: error },
      );
    }
    if (!message.startsWith('Cannot find a connection')) throw error;
    throw new TypeError(
      `${where}: the loss does not depend on any weight that trains, by operations that have a gradient`,
      { cause: error },
    );
  }
}
