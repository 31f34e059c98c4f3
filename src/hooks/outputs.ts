// What a model says of its outputs: the losses that it was compiled with, and the activation that an output comes from.
import { activationNameOf } from '../activations';
import { compiledFields, innerModel, nestedLayers, outputsOf, type LossFunction, type tf } from '../backend';

/** What fit calls a model's inputs or outputs in objects of tensors. */
export const sourceLayerNames = (ends: readonly tf.SymbolicTensor[]): string[] =>
  ends.map(({ sourceLayer }) => sourceLayer.name);

/** The losses of a model's outputs after `compile`, with the names that they were given by; null before. */
export function compiledLosses(
  model: tf.LayersModel,
): { readonly name: string | null; readonly loss: LossFunction }[] | null {
  const { lossFunctions, loss: given } = compiledFields(innerModel(model));
  if (lossFunctions === undefined || lossFunctions.length === 0) return null;
  const outputNames = sourceLayerNames(model.outputs);
  return lossFunctions.map((loss, i) => {
    const named =
      typeof given === 'object' && given !== null ? given : Array(lossFunctions.length).fill(given);
    const one = (named as Record<string | number, unknown>)[Array.isArray(named) ? i : outputNames[i]];
    return { name: typeof one === 'string' ? one : null, loss };
  });
}

/** Layers that only move values, or are not there at all when a model is used. */
const MOVES = ['Flatten', 'Reshape', 'Permute', 'Dropout', 'GaussianNoise', 'Cropping1D', 'Cropping2D'];

/** The activation that a tensor within a model comes from, also of a model within the model; null for none. */
function activationBefore({ sourceLayer, nodeIndex, tensorIndex }: tf.SymbolicTensor): string | null {
  const outputs = outputsOf(sourceLayer);
  const { layer } = nestedLayers(sourceLayer);
  if (outputs) return activationBefore(outputs[tensorIndex]);
  if (layer) {
    // A wrapper, such as TimeDistributed.
    const inner = outputsOf(layer);
    return inner ? activationBefore(inner[0]) : activationNameOf(layer);
  }
  const name = activationNameOf(sourceLayer);
  if (name !== null) return name;
  const moves = MOVES.includes(sourceLayer.getClassName()) || sourceLayer.getClassName() === 'Activation';
  const [before] = sourceLayer.inboundNodes[nodeIndex].inputTensors;
  return moves && before !== undefined ? activationBefore(before) : null;
}

/** The activation that an output of a model comes from. */
export const outputActivation = (model: tf.LayersModel, output: number): string | null =>
  activationBefore(model.outputs[output]);
