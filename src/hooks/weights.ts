// The trained weights of observed layers, with the names that tables have for them.
import { variableOf, type tf } from '../backend';
import type { ObservedLayer } from './observed-layers';
import type { Observer } from './observer';
import { QUANTITIES_THROUGH_TIME } from './quantities';

export interface LayerWeight {
  readonly variable: tf.Variable;
  /** The name in its layer: 'kernel', 'depthwise_kernel', 'gamma'. */
  readonly name: string;
  /** 'W' for a matrix, 'U' for a recurrent one, else the name; null for a bias, which has rows for its gradient only. */
  readonly quantity: string | null;
  /** The quantity of the gradient: 'dL/dW', 'dL/dU', 'dL/db', 'dL/dgamma'. */
  readonly gradient: string;
}

const SYMBOLS: Readonly<Record<string, string>> = { kernel: 'W', recurrent_kernel: 'U', embeddings: 'W' };

/** The weights of an observed layer that are trained. */
export function trainedWeightsOf({ tfLayer, owner, hasMatrix }: ObservedLayer): LayerWeight[] {
  const own = new Set(owner.weights);
  return tfLayer.trainableWeights
    .filter((weight) => own.has(weight))
    .map((weight) => {
      const variable = variableOf(weight);
      const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const kind = name.replace(/_\d+$/, '');
      if (kind === 'bias') return { variable, name, quantity: null, gradient: 'dL/db' };
      const isMatrix = kind.endsWith('kernel') || (hasMatrix && variable.rank > 1);
      const quantity = SYMBOLS[kind] ?? (isMatrix ? 'W' : name);
      return { variable, name, quantity, gradient: `dL/d${quantity}` };
    });
}

/** All quantities that can be observed at layers, also of weights without a symbol: 'gamma' and 'dL/dgamma'. */
export const quantitiesOf = (layers: readonly ObservedLayer[]): string[] => {
  const own = layers
    .flatMap(trainedWeightsOf)
    .flatMap(({ quantity, gradient }) => [quantity ?? gradient, gradient]);
  return [...new Set([...QUANTITIES_THROUGH_TIME, ...own])];
};

/**
 * The variables with respect to which to take the gradient, so that an observer gets all that it wants. A layer's matrix is left
 * out where its gradient is not wanted and another weight of the layer, such as its bias, brings the gradient through the layer.
 */
export function variablesToDifferentiate(
  variables: readonly tf.Variable[],
  layers: readonly ObservedLayer[],
  observer: Observer,
): tf.Variable[] {
  const leftOut = layers.flatMap((layer) => {
    const weights = trainedWeightsOf(layer);
    const matrices = weights.filter(({ quantity, gradient }) => quantity && !observer.wants(gradient));
    return matrices.length < weights.length ? matrices.map(({ variable }) => variable) : [];
  });
  return variables.filter((variable) => !leftOut.includes(variable));
}

/** Sends the layers' weights and their gradients to an observer. */
export function observeWeights(
  layers: readonly ObservedLayer[],
  grads: Readonly<Record<string, tf.Tensor>>,
  observer: Observer,
): void {
  for (const layer of layers) {
    for (const { variable, name, quantity, gradient } of trainedWeightsOf(layer)) {
      if (quantity && observer.wants(quantity)) observer.onValue({ layer, quantity, weight: name }, variable);
      const grad = grads[variable.name];
      if (grad && observer.wants(gradient))
        observer.onValue({ layer, quantity: gradient, weight: name }, grad);
    }
  }
}
