// The layers of a model, also those inside models and wrappers within it.
import { nestedLayers, type tf } from '../backend';

/** The layers inside a layer: of a model within a model, or of a wrapper; null for any other layer. */
export function innerLayersOf(layer: tf.layers.Layer): tf.layers.Layer[] | null {
  const { layers, forwardLayer, backwardLayer, layer: wrapped } = nestedLayers(layer);
  if (layers) return layers;
  if (forwardLayer && backwardLayer) return [forwardLayer, backwardLayer];
  return wrapped ? [wrapped] : null;
}

const leaves = (layers: readonly tf.layers.Layer[]): tf.layers.Layer[] =>
  layers.flatMap((layer) => {
    const inner = innerLayersOf(layer);
    return inner ? leaves(inner) : [layer];
  });

const containers = (layers: readonly tf.layers.Layer[]): tf.layers.Layer[] =>
  layers.flatMap((layer) => {
    const inner = innerLayersOf(layer);
    return inner ? [...containers(inner), layer] : [];
  });

/** Every layer of a model that holds no other, each once, also those of models within it. */
export const flattenLayers = (model: tf.LayersModel): tf.layers.Layer[] => [...new Set(leaves(model.layers))];

/** The layers of a model that hold others, each once: models within it, and wrappers; inner ones first. */
export const containerLayers = (model: tf.LayersModel): tf.layers.Layer[] => [
  ...new Set(containers(model.layers)),
];
