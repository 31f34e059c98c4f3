// The facts of a network and its data that decide which fixes apply.
import { activationNameOf } from '../../activations';
import type { tf } from '../../backend';
import { flattenLayers } from '../../hooks';
import type { NetworkSpec } from '../../networks';
import type { DataSummary } from '../plan/columns';
import { encodingOf } from '../plan/targets';
import type { Facts } from './subject';

/** Reads the facts off a model, and its spec where there is one. */
export function factsOf(
  model: tf.LayersModel,
  spec: NetworkSpec | null,
  y: DataSummary,
  optimizer: { readonly name: string; readonly learningRate: number },
): Facts {
  const layers = flattenLayers(model);
  const own = spec as { activation?: string } | null;
  const found = new Set(
    layers
      .slice(0, -1)
      .map(activationNameOf)
      .filter((name) => name !== null),
  );
  const only = found.size === 1 ? [...found][0]! : null;
  return {
    activation: own === null ? only : (own.activation ?? 'relu'),
    kinds: new Set(layers.map((layer) => layer.getClassName())),
    isRegression: encodingOf(y) === 'numbers',
    optimizer: optimizer.name,
    learningRate: optimizer.learningRate,
  };
}
