// The pre-activations of a layer, wherever its activation is: fused, in a cell, or in a layer of its own.
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
 * Runs some work, and returns the inputs of an owner's activations during it: of every gate, at every step. Empty for an owner
 * without an activation inside. Call it within tf.tidy.
 */
export function preActivationsOf(owner: WithActivations, work: () => void): tf.Tensor[] {
  const seen: tf.Tensor[] = [];
  const { activation, recurrentActivation } = owner;
  let calls = 0;
  const probe = (own: Activation, isWanted: () => boolean): Activation => ({
    apply(value, axis) {
      if (isWanted()) seen.push(tf.keep(value.clone()));
      return own.apply(value, axis);
    },
    getClassName: () => 'hooked', // under its own name, tfjs would fuse it with the product
  });
  // An LSTM's activation is applied to the candidate, and then to the cell state, which is not a pre-activation.
  const isLstm = owner.getClassName().includes('LSTM') && isGated(owner);
  if (activation) owner.activation = probe(activation, () => !isLstm || calls++ % 2 === 0);
  if (recurrentActivation) owner.recurrentActivation = probe(recurrentActivation, () => true);
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

/** Every layer that is called once in a forward pass, with those of models within a model and both layers of a Bidirectional. */
export function calledLayers(model: tf.LayersModel): tf.layers.Layer[] {
  const walk = (layer: tf.layers.Layer): tf.layers.Layer[] => {
    const { layers, forwardLayer, backwardLayer } = nestedLayers(layer);
    if (layers) return layers.flatMap(walk);
    return forwardLayer && backwardLayer ? [forwardLayer, backwardLayer] : [layer];
  };
  return [...new Set(walk(model))];
}

/** The parts of a layer that have a kernel, in the order of computation. */
export function partsOf(layer: tf.layers.Layer): KernelPart[] {
  // The layer in a wrapper such as TimeDistributed is called for every step of a sequence.
  const { layers, layer: wrapped, cell, cells } = nestedLayers(layer);
  const inner = layers ?? cells ?? [wrapped ?? cell].filter((one) => one !== undefined);
  if (inner.length > 0) return inner.flatMap(partsOf);
  // The last of several kernels, such as a separable convolution's, has the layer's output.
  const kernel = layer.weights.findLast(({ originalName }) => isKernel(originalName));
  return kernel ? [{ owner: layer, kernel: variableOf(kernel) }] : [];
}

const isKernel = (originalName: string): boolean =>
  /kernel(_\d+)?$/.test(originalName) && !/recurrent_kernel(_\d+)?$/.test(originalName);
