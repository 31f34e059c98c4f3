// Where in a model values and weights are looked at.
import { isActivationLayer } from '../activations';
import { nestedLayers, ownTrainableWeights, type tf } from '../backend';
import { cellsOf, type Cell } from './cells';

/** A layer with weights, or one of the cells of a recurrent layer. */
export interface ObservedLayer {
  /** 1 is nearest the input. Layers with a matrix count; others, such as a normalisation, have the depth of the one before. */
  readonly depth: number;
  /** Among all sites of its model. */
  readonly order: number;
  /** Whether z and a are looked at: where there is a matrix. */
  readonly hasMatrix: boolean;
  /** The layer that runs. */
  readonly tfLayer: tf.layers.Layer;
  /** What is in a recurrent layer, where that can be looked into. */
  readonly cell: Cell | null;
  /** In tables. */
  readonly name: string;
  readonly kind: string;
  /** What the weights belong to. */
  readonly owner: Pick<tf.layers.Layer, 'weights'>;
}

/** Layers whose weights work on one unit at a time, of whatever rank they are. */
const ELEMENTWISE = ['BatchNormalization', 'LayerNormalization'];

/** Whether a layer mixes its inputs: it has a kernel, embeddings, or a matrix of its own. */
function holdsMatrix(layer: tf.layers.Layer): boolean {
  if (layer.weights.some(({ originalName }) => /(^|\/)(\w*kernel|embeddings)(_\d+)?$/.test(originalName)))
    return true;
  if (ELEMENTWISE.includes(layer.getClassName()) || isActivationLayer(layer)) return false;
  return ownTrainableWeights(layer).some(({ shape }) => shape.length > 1);
}

/** The layers inside a layer: of a model within a model, or of a wrapper. */
export function innerLayersOf(layer: tf.layers.Layer): tf.layers.Layer[] | null {
  const outer = nestedLayers(layer);
  if (outer.layers) return outer.layers;
  if (outer.forwardLayer && outer.backwardLayer) return [outer.forwardLayer, outer.backwardLayer];
  return outer.layer ? [outer.layer] : null;
}

const flatten = (layers: readonly tf.layers.Layer[]): tf.layers.Layer[] =>
  layers.flatMap((layer) => {
    const inner = innerLayersOf(layer);
    return inner ? flatten(inner) : [layer];
  });

/** Every layer of a model, also those of models within it. */
export const flattenLayers = (model: tf.LayersModel): tf.layers.Layer[] => [
  ...new Set(flatten(model.layers)),
];

/** The layers around others: models within a model, and wrappers. */
export const containerLayers = (model: tf.LayersModel): tf.layers.Layer[] => {
  const outer = (layers: readonly tf.layers.Layer[]): tf.layers.Layer[] =>
    layers.flatMap((layer) => {
      const inner = innerLayersOf(layer);
      return inner ? [...outer(inner), layer] : [];
    });
  return [...new Set(outer(model.layers))];
};

/** The layers of a model that have weights, each once, in the order in which the input meets them. */
export function observedLayersOf(model: tf.LayersModel): ObservedLayer[] {
  const sites: ObservedLayer[] = [];
  let depth = 0;
  const add = (layer: tf.layers.Layer, more: Partial<ObservedLayer>): void => {
    const { hasMatrix: counts = holdsMatrix(layer) } = more;
    if (counts) depth++;
    sites.push({
      depth: Math.max(1, depth),
      order: sites.length,
      hasMatrix: counts,
      tfLayer: layer,
      cell: null,
      name: layer.name,
      kind: layer.getClassName().toLowerCase(),
      owner: layer,
      ...more,
    });
  };
  for (const layer of flattenLayers(model)) {
    if (layer.weights.length === 0) continue;
    const cells = cellsOf(layer);
    if (cells?.length === 1) add(layer, { cell: cells[0] });
    else if (cells) {
      for (const cell of cells)
        add(layer, {
          cell,
          name: `${layer.name}/${cell.name}`,
          kind: cell.getClassName().toLowerCase(),
          owner: cell,
        });
    } else add(layer, {});
  }
  // What a layer around others has besides theirs.
  const owned = new Set(sites.flatMap(({ owner }) => owner.weights));
  for (const layer of containerLayers(model)) {
    const weights = layer.weights.filter((weight) => !owned.has(weight));
    if (weights.length > 0) add(layer, { hasMatrix: false, owner: { weights } });
  }
  return sites;
}
