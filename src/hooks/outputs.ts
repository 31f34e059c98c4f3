// The losses that a model was compiled with, and the activations of its outputs.
import { activationNameOf } from '../activations';
import { itemAt } from '../arrays';
import { compiledFields, innerModel, nestedLayers, outputsOf, type LossFunction, type tf } from '../backend';

/** The names by which fit knows a model's inputs or outputs in objects of tensors. */
export const sourceLayerNames = (tensors: readonly tf.SymbolicTensor[]): string[] =>
  tensors.map(({ sourceLayer }) => sourceLayer.name);

/** The losses of a model's outputs after `compile`, each with its name (null for a function); null before. */
export function compiledLosses(
  model: tf.LayersModel,
): { readonly name: string | null; readonly loss: LossFunction }[] | null {
  const { lossFunctions, loss: given } = compiledFields(innerModel(model));
  if (lossFunctions === undefined || lossFunctions.length === 0) return null;
  const outputNames = sourceLayerNames(model.outputs);
  return lossFunctions.map((loss, i) => {
    const name: unknown =
      typeof given === 'object' && given !== null
        ? (given as Record<string | number, unknown>)[Array.isArray(given) ? i : itemAt(outputNames, i)]
        : given;
    return { name: typeof name === 'string' ? name : null, loss };
  });
}

/** Layers that move values but keep them, or that do nothing when a model is used. */
const VALUE_KEEPING = [
  'Flatten',
  'Reshape',
  'Permute',
  'Dropout',
  'GaussianNoise',
  'Cropping1D',
  'Cropping2D',
];

/** The activation that a tensor within a model comes from, also of a model within the model; null for none. */
function activationBefore({ sourceLayer, nodeIndex, tensorIndex }: tf.SymbolicTensor): string | null {
  const outputs = outputsOf(sourceLayer);
  const { layer } = nestedLayers(sourceLayer);
  if (outputs) return activationBefore(itemAt(outputs, tensorIndex));
  if (layer) {
    // A wrapper, such as TimeDistributed.
    const [inner] = outputsOf(layer) ?? [];
    return inner ? activationBefore(inner) : activationNameOf(layer);
  }
  const name = activationNameOf(sourceLayer);
  if (name !== null) return name;
  const className = sourceLayer.getClassName();
  const keepsValues = VALUE_KEEPING.includes(className) || className === 'Activation';
  const [before] = itemAt(sourceLayer.inboundNodes, nodeIndex).inputTensors;
  return keepsValues && before !== undefined ? activationBefore(before) : null;
}

/** The activation that an output of a model comes from; null for none. */
export const outputActivation = (model: tf.LayersModel, output: number): string | null =>
  activationBefore(itemAt(model.outputs, output));
