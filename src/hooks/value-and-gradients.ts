// A pass forward and back with an observer: op by op, or as a graph.
import { releaseTape, scope, tf } from '../backend';
import { instrument } from './instrument';
import type { Inputs, Loss, Targets } from './loss';
import type { Observer } from './table-observer';
import type { ObservedLayer } from './observed-layers';
import { regularizationPenalties, untrackedVariablesOf, trainableVariables } from './trainable';
import { quantitiesOf, observeWeights, variablesToDifferentiate } from './weights';

export interface GradientContext {
  readonly model: tf.LayersModel;
  readonly loss: Loss;
  readonly layers: readonly ObservedLayer[];
}

/**
 * Forward and backward on a batch: the loss with the regularisers' penalties, and the gradients that fit hands to its optimiser,
 * under tfjs's names. Where every layer is frozen there are none. Call it within tf.tidy.
 *
 * @param y as `checkData` gives it
 * @param observer is told of what passes, and nothing is worked out that it does not want; null to look at nothing, and get all
 * gradients
 * @param look sees the model's output, in the scope of the gradient
 */
export function valueAndGradients(
  { model, loss, layers: sites }: GradientContext,
  x: Inputs,
  y: Targets,
  observer: Observer | null,
  look?: (output: Inputs) => void,
): { value: tf.Scalar; grads: Record<string, tf.Tensor> } {
  const probes = observer && instrument(model, sites, observer);
  try {
    const forward = (): tf.Scalar => {
      const output = model.apply(x, { training: true }) as Inputs;
      look?.(output);
      const total = regularizationPenalties(model).reduce<tf.Tensor>(
        (sum, penalty) => tf.add(sum, penalty),
        loss(y, output),
      );
      observer?.onUntrackedVariables(untrackedVariablesOf(model));
      return total.asScalar();
    };
    const all = trainableVariables(model);
    const goesBack =
      observer === null ||
      quantitiesOf(sites).some((quantity) => quantity.startsWith('dL/') && observer.wants(quantity));
    const variables = observer ? variablesToDifferentiate(all, sites, observer) : all;
    const { value, grads } =
      goesBack && variables.length > 0
        ? gradient(loss.where, forward, variables)
        : { value: forward(), grads: {} };
    if (observer) observeWeights(sites, grads, observer);
    return { value, grads };
  } finally {
    probes?.remove();
  }
}

function gradient(where: string, forward: () => tf.Scalar, variables: tf.Variable[]) {
  try {
    return tf.variableGrads(forward, variables);
  } catch (error) {
    if (!(error as Error).message.startsWith('Cannot find a connection')) throw error;
    throw new TypeError(
      `${where}: the loss does not depend on any weight that trains, by operations that have a gradient`,
      { cause: error },
    );
  }
}

/** On the tape. The model is as it was afterwards. */
export function runEager(context: GradientContext, x: Inputs, y: Targets, observer: Observer): number {
  const state = context.model.nonTrainableWeights.map((weight) => ({ weight, was: weight.read().clone() }));
  try {
    return scope(() => valueAndGradients(context, x, y, observer).value.dataSync()[0]);
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    // The pass moved batch norm's averages, as training would.
    for (const { weight, was } of state) {
      weight.write(was);
      was.dispose();
    }
  }
}
