// The weights of a site, and what tables call them.
import { variableOf, type tf } from '../backend';
import { QUANTITIES_THROUGH_TIME, type Observer } from './table-observer';
import type { ObservedLayer } from './observed-layers';

export interface LayerWeight {
  readonly variable: tf.Variable;
  /** As its layer calls it: 'kernel', 'depthwise_kernel', 'gamma'. */
  readonly name: string;
  /** 'W' of a matrix, 'U' of a recurrent one, else its name; null for a bias, which has rows for its gradient only. */
  readonly quantity: string | null;
  /** 'dL/dW', 'dL/dU', 'dL/db', 'dL/dgamma'. */
  readonly gradient: string;
}

const letters: Readonly<Record<string, string>> = { kernel: 'W', recurrent_kernel: 'U', embeddings: 'W' };

/** The weights of a site that are trained. */
export function trainedWeightsOf({ tfLayer: layer, owner, hasMatrix: counts }: ObservedLayer): LayerWeight[] {
  const own = new Set(owner.weights);
  return layer.trainableWeights
    .filter((weight) => own.has(weight))
    .map((weight) => {
      const variable = variableOf(weight);
      const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const kind = name.replace(/_\d+$/, '');
      if (kind === 'bias') return { variable, name, quantity: null, gradient: 'dL/db' };
      const isMatrix = kind.endsWith('kernel') || (counts && variable.rank > 1);
      const quantity = letters[kind] ?? (isMatrix ? 'W' : name);
      return { variable, name, quantity, gradient: `dL/d${quantity}` };
    });
}

/** All that can be seen of sites, also of weights with names of their own: 'gamma' and 'dL/dgamma'. */
export const quantitiesOf = (sites: readonly ObservedLayer[]): string[] => {
  const own = sites
    .flatMap(trainedWeightsOf)
    .flatMap(({ quantity, gradient }) => [quantity ?? gradient, gradient]);
  return [...new Set([...QUANTITIES_THROUGH_TIME, ...own])];
};

/**
 * Those of the variables with respect to which the gradient is taken, so that all that an observer wants comes by. A layer's
 * matrix whose own gradient nobody wants is spared where the bias beside it shows the way as well.
 */
export function variablesToDifferentiate(
  variables: readonly tf.Variable[],
  sites: readonly ObservedLayer[],
  observer: Observer,
): tf.Variable[] {
  const spared = sites.flatMap((site) => {
    const weights = trainedWeightsOf(site);
    const matrices = weights.filter(({ quantity, gradient }) => quantity && !observer.wants(gradient));
    return matrices.length < weights.length ? matrices.map(({ variable }) => variable) : [];
  });
  return variables.filter((variable) => !spared.includes(variable));
}

/** Records the sites' weights and their gradients, which come under tfjs's names. */
export function observeWeights(
  sites: readonly ObservedLayer[],
  grads: Readonly<Record<string, tf.Tensor>>,
  observer: Observer,
): void {
  for (const site of sites) {
    for (const { variable, name, quantity, gradient } of trainedWeightsOf(site)) {
      if (quantity && observer.wants(quantity))
        observer.onValue({ layer: site, quantity, weight: name }, variable);
      const grad = grads[variable.name] as tf.Tensor | undefined;
      if (grad && observer.wants(gradient))
        observer.onValue({ layer: site, quantity: gradient, weight: name }, grad);
    }
  }
}
