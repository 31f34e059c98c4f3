// What fit differentiates besides the loss: with respect to which variables, and the regularisers' penalties.
import {
  builtModel,
  compiledFields,
  innerModel,
  regularizationLosses,
  variableOf,
  variablesRead,
  type tf,
} from '../backend';
import { containerLayers } from './observed-layers';

/** The variables that fit moves: those of layers that are not frozen, as they are now. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  const variables = builtModel(model).trainableWeights.map(variableOf);
  return [...new Set(variables)].filter(({ trainable }) => trainable);
}

/** The penalties of the layers' regularisers, scalars that fit adds to the loss. Call it within tf.tidy. */
export const regularizationPenalties = (model: tf.LayersModel): tf.Scalar[] =>
  regularizationLosses(builtModel(model));

/** The names of variables that the gradient under way has met, and that belong to no layer of the model: fit leaves them. */
export function untrackedVariablesOf(model: tf.LayersModel): string[] {
  const own = new Set<unknown>(model.weights.map((weight) => weight.read()));
  return variablesRead()
    .filter((variable) => variable.trainable && !own.has(variable))
    .map(({ name }) => name);
}

/** What may surprise of the variables that fit moves, in sentences. */
export function trainabilityNotes(model: tf.LayersModel, strangers: readonly string[]): string[] {
  const notes: string[] = [];
  if (strangers.length > 0) {
    notes.push(
      `${strangers.join(', ')}: in the loss, but of no layer of the model; fit does not train it, and the gradient leaves it ` +
        'out. In a custom layer, add its weights to trainableWeights',
    );
  }
  const thawed = unfrozenInnerModels(model);
  if (thawed.length > 0) {
    notes.push(
      `${thawed.join(', ')}: frozen as a whole, but fit trains its layers, since tfjs runs a Sequential's first model as a ` +
        'part of it; the gradient has them, too. Freeze its layers one by one',
    );
  }
  const { collectedTrainableWeights: collected } = compiledFields(innerModel(model));
  if (collected) {
    const now = trainableVariables(model);
    const fitted = collected.map(variableOf);
    const moved = new Set(fitted.filter(({ trainable }) => trainable));
    if (moved.size !== now.length || now.some((variable) => !moved.has(variable))) {
      notes.push(
        'layers were set free or frozen after the model was compiled, and fit does not know of it; the gradient goes by what ' +
          'they are now: compile the model again',
      );
    }
  }
  return notes;
}

/** Models within a model that are frozen as a whole, and whose layers fit trains all the same. */
export function unfrozenInnerModels(model: tf.LayersModel): string[] {
  const trained = new Set(trainableVariables(model));
  return containerLayers(model)
    .filter((layer) => !layer.trainable && 'layers' in layer)
    .filter((layer) => layer.weights.some((weight) => trained.has(variableOf(weight))))
    .map(({ name }) => name);
}
