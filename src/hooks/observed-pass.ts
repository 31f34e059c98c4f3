// One forward and backward pass with an observer: eager, or as a graph.
import { keepStates, releaseTape, scope } from '../backend';
import { runCompiled } from './compiled-passes';
import type { Inputs, Targets } from './loss';
import { flattenLayers } from './nested-layers';
import type { Observer } from './observer';
import { valueAndGradients, type GradientContext } from './value-and-gradients';

/**
 * Runs a forward and a backward pass, and leaves the model as it was: the states of recurrent layers and the moving averages of
 * batch normalisation are restored.
 *
 * @returns the loss, with the regularisers' penalties
 * @throws {TraceError} where a graph is asked for and the model does what a graph can't hold
 */
export function runObserved(
  context: GradientContext,
  compiled: boolean,
  x: Inputs,
  y: Targets,
  observer: Observer,
): number {
  const restoreStates = keepStates(flattenLayers(context.model));
  try {
    return (compiled ? runCompiled : runEager)(context, x, y, observer);
  } finally {
    restoreStates();
  }
}

function runEager(context: GradientContext, x: Inputs, y: Targets, observer: Observer): number {
  const copies = context.model.nonTrainableWeights.map((weight) => ({ weight, copy: weight.read().clone() }));
  try {
    return scope(() => valueAndGradients(context, x, y, observer).value.dataSync<'float32'>()[0]!);
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    // The forward pass moved the averages of batch normalisation, as training would.
    for (const { weight, copy } of copies) {
      weight.write(copy);
      copy.dispose();
    }
  }
}
