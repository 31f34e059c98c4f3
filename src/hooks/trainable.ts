// The variables that fit trains, and the regularisers' penalties that it adds to the loss.
import {
  builtModel,
  compiledFields,
  innerModel,
  regularizationLosses,
  variableOf,
  variablesRead,
  type tf,
} from '../backend';
import { containerLayers } from './nested-layers';

/** The variables that fit trains: those of layers that are not frozen now. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  const variables = builtModel(model).trainableWeights.map(variableOf);
  return [...new Set(variables)].filter(({ trainable }) => trainable);
}

/** The variables in tfjs's own list, in which those of a layer inside and outside of a model within the model stand twice. */
const listedVariables = (model: tf.LayersModel): tf.Variable[] =>
  builtModel(model)
    .trainableWeights.map(variableOf)
    .filter(({ trainable }) => trainable);

function repeatedVariables(model: tf.LayersModel): tf.Variable[] {
  const seen = new Set<tf.Variable>();
  return listedVariables(model).filter((variable) => seen.size === seen.add(variable).size);
}

/** The gradients as fit passes them to its optimiser, which moves a variable twice that tfjs lists twice. */
export function gradientUpdates(
  model: tf.LayersModel,
  grads: Readonly<Record<string, tf.Tensor>>,
): Parameters<tf.Optimizer['applyGradients']>[0] {
  if (repeatedVariables(model).length === 0) return grads;
  return listedVariables(model).map(({ name }) => ({ name, tensor: grads[name]! }));
}

/** The penalties of the layers' regularisers, scalars that fit adds to the loss. Call it within tf.tidy. */
export const regularizationPenalties = (model: tf.LayersModel): tf.Scalar[] =>
  regularizationLosses(builtModel(model));

/** The names of variables that the current gradient has read and that belong to no layer of the model: fit does not train them. */
export function untrackedVariablesOf(model: tf.LayersModel): string[] {
  const own = new Set<unknown>(model.weights.map((weight) => weight.read()));
  return variablesRead()
    .filter((variable) => variable.trainable && !own.has(variable))
    .map(({ name }) => name);
}

/** Notes, in sentences, on variables that fit trains or does not train against expectation. */
export function trainabilityNotes(model: tf.LayersModel, untracked: readonly string[]): string[] {
  const notes: string[] = [];
  if (untracked.length > 0) {
    notes.push(
      `${untracked.join(', ')}: in the loss, but of no layer of the model; fit does not train it, and the gradient leaves it ` +
        'out. In a custom layer, add its weights to trainableWeights',
    );
  }
  const unfrozen = unfrozenInnerModels(model);
  if (unfrozen.length > 0) {
    notes.push(
      `${unfrozen.join(', ')}: frozen as a whole, but fit trains its layers, since tfjs runs a Sequential's first model as a ` +
        'part of it; the gradient has them, too. Freeze its layers one by one',
    );
  }
  const repeated = repeatedVariables(model);
  if (repeated.length > 0) {
    const names = [...new Set(repeated.map(({ name }) => name))].join(', ');
    notes.push(
      `${names}: of a layer that is both inside and outside of a model within the model; tfjs lists its weights twice, and an ` +
        'update of fit moves them twice',
    );
  }
  if (changedSinceCompile(model)) {
    notes.push(
      'layers were set free or frozen after the model was compiled, and fit does not know of it; the gradient goes by what ' +
        'they are now: compile the model again',
    );
  }
  return notes;
}

/** Whether fit, which collects the variables when the model is compiled, trains others than those of layers that are not frozen. */
export function changedSinceCompile(model: tf.LayersModel): boolean {
  const { collectedTrainableWeights } = compiledFields(innerModel(model));
  if (!collectedTrainableWeights) return false;
  const now = trainableVariables(model);
  const collected = new Set(collectedTrainableWeights.map(variableOf).filter(({ trainable }) => trainable));
  return collected.size !== now.length || now.some((variable) => !collected.has(variable));
}

/** The names of models within a model that are frozen as a whole, and whose layers fit trains all the same. */
export function unfrozenInnerModels(model: tf.LayersModel): string[] {
  const trained = new Set(trainableVariables(model));
  return containerLayers(model)
    .filter((layer) => !layer.trainable && 'layers' in layer)
    .filter((layer) => layer.weights.some((weight) => trained.has(variableOf(weight))))
    .map(({ name }) => name);
}
