// The range of the values that an output can take, from the layers alone: interval arithmetic along the graph.
import { activationNameOf, shapeOf, traitsOf } from '../../activations';
import { itemAt } from '../../arrays';
import { nestedLayers, outputsOf, type tf } from '../../backend';
import { sum } from '../../math';

/** The values that a tensor can take whatever weights and inputs are. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
  /** Whether the values along the last axis sum to 1, as those of a softmax. */
  readonly sumsToOne: boolean;
}

const interval = (min: number, max: number): ValueRange => ({ min, max, sumsToOne: false });
const ANY = interval(-Infinity, Infinity);

/** The range of what a layer's activation gives; null where it is not known. */
function activationRange(layer: tf.layers.Layer): ValueRange | null {
  const name = activationNameOf(layer);
  const range = shapeOf(layer)?.range ?? traitsOf(name)?.range;
  return range === undefined ? null : { min: range[0], max: range[1], sumsToOne: name === 'softmax' };
}

const WEIGHTED =
  /^(Dense|Conv\d.*|SeparableConv2D|DepthwiseConv2D|Embedding|BatchNormalization|LayerNormalization)$/;
const RECURRENT = /^(LSTM|GRU|SimpleRNN|ConvLSTM2D)$/;
const KEEPS_ALL =
  /^(Dropout|SpatialDropout1D|AlphaDropout|GaussianDropout|GaussianNoise|RepeatVector|UpSampling2D|Cropping.*|CenterCrop)$/;
const AVERAGES = /^(Global)?Average?Pool(ing)?\dD$/;
const MOVES = /^(Flatten|Reshape|Permute|(Global)?Max(Pool|Pooling)\dD)$/;
const PADS = /^(ZeroPadding2D|Masking)$/;

/** The ranges of tensors by their ids: a tensor that several layers take is looked at once. */
type Known = Map<number, ValueRange | null>;

/** The range of a tensor within a model; null where it is not known, such as behind a layer of the caller's. */
export function valueRange(tensor: tf.SymbolicTensor, known: Known = new Map()): ValueRange | null {
  const { id, sourceLayer, nodeIndex, tensorIndex } = tensor;
  const before = known.get(id);
  if (before !== undefined) return before;
  const outputs = outputsOf(sourceLayer);
  // An input layer's own node has its output as input.
  const isInput = sourceLayer.getClassName() === 'InputLayer';
  const range = isInput
    ? null
    : outputs
      ? valueRange(itemAt(outputs, tensorIndex), known)
      : layerRange(sourceLayer, () =>
          itemAt(sourceLayer.inboundNodes, nodeIndex).inputTensors.map((input) => valueRange(input, known)),
        );
  known.set(id, range);
  return range;
}

function layerRange(layer: tf.layers.Layer, inputRanges: () => (ValueRange | null)[]): ValueRange | null {
  const className = layer.getClassName();
  const activation = activationNameOf(layer);
  const settings = layer.getConfig();
  const ranges = (): ValueRange[] | null => {
    const all = inputRanges();
    return all.every((range) => range !== null) && all.length > 0 ? all : null;
  };
  const input = (): ValueRange | null => ranges()?.[0] ?? null;
  if (className === 'TimeDistributed') return wrapped(layer, inputRanges);
  if (className === 'Bidirectional') return bidirectional(layer, settings.mergeMode);
  if (RECURRENT.test(className)) {
    // The states start at 0, and the gates weigh them with what the activation gives.
    const { cell } = nestedLayers(layer);
    const range = cell === undefined ? null : activationRange(cell);
    return range === null ? null : interval(Math.min(0, range.min), Math.max(0, range.max));
  }
  if (WEIGHTED.test(className)) return activationRange(layer);
  if (activation === 'relu') {
    const before = input() ?? ANY;
    return interval(Math.max(0, before.min), Math.max(0, before.max));
  }
  if (activation !== null) return activationRange(layer);
  if (className === 'Activation' || KEEPS_ALL.test(className) || AVERAGES.test(className)) return input();
  if (className === 'Rescaling') return rescaled(input(), settings.scale, settings.offset);
  if (MOVES.test(className) || PADS.test(className)) {
    const before = input();
    if (before === null) return null;
    return PADS.test(className)
      ? interval(Math.min(0, before.min), Math.max(0, before.max))
      : interval(before.min, before.max);
  }
  const all = ranges();
  return all === null ? null : merged(className, all);
}

/** The range of several tensors in one. */
function merged(className: string, ranges: readonly ValueRange[]): ValueRange | null {
  const [mins, maxs] = [ranges.map(({ min }) => min), ranges.map(({ max }) => max)];
  switch (className) {
    case 'Add':
      return interval(sum(mins), sum(maxs));
    case 'Average': {
      const count = ranges.length;
      const sumsToOne = ranges.every((range) => range.sumsToOne);
      return { min: sum(mins) / count, max: sum(maxs) / count, sumsToOne };
    }
    case 'Maximum':
      return interval(Math.max(...mins), Math.max(...maxs));
    case 'Minimum':
      return interval(Math.min(...mins), Math.min(...maxs));
    case 'Concatenate':
      return interval(Math.min(...mins), Math.max(...maxs));
    case 'Multiply':
      return ranges.reduce(product);
    default:
      return null;
  }
}

function product(a: ValueRange, b: ValueRange): ValueRange {
  const times = (p: number, q: number): number => (p === 0 || q === 0 ? 0 : p * q);
  const corners = [a.min, a.max].flatMap((p) => [times(p, b.min), times(p, b.max)]);
  return interval(Math.min(...corners), Math.max(...corners));
}

function rescaled(range: ValueRange | null, scale: unknown, offset: unknown): ValueRange | null {
  if (range === null || typeof scale !== 'number' || typeof offset !== 'number') return null;
  const ends = scale === 0 ? [offset, offset] : [range.min * scale + offset, range.max * scale + offset];
  return interval(Math.min(...ends), Math.max(...ends));
}

function wrapped(layer: tf.layers.Layer, inputRanges: () => (ValueRange | null)[]): ValueRange | null {
  const inner = nestedLayers(layer).layer;
  if (inner === undefined) return null;
  const output = outputsOf(inner)?.[0];
  return output === undefined ? layerRange(inner, inputRanges) : valueRange(output);
}

function bidirectional(layer: tf.layers.Layer, mergeMode: unknown): ValueRange | null {
  const inner = (layer as { forwardLayer?: tf.layers.Layer }).forwardLayer;
  const range = inner === undefined ? null : layerRange(inner, () => []);
  if (range === null) return null;
  const className = { sum: 'Add', mul: 'Multiply', ave: 'Average' }[String(mergeMode)] ?? 'Concatenate';
  return merged(className, [range, range]);
}
