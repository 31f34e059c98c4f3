// Forward and backward hooks on any layer of any tf.LayersModel, as torch.nn.Module has them.
import { isTensor, tf } from '../backend';
import { callback, invalidArgument, mismatch } from '../errors';

type Tensors = tf.Tensor | tf.Tensor[];

/**
 * A function that receives a layer's inputs and output in the forward pass. A tensor that it returns, of the output's shape and
 * type, replaces the output.
 */
export type ForwardHook = (input: tf.Tensor[], output: tf.Tensor) => tf.Tensor | void;

/**
 * A function that receives the gradient of the loss with respect to a layer's output, of the output's shape. A tensor that it
 * returns, of that shape and type, replaces the gradient on its way to the layer's input.
 */
export type BackwardHook = (gradOutput: tf.Tensor) => tf.Tensor | void;

/** The handle of a registered hook. */
export interface HookHandle {
  /** Removes the hook. A second call does nothing. */
  remove(): void;
}

/**
 * A function that is called when a layer begins its forward pass, and may return one to call when it ends: with the output that
 * leaves the layer, or with nothing where the layer threw.
 */
export type CallHook = (input: tf.Tensor[]) => ((output?: Tensors) => void) | void;

interface LayerHooks {
  readonly call: Set<CallHook>;
  readonly forward: Set<ForwardHook>;
  readonly backward: Set<BackwardHook>;
  /** The `call` that runs the hooks. */
  readonly hookedCall: (input: Tensors, kwargs: Parameters<tf.layers.Layer['call']>[1]) => Tensors;
  /** The layer's property before it; undefined when `call` was its class's method. */
  readonly replaced: PropertyDescriptor | undefined;
}

const HOOKS = new WeakMap<tf.layers.Layer, LayerHooks>();

/** The same value. In the backward pass, `hook` receives its gradient, and may replace it. */
export function hookGradient(value: tf.Tensor, hook: BackwardHook): tf.Tensor {
  const identity = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => hook(dy) ?? dy,
  }));
  return identity(value);
}

function runHooks(hooks: LayerHooks, inputs: tf.Tensor[], output: tf.Tensor): tf.Tensor {
  for (const hook of hooks.forward) output = hook(inputs, output) ?? output;
  // The gradient reaches the hook that was applied last first: applied in reverse, they run in the order of registration.
  for (const hook of [...hooks.backward].reverse()) output = hookGradient(output, hook);
  return output;
}

const countHooks = ({ call, forward, backward }: LayerHooks): number =>
  call.size + forward.size + backward.size;

/** Whether a layer has hooks. */
export const isHooked = (layer: tf.layers.Layer): boolean => {
  const hooks = HOOKS.get(layer);
  return hooks !== undefined && countHooks(hooks) > 0;
};

/** The caller's functions that replace a layer's `call`, before and after hooks were registered. */
export const replacedCallsOf = (layer: tf.layers.Layer): unknown[] => {
  const hooks = HOOKS.get(layer);
  const now: unknown = Object.getOwnPropertyDescriptor(layer, 'call')?.value;
  return [now === hooks?.hookedCall ? undefined : now, hooks?.replaced?.value].filter(
    (call) => call !== undefined,
  );
};

/** An identity for each forward and backward hook of a layer: a registration has one of its own. */
export const hookIdentities = (layer: tf.layers.Layer): object[] => {
  const hooks = HOOKS.get(layer);
  return hooks ? [...hooks.forward, ...hooks.backward] : [];
};

/** The hooks of a layer. The first time, the layer's `call` is replaced by one that runs them. */
function hooksOf(layer: tf.layers.Layer): LayerHooks {
  const known = HOOKS.get(layer);
  if (known !== undefined) return known;
  const call = layer.call.bind(layer);
  const hooks: LayerHooks = {
    call: new Set(),
    forward: new Set(),
    backward: new Set(),
    replaced: Object.getOwnPropertyDescriptor(layer, 'call'),
    hookedCall: (input, kwargs) => {
      const inputs = Array.isArray(input) ? input : [input];
      const endings = [...hooks.call].map((hook) => hook(inputs));
      let result: Tensors | undefined;
      try {
        const output: Tensors = call(input, kwargs);
        result = Array.isArray(output)
          ? output.map((one) => runHooks(hooks, inputs, one))
          : runHooks(hooks, inputs, output);
        return result;
      } finally {
        for (const end of endings) end?.(result);
      }
    },
  };
  layer.call = hooks.hookedCall;
  HOOKS.set(layer, hooks);
  return hooks;
}

/** Adds a hook to one of a layer's sets. Each registration is an entry of its own, also of the same function twice. */
function register<Hook>(
  layer: tf.layers.Layer,
  setOf: (hooks: LayerHooks) => Set<Hook>,
  hook: Hook,
): HookHandle {
  const hooks = hooksOf(layer);
  setOf(hooks).add(hook);
  return {
    remove() {
      setOf(hooks).delete(hook);
      // A `call` that the caller has put over this one since stays, and runs it without hooks.
      if (countHooks(hooks) > 0 || HOOKS.get(layer) !== hooks || layer.call !== hooks.hookedCall) return;
      HOOKS.delete(layer);
      if (hooks.replaced) Object.defineProperty(layer, 'call', hooks.replaced);
      else delete (layer as Partial<tf.layers.Layer>).call; // the class's own method shows again
    },
  };
}

/** Calls `hook(input)` whenever the layer begins its forward pass, until the handle is removed. */
export const registerCallHook = (layer: tf.layers.Layer, hook: CallHook): HookHandle =>
  register(layer, ({ call }) => call, hook);

const formatKind = ({ dtype, shape }: tf.Tensor): string => `${dtype} of shape [${shape.join(', ')}]`;

/** The result of a hook, checked: a tensor of the type and shape of the one that it replaces, or undefined. */
function checkedResult(
  where: string,
  what: 'output' | 'gradient',
  result: unknown,
  replaced: tf.Tensor,
): tf.Tensor | undefined {
  if (result === undefined || result === null) {
    if (!replaced.isDisposed) return undefined;
    throw new TypeError(`${where}: hook must leave the layer's ${what} as it is; it has disposed of it`);
  }
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw invalidArgument(where, 'hook', 'a function that is done when it returns, not async', result);
  }
  if (!isTensor(result))
    throw invalidArgument(where, 'hook', 'a function that returns a tensor or nothing', result);
  const takes = `a function whose tensor is like the ${what}, ${formatKind(replaced)}`;
  if (result.isDisposed) throw mismatch(where, 'hook', takes, 'one that returns a disposed tensor');
  if (formatKind(result) !== formatKind(replaced))
    throw mismatch(where, 'hook', takes, `one that returns ${formatKind(result)}`);
  return result;
}

function checkLayer(where: string, layer: unknown): void {
  if (typeof (layer as tf.layers.Layer | null)?.call !== 'function')
    throw invalidArgument(where, 'layer', 'a layer, such as model.layers[0]', layer);
}

/**
 * Registers a function that is called whenever a layer has run forward, in `fit`, `predict`, `tf.grads` or `observe`, as
 * torch.nn.Module.register_forward_hook does.
 *
 * A model within a model is a layer, too; but tfjs runs a model that is a Sequential's first layer as the layers that it
 * consists of: hook those.
 *
 * @param layer a layer of any tf.LayersModel
 * @param hook receives the layer's inputs as an array and its output; may return a tensor of the output's shape and type, which
 * replaces the output. It disposes of neither
 * @returns a handle whose `remove()` leaves the layer as it was
 * @throws {TypeError} when `layer` is no layer or `hook` no function; in the forward pass, when the hook is async, disposes of the
 * output, or returns anything but nothing or a tensor of the output's shape and type
 * @example
 * const model = mlp({ inputs: 4, hidden: [8], outputs: 2 });
 * const handle = registerForwardHook(model.getLayer('dense_1'), (input, output) => {
 *   console.log(output.shape); // [ 3, 8 ]
 * });
 * model.predict(tf.ones([3, 4]));
 * handle.remove();
 */
export function registerForwardHook(layer: tf.layers.Layer, hook: ForwardHook): HookHandle {
  const where = 'registerForwardHook';
  checkLayer(where, layer);
  callback(where, 'hook', hook, '(input, output) => …');
  const checked: ForwardHook = (input, output) => checkedResult(where, 'output', hook(input, output), output);
  return register(layer, ({ forward }) => forward, checked);
}

/**
 * Registers a function that is called whenever a gradient reaches a layer's output, as
 * torch.nn.Module.register_full_backward_hook does.
 *
 * @param layer a layer of any tf.LayersModel
 * @param hook receives dL/d(output), of the output's shape; may return a tensor of that shape and type, which replaces it on its
 * way to the layer's input
 * @returns a handle whose `remove()` leaves the layer as it was
 * @throws {TypeError} when `layer` is no layer or `hook` no function; in the backward pass, when the hook is async, disposes of the
 * gradient, or returns anything but nothing or a tensor of the gradient's shape and type
 * @example
 * const model = mlp({ inputs: 4, hidden: [8], outputs: 2 });
 * const handle = registerBackwardHook(model.getLayer('dense_1'), (gradOutput) => tf.clipByValue(gradOutput, -1, 1));
 * const { x, y } = datasets.randomBatch({ size: 3, inputs: 4, classes: 2 });
 * const { layers } = observe(model, x, y);
 * handle.remove();
 * tables.value(layers, 'rms', { quantity: 'dL/dz', depth: 1 }) <= 1; // true
 */
export function registerBackwardHook(layer: tf.layers.Layer, hook: BackwardHook): HookHandle {
  const where = 'registerBackwardHook';
  checkLayer(where, layer);
  callback(where, 'hook', hook, '(gradOutput) => …');
  return register(
    layer,
    ({ backward }) => backward,
    (gradOutput) => checkedResult(where, 'gradient', hook(gradOutput), gradOutput),
  );
}
