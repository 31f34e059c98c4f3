// The layers of a model that tables have rows of.
import { isActivationLayer } from '../activations';
import { ownTrainableWeights, type tf } from '../backend';
import { first } from '../arrays';
import { cellsOf, type Cell } from './cells';
import { containerLayers, flattenLayers } from './nested-layers';

/** A layer with weights, or one of the cells of a recurrent layer. */
export interface ObservedLayer {
  /** The place, from 1, nearest the input. Layers with a matrix count; any other has the depth of the one before it. */
  readonly depth: number;
  /** The index among the observed layers of the model. */
  readonly order: number;
  /** Whether the layer has a matrix: then z and a are observed. */
  readonly hasMatrix: boolean;
  readonly tfLayer: tf.layers.Layer;
  /** The recurrent cell; null for other layers, and for cells of a class that is not known. */
  readonly cell: Cell | null;
  /** The name in tables: the layer's, or 'layer/cell'. */
  readonly name: string;
  /** The class in tables, in lower case. */
  readonly kind: string;
  /** The owner of the weights: the layer, or its cell. */
  readonly owner: Pick<tf.layers.Layer, 'weights'>;
}

/** Layers whose weights scale and shift one unit each, whatever rank the weights have. */
const NORMALIZATIONS = ['BatchNormalization', 'LayerNormalization'];

/** Whether a layer mixes its inputs: it has a kernel, embeddings, or a matrix of its own. */
export function mixesInputs(layer: tf.layers.Layer): boolean {
  if (layer.weights.some(({ originalName }) => /(^|\/)(\w*kernel|embeddings)(_\d+)?$/.test(originalName)))
    return true;
  if (NORMALIZATIONS.includes(layer.getClassName()) || isActivationLayer(layer)) return false;
  return ownTrainableWeights(layer).some(({ shape }) => shape.length > 1);
}

/** The layers of a model that have weights, each once, in the order of the forward pass. */
export function observedLayersOf(model: tf.LayersModel): ObservedLayer[] {
  const observed: ObservedLayer[] = [];
  let depth = 0;
  const add = (layer: tf.layers.Layer, fields: Partial<ObservedLayer> = {}): void => {
    const { hasMatrix = mixesInputs(layer) } = fields;
    if (hasMatrix) depth++;
    observed.push({
      depth: Math.max(1, depth),
      order: observed.length,
      hasMatrix,
      tfLayer: layer,
      cell: null,
      name: layer.name,
      kind: layer.getClassName().toLowerCase(),
      owner: layer,
      ...fields,
    });
  };
  for (const layer of flattenLayers(model)) {
    if (layer.weights.length === 0) continue;
    const cells = cellsOf(layer);
    if (cells === null) add(layer);
    else if (cells.length === 1) add(layer, { cell: first(cells) });
    else {
      for (const cell of cells)
        add(layer, {
          cell,
          name: `${layer.name}/${cell.name}`,
          kind: cell.getClassName().toLowerCase(),
          owner: cell,
        });
    }
  }
  // A layer that holds others may have weights besides theirs.
  const owned = new Set(observed.flatMap(({ owner }) => owner.weights));
  for (const layer of containerLayers(model)) {
    const weights = layer.weights.filter((weight) => !owned.has(weight));
    if (weights.length > 0) add(layer, { hasMatrix: false, owner: { weights } });
  }
  return observed;
}
