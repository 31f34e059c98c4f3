// The chain of layers of a network without branches: what lies between one matrix and the next.
import {
  activationNameOf,
  activations,
  isActivationLayer,
  shapeOf,
  type ActivationShape,
} from '../../activations';
import { fieldsOf, type tf } from '../../backend';
import { containerLayers, type ObservedLayer } from '../../hooks';
import type { Plan } from '../plan/plan';

/** A layer with a matrix, and what follows it up to the next. */
export interface Link {
  readonly layer: string;
  readonly kind: string;
  /** The number of inputs of a unit; null where the layer is neither dense nor convolutional. */
  readonly fanIn: number | null;
  readonly units: number;
  /** The activation before the next matrix; null for none. */
  readonly activation: string | null;
  /** That activation as a function, with the slopes and limits of its layer; null where it is none of one number, or not known. */
  readonly shape: ActivationShape | null;
  /** The normalisation before the next matrix, and whether it comes before the activation; null for none. */
  readonly normalization: { readonly kind: string; readonly isBeforeActivation: boolean } | null;
  /** The factor of dropout on the mean square: 1 / (1 - rate). */
  readonly dropout: number;
  /** The layers before the next matrix that are none of these, such as pooling. */
  readonly others: readonly string[];
  /** The number of values that average pooling takes a mean of; 1 without, null where it is not known. */
  readonly averaged: number | null;
}

const NORMALIZATIONS = ['BatchNormalization', 'LayerNormalization', 'RmsNormalization'];
const DROPOUTS = ['Dropout', 'SeededDropout', 'SpatialDropout1D', 'AlphaDropout'];
const WITHOUT_EFFECT = ['InputLayer', 'Flatten', 'Reshape', 'Permute', 'RepeatVector', 'ZeroPadding2D'];

/** Whether every layer has one input and is used once, so that the order of the layers is the path of the signal. */
export const isChain = ({ model, layers }: Pick<Plan, 'model' | 'layers'>): boolean =>
  model.inputs.length === 1 &&
  model.outputs.length === 1 &&
  containerLayers(model).length === 0 &&
  layers.every(
    ({ inboundNodes, outboundNodes }) =>
      inboundNodes.length === 1 && inboundNodes[0]!.inputTensors.length <= 1 && outboundNodes.length <= 1,
  );

/** The layers with a matrix, in the order of the forward pass, each with what follows it. */
export function linksOf(layers: readonly tf.layers.Layer[], observed: readonly ObservedLayer[]): Link[] {
  const matrices = new Map(observed.filter(({ hasMatrix }) => hasMatrix).map((one) => [one.tfLayer, one]));
  const links: { observed: ObservedLayer; after: tf.layers.Layer[] }[] = [];
  for (const layer of layers) {
    const one = matrices.get(layer);
    if (one) links.push({ observed: one, after: [] });
    else links.at(-1)?.after.push(layer);
  }
  return links.map(({ observed: one, after }) => linkOf(one, after));
}

function linkOf({ name, kind, tfLayer }: ObservedLayer, after: readonly tf.layers.Layer[]): Link {
  const classes = after.map((layer) => layer.getClassName());
  const fused = activationNameOf(tfLayer);
  const applied = after.filter((layer) => isActivationLayer(layer) && activationNameOf(layer) !== null);
  const ownActivation = fused === null ? applied[0] : tfLayer;
  const normAt = classes.findIndex((one) => NORMALIZATIONS.includes(one));
  const activationAt = fused === null ? after.findIndex(isActivationLayer) : -1;
  return {
    layer: name,
    kind,
    fanIn: fanInOf(tfLayer),
    units: tfLayer.weights[0]?.shape.at(-1) ?? 1,
    activation: ownActivation ? activationNameOf(ownActivation) : null,
    shape: ownActivation ? shapeOf(ownActivation) : activations.linear,
    normalization:
      normAt < 0
        ? null
        : {
            kind: classes[normAt]!,
            isBeforeActivation: fused === null && (activationAt < 0 || normAt < activationAt),
          },
    dropout: after.reduce((product, layer) => product / (1 - dropoutRateOf(layer)), 1),
    averaged: after.reduce<number | null>((product, layer) => {
      const count = averagedBy(layer);
      return product === null || count === null ? null : product * count;
    }, 1),
    others: [
      ...applied.slice(fused === null ? 1 : 0).map((layer) => activationNameOf(layer)!),
      ...classes.filter((one, i) => !isKnown(one) && !isActivationLayer(after[i]!)),
    ],
  };
}

const isKnown = (className: string): boolean =>
  [...NORMALIZATIONS, ...DROPOUTS, ...WITHOUT_EFFECT].includes(className);

function dropoutRateOf(layer: tf.layers.Layer): number {
  const rate = DROPOUTS.includes(layer.getClassName()) ? fieldsOf(layer).rate : 0;
  return typeof rate === 'number' ? rate : 0;
}

/** The number of values that a layer takes a mean of; null where its size is open. */
function averagedBy(layer: tf.layers.Layer): number | null {
  const className = layer.getClassName();
  const product = (sizes: readonly (number | null)[]): number | null =>
    sizes.reduce<number | null>((all, size) => (all === null || size === null ? null : all * size), 1);
  if (className.startsWith('GlobalAveragePooling')) {
    // A layer that is used at several places may have a size at each.
    const counts = layer.inboundNodes.map(({ inputTensors }) => {
      const shape = inputTensors[0]?.shape ?? [null];
      return product(fieldsOf(layer).dataFormat === 'channelsFirst' ? shape.slice(2) : shape.slice(1, -1));
    });
    return new Set(counts).size === 1 ? counts[0]! : null;
  }
  if (!className.startsWith('AveragePooling')) return 1;
  const { poolSize } = fieldsOf(layer);
  return product([poolSize].flat() as number[]);
}

/** The fan-in of a dense or convolutional layer: the entries of the kernel for one unit. */
function fanInOf(layer: tf.layers.Layer): number | null {
  if (!['Dense', 'Conv1D', 'Conv2D', 'Conv3D'].includes(layer.getClassName())) return null;
  const shape = layer.weights[0]?.shape.map((size) => size ?? 1) ?? [];
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}
