// What a layer's activations are applied to, wherever the activation is: fused, in a cell, or in a layer of its own.
import { nestedLayers, tf, variableOf } from '../backend';

interface Activation {
  apply(value: tf.Tensor, axis?: number): tf.Tensor;
  getClassName(): string;
}

/** A layer or a recurrent cell, and the activations that tfjs keeps inside of it. */
export interface WithActivations extends tf.layers.Layer {
  activation?: Activation | null;
  recurrentActivation?: Activation | null;
}

const isGated = (owner: WithActivations): boolean => Boolean(owner.recurrentActivation);

/**
 * Runs some work, and gives what passed through an owner's activations meanwhile: every gate's, at every step. Empty where
 * it has no activation inside. Call it within tf.tidy.
 */
export function preActivationsOf(owner: WithActivations, work: () => void): tf.Tensor[] {
  const seen: tf.Tensor[] = [];
  const { activation, recurrentActivation } = owner;
  let calls = 0;
  const look = (own: Activation, wanted: () => boolean): Activation => ({
    apply(value, axis) {
      if (wanted()) seen.push(tf.keep(value.clone()));
      return own.apply(value, axis);
    },
    getClassName: () => 'probed', // under its own name, tfjs would fuse it with the product
  });
  // A cell with a memory squashes its candidate, and then the memory, which is not a pre-activation.
  const hasMemory = owner.getClassName().includes('LSTM') && isGated(owner);
  if (activation) owner.activation = look(activation, () => !hasMemory || calls++ % 2 === 0);
  if (recurrentActivation) owner.recurrentActivation = look(recurrentActivation, () => true);
  try {
    work();
    return seen.map((value) => value.clone());
  } finally {
    tf.dispose(seen);
    if (activation) owner.activation = activation;
    if (recurrentActivation) owner.recurrentActivation = recurrentActivation;
  }
}

/** Something with a kernel of its own: a layer, or a recurrent layer's cell. */
export interface KernelPart {
  readonly owner: WithActivations;
  readonly kernel: tf.Variable;
}

/** Every layer that is called once in a pass, those of models within a model and both halves of a Bidirectional too. */
export function calledLayers(model: tf.LayersModel): tf.layers.Layer[] {
  const walk = (layer: tf.layers.Layer): tf.layers.Layer[] => {
    const { layers, forwardLayer, backwardLayer } = nestedLayers(layer);
    if (layers) return layers.flatMap(walk);
    return forwardLayer && backwardLayer ? [forwardLayer, backwardLayer] : [layer];
  };
  return [...new Set(walk(model))];
}

/** The parts with a kernel of a layer that is called, in the order in which its input meets them. */
export function partsOf(layer: tf.layers.Layer): KernelPart[] {
  // What a wrapper holds is called again and again, for every step of a sequence.
  const { layers, layer: wrapped, cell, cells } = nestedLayers(layer);
  const inner = layers ?? cells ?? [wrapped ?? cell].filter((one) => one !== undefined);
  if (inner.length > 0) return inner.flatMap(partsOf);
  // Of several, such as a separable convolution's, the last one has the layer's output.
  const kernel = layer.weights.findLast(({ originalName }) => isKernel(originalName));
  return kernel ? [{ owner: layer, kernel: variableOf(kernel) }] : [];
}

const isKernel = (originalName: string): boolean =>
  /kernel(_\d+)?$/.test(originalName) && !/recurrent_kernel(_\d+)?$/.test(originalName);
