// The layers of a model as they call one another, also through models and wrappers within it.
import { activationNameOf } from '../../activations';
import { itemAt } from '../../arrays';
import { nestedLayers, outputsOf, type tf } from '../../backend';

/** The use of a layer that holds no other in the forward pass. */
export interface LayerCall {
  readonly layer: tf.layers.Layer;
  /** The calls whose outputs it takes; none for an input. */
  readonly inputs: readonly LayerCall[];
  /** The shapes of what it takes and of what it gives; null for an open size. */
  readonly inputShapes: readonly (readonly (number | null)[])[];
  readonly outputShape: readonly (number | null)[];
}

/** The calls of a model, each after those whose outputs it takes, and those that give the model's outputs. */
export interface LayerCalls {
  readonly all: readonly LayerCall[];
  readonly outputs: readonly LayerCall[];
}

/** The calls that stand for the inputs of a model within a model, by the name of the input layer. */
type Arguments = ReadonlyMap<string, LayerCall> | null;

/** Lists the calls of a model's layers. */
export function layerCallsOf(model: tf.LayersModel): LayerCalls {
  const all: LayerCall[] = [];
  const known = new Map<Arguments, Map<string, LayerCall>>();

  function callOf({ sourceLayer, nodeIndex, tensorIndex }: tf.SymbolicTensor, given: Arguments): LayerCall {
    const argument = given?.get(sourceLayer.name);
    if (argument) return argument;
    const calls = known.get(given) ?? new Map<string, LayerCall>();
    known.set(given, calls);
    const key = `${sourceLayer.id}/${nodeIndex}/${outputsOf(sourceLayer) ? tensorIndex : 0}`;
    const existing = calls.get(key);
    if (existing) return existing;
    const node = itemAt(sourceLayer.inboundNodes, nodeIndex);
    // An input layer's node takes the tensor that it gives.
    const isInput = sourceLayer.getClassName() === 'InputLayer';
    const inputs = isInput ? [] : node.inputTensors.map((tensor) => callOf(tensor, given));
    const call = insideOf(sourceLayer, tensorIndex, inputs) ?? {
      layer: plainLayer(sourceLayer),
      inputs,
      inputShapes: node.inputTensors.map(({ shape }) => shape),
      outputShape: itemAt(node.outputTensors, tensorIndex).shape,
    };
    if (!all.includes(call)) all.push(call);
    calls.set(key, call);
    return call;
  }

  /** The call that gives an output of a model that is used as a layer, also within a wrapper; null for other layers. */
  function insideOf(layer: tf.layers.Layer, output: number, inputs: readonly LayerCall[]): LayerCall | null {
    const inner = nestedLayers(layer).layer ?? layer;
    const outputs = outputsOf(inner);
    if (!outputs) return null;
    const names = inputsOf(inner).map(({ sourceLayer }) => sourceLayer.name);
    return callOf(itemAt(outputs, output), new Map(names.map((name, i) => [name, itemAt(inputs, i)])));
  }

  return { outputs: model.outputs.map((output) => callOf(output, null)), all };
}

const inputsOf = (model: tf.layers.Layer): readonly tf.SymbolicTensor[] =>
  (model as unknown as { inputs: tf.SymbolicTensor[] }).inputs;

/** The layer inside a wrapper, the forward one of a Bidirectional; any other layer itself. */
function plainLayer(layer: tf.layers.Layer): tf.layers.Layer {
  const { forwardLayer, layer: wrapped } = nestedLayers(layer);
  return forwardLayer ?? wrapped ?? layer;
}

/** Layers whose output holds the values of their input, in another order or with zeros among them. */
const VALUE_KEEPING = [
  'InputLayer',
  'Flatten',
  'Reshape',
  'Permute',
  'RepeatVector',
  'Masking',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ZeroPadding2D',
  'Cropping1D',
  'Cropping2D',
  'UpSampling2D',
  'Concatenate',
];

/** Layers of tfjs that are linear in their input while training, as long as they have no activation. */
const LINEAR = [
  ...VALUE_KEEPING,
  'Dense',
  'Conv1D',
  'Conv2D',
  'Conv3D',
  'Conv2DTranspose',
  'Conv3DTranspose',
  'SeparableConv2D',
  'DepthwiseConv2D',
  'Embedding',
  'Activation',
  'BatchNormalization',
  'AveragePooling1D',
  'AveragePooling2D',
  'AveragePooling3D',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'Add',
  'Average',
  'Rescaling',
];

/** Whether a layer keeps the values that it takes. */
export const keepsValues = (layer: tf.layers.Layer): boolean =>
  VALUE_KEEPING.includes(layer.getClassName()) ||
  (layer.getClassName() === 'Activation' && activationNameOf(layer) === null);

/** Whether a layer is linear for sure: one of tfjs's linear layers without an activation. */
export const isLinear = (layer: tf.layers.Layer): boolean =>
  LINEAR.includes(layer.getClassName()) && activationNameOf(layer) === null;

/**
 * The nearest calls before a call, through those that pass a test: of each path, the first call that does not pass.
 *
 * @param passes the test of calls to look through
 */
export function nearestBefore(call: LayerCall, passes: (call: LayerCall) => boolean): LayerCall[] {
  const found = new Set<LayerCall>();
  const seen = new Set<LayerCall>();
  const visit = (one: LayerCall): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (passes(one)) one.inputs.forEach(visit);
    else found.add(one);
  };
  call.inputs.forEach(visit);
  return [...found];
}

/** The nearest calls after a call, through those that pass a test. */
export function nearestAfter(
  { all }: LayerCalls,
  call: LayerCall,
  passes: (call: LayerCall) => boolean,
): LayerCall[] {
  const found = new Set<LayerCall>();
  const reached = new Set<LayerCall>([call]);
  for (const one of all) {
    if (!one.inputs.some((input) => reached.has(input))) continue;
    if (passes(one)) reached.add(one);
    else found.add(one);
  }
  return [...found];
}
