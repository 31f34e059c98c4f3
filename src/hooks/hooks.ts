// Forward and backward hooks on any layer of any tf.LayersModel, as torch.nn.Module has them.
import { isTensor, tf } from '../backend';
import { callback, mismatch, invalidArgument } from '../errors';

type Tensors = tf.Tensor | tf.Tensor[];

/** Sees a layer's input and output; a tensor that it returns takes the output's place. */
export type ForwardHook = (input: tf.Tensor[], output: tf.Tensor) => tf.Tensor | void;

/** Sees the gradient of the loss at a layer's output; a tensor that it returns takes the gradient's place. */
export type BackwardHook = (gradOutput: tf.Tensor) => tf.Tensor | void;

export interface HookHandle {
  /** Takes the hook away. Once is enough; more does nothing. */
  remove(): void;
}

/** Called as a layer begins to run forward; what it returns is called when the layer is done, well or not. */
export type CallHook = (input: tf.Tensor[]) => (() => void) | void;

interface Hooked {
  readonly around: Set<CallHook>;
  readonly forward: Set<ForwardHook>;
  readonly backward: Set<BackwardHook>;
}

const hooked = new WeakMap<tf.layers.Layer, Hooked>();

/** The value as it is; on the way back, `hook` sees the gradient and may replace it. */
export function hookGradient(value: tf.Tensor, hook: BackwardHook): tf.Tensor {
  const identity = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => hook(dy) ?? dy,
  }));
  return identity(value);
}

function run(hooks: Hooked, given: tf.Tensor[], output: tf.Tensor): tf.Tensor {
  for (const hook of hooks.forward) output = hook(given, output) ?? output;
  // The gradient meets the hooks in the order in which they were registered, so the last one is tapped first.
  for (const hook of [...hooks.backward].reverse()) output = hookGradient(output, hook);
  return output;
}

/** Whether a layer has hooks of somebody's. */
export const isHooked = (layer: tf.layers.Layer): boolean => hooked.has(layer);

/** A mark for each hook that a layer has now: another one each time that one is registered. */
export const hookIdentities = (layer: tf.layers.Layer): object[] => {
  const hooks = hooked.get(layer);
  return hooks ? [...hooks.forward, ...hooks.backward] : [];
};

/** The hooks of a layer, whose `call` runs them from now on. */
function hooksOf(layer: tf.layers.Layer): Hooked {
  let hooks = hooked.get(layer);
  if (hooks === undefined) {
    const own: Hooked = { around: new Set(), forward: new Set(), backward: new Set() };
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const done = [...own.around].map((hook) => hook(given));
      try {
        const outputs: Tensors = call(inputs, kwargs);
        return Array.isArray(outputs) ? outputs.map((o) => run(own, given, o)) : run(own, given, outputs);
      } finally {
        for (const end of done) end?.();
      }
    };
    hooked.set(layer, (hooks = own));
  }
  return hooks;
}

/** Adds a hook to one of a layer's sets. Each registration is an entry of its own, also of the same function twice. */
function register<Hook>(layer: tf.layers.Layer, set: (hooks: Hooked) => Set<Hook>, entry: Hook): HookHandle {
  const hooks = hooksOf(layer);
  set(hooks).add(entry);
  return {
    remove() {
      set(hooks).delete(entry);
      const left = hooks.around.size + hooks.forward.size + hooks.backward.size;
      if (left === 0 && hooked.get(layer) === hooks) {
        delete (layer as Partial<tf.layers.Layer>).call; // the class's own method shows again
        hooked.delete(layer);
      }
    },
  };
}

/** Calls `hook(input)` each time that the layer begins to run forward, until the handle is removed. */
export const registerCallHook = (layer: tf.layers.Layer, hook: CallHook): HookHandle =>
  register(layer, (h) => h.around, hook);

/** What a hook returned: a tensor to take the place of another, or nothing. */
function returned(where: string, value: unknown, instead: tf.Tensor | null): tf.Tensor | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Promise) {
    value.catch(() => undefined);
    throw invalidArgument(where, 'hook', 'a function that is done when it returns, not async', value);
  }
  if (!isTensor(value))
    throw invalidArgument(where, 'hook', 'a function that returns a tensor or nothing', value);
  if (instead && value.shape.join() !== instead.shape.join()) {
    const takes = `a function whose tensor has the gradient's shape [${instead.shape.join(', ')}]`;
    throw mismatch(where, 'hook', takes, `one that returns shape [${value.shape.join(', ')}]`);
  }
  return value;
}

function checkLayer(where: string, layer: unknown): void {
  if (typeof (layer as tf.layers.Layer | null)?.call !== 'function')
    throw invalidArgument(where, 'layer', 'a layer, such as model.layers[0]', layer);
}

/**
 * Calls `hook(input, output)` each time that the layer runs forward, in `fit`, `predict`, `tf.grads` or `observe`.
 *
 * A model within a model is a layer, too; but tfjs runs a model that is a Sequential's first layer as the layers that it
 * consists of: hook those.
 *
 * @param layer a layer of any tf.LayersModel
 * @param hook gets the layer's inputs as an array and its output; may return a tensor that replaces the output
 * @returns a handle whose `remove()` leaves the layer as it was
 * @throws {TypeError} when the layer is no layer or the hook no function
 * @example const handle = registerForwardHook(model.layers[0], (input, output) => console.log(output.shape));
 */
export function registerForwardHook(layer: tf.layers.Layer, hook: ForwardHook): HookHandle {
  checkLayer('registerForwardHook', layer);
  callback('registerForwardHook', 'hook', hook, '(input, output) => …');
  return register(
    layer,
    (h) => h.forward,
    (input, output) => returned('registerForwardHook', hook(input, output), null),
  );
}

/**
 * Calls `hook(gradOutput)` each time that a gradient comes back to the layer's output.
 *
 * @param layer a layer of any tf.LayersModel
 * @param hook gets dL/d(output), of the output's shape; may return a tensor that replaces it on its way to the input
 * @returns a handle whose `remove()` leaves the layer as it was
 * @throws {TypeError} when the layer is no layer or the hook no function
 * @example const handle = registerBackwardHook(model.layers[0], (grad) => grad.norm().print());
 */
export function registerBackwardHook(layer: tf.layers.Layer, hook: BackwardHook): HookHandle {
  checkLayer('registerBackwardHook', layer);
  callback('registerBackwardHook', 'hook', hook, '(gradOutput) => …');
  return register(
    layer,
    (h) => h.backward,
    (gradOutput) => returned('registerBackwardHook', hook(gradOutput), gradOutput),
  );
}
