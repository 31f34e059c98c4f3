// The weights of a site, and what tables call them.
import { variableOf, type tf } from '../backend';
import { quantitiesThroughTime, type Observer } from './recording';
import type { Site } from './sites';

export interface SiteWeight {
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
export function weightsOf({ layer, owner, counts }: Site): SiteWeight[] {
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
export const quantitiesOf = (sites: readonly Site[]): string[] => {
  const own = sites.flatMap(weightsOf).flatMap(({ quantity, gradient }) => [quantity ?? gradient, gradient]);
  return [...new Set([...quantitiesThroughTime, ...own])];
};

/**
 * Those of the variables with respect to which the gradient is taken, so that all that an observer wants comes by. A layer's
 * matrix whose own gradient nobody wants is spared where the bias beside it shows the way as well.
 */
export function variablesFor(
  variables: readonly tf.Variable[],
  sites: readonly Site[],
  observer: Observer,
): tf.Variable[] {
  const spared = sites.flatMap((site) => {
    const weights = weightsOf(site);
    const matrices = weights.filter(({ quantity, gradient }) => quantity && !observer.wants(gradient));
    return matrices.length < weights.length ? matrices.map(({ variable }) => variable) : [];
  });
  return variables.filter((variable) => !spared.includes(variable));
}

/** Records the sites' weights and their gradients, which come under tfjs's names. */
export function recordWeights(
  sites: readonly Site[],
  grads: Readonly<Record<string, tf.Tensor>>,
  observer: Observer,
): void {
  for (const site of sites) {
    for (const { variable, name, quantity, gradient } of weightsOf(site)) {
      if (quantity && observer.wants(quantity)) observer.see({ site, quantity, weight: name }, variable);
      const grad = grads[variable.name] as tf.Tensor | undefined;
      if (grad && observer.wants(gradient)) observer.see({ site, quantity: gradient, weight: name }, grad);
    }
  }
}
