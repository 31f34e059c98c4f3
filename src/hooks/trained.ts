// What fit differentiates besides the loss: with respect to which variables, and the regularisers' penalties.
import type { tf } from '../backend';
import { innerModel } from './outputs';

/** A Sequential makes the model that it wraps at its first call: then it sets its variables' flags, too. */
function built(model: tf.LayersModel): tf.LayersModel {
  const sequential = model as unknown as { model?: tf.LayersModel; build: () => void };
  if (model.getClassName() === 'Sequential' && sequential.model === undefined) sequential.build();
  return innerModel(model);
}

/** The variables that fit moves: those of layers that are not frozen, as they are now. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  const variables = built(model).trainableWeights.map((weight) => weight.read() as unknown as tf.Variable);
  return [...new Set(variables)].filter(({ trainable }) => trainable);
}

/** The penalties of the layers' regularisers, scalars that fit adds to the loss. Call it within tf.tidy. */
export const penaltiesOf = (model: tf.LayersModel): tf.Scalar[] =>
  (built(model) as unknown as { calculateLosses(): tf.Scalar[] }).calculateLosses();
