// Hooks at every layer of a model, which send its values and gradients to an observer.
import { activationNameOf, isActivationLayer, type WithActivation } from '../activations';
import { nestedLayers, type tf } from '../backend';
import { registerCellHooks } from './cells';
import { hookGradient, registerCallHook, registerForwardHook, type HookHandle } from './hooks';
import { containerLayers, flattenLayers, innerLayersOf } from './nested-layers';
import type { ObservedLayer } from './observed-layers';
import { saturationQuantity, type Observer, type ValueTag } from './observer';
import { saturationOfActivation, saturationOfLayer, type SaturationThreshold } from './saturation';

/**
 * Sends the values of the forward pass and the gradients of the backward pass to an observer, until the handle is removed. The
 * activation of a layer is found as the values pass: one layer may be called many times, from anywhere.
 */
export function instrument(
  model: tf.LayersModel,
  layers: readonly ObservedLayer[],
  observer: Observer,
): HookHandle {
  const hooks = new ObserverHooks(layers, observer);
  const handles = [
    ...[...containerLayers(model), ...flattenLayers(model)]
      .filter((layer) => layer.inboundNodes.some(({ outputTensors }) => outputTensors.length > 1))
      .map((layer) => hooks.skipRepeatedCalls(layer)),
    ...flattenLayers(model).map((layer) => hooks.observeLayer(layer)),
    ...containerLayers(model).map((layer) => hooks.observeWrapper(layer)),
  ].flat();
  return {
    remove() {
      for (const handle of handles.reverse()) handle.remove();
    },
  };
}

/** The layer whose pre-activation a tensor carries, perhaps normalised or reshaped since. */
class Origins {
  readonly #layers = new WeakMap<tf.DataId, ObservedLayer>();

  of(tensor: tf.Tensor): ObservedLayer | undefined {
    return this.#layers.get(tensor.dataId);
  }

  set(tensor: tf.Tensor, layer: ObservedLayer | undefined): void {
    if (layer) this.#layers.set(tensor.dataId, layer);
    else this.#layers.delete(tensor.dataId);
  }
}

class ObserverHooks {
  readonly #observer: Observer;
  readonly #origins = new Origins();
  readonly #observed = new Map<tf.layers.Layer, ObservedLayer[]>();
  /** The number of calls in progress whose results are not used. */
  #unusedCalls = 0;

  constructor(layers: readonly ObservedLayer[], observer: Observer) {
    this.#observer = observer;
    for (const layer of layers)
      this.#observed.set(layer.tfLayer, [...(this.#observed.get(layer.tfLayer) ?? []), layer]);
  }

  /** tfjs calls a layer with several outputs once for each one that is used, and uses the first call's results only. */
  skipRepeatedCalls(layer: tf.layers.Layer): HookHandle {
    const called = new Set<string>();
    return registerCallHook(layer, (inputs) => {
      const key = inputs.map(({ id }) => id).join();
      if (!called.has(key)) {
        called.add(key);
        return;
      }
      this.#unusedCalls++;
      return () => {
        this.#unusedCalls--;
      };
    });
  }

  /** Observes a layer that holds no other. */
  observeLayer(tfLayer: tf.layers.Layer): HookHandle[] {
    const layers = (this.#observed.get(tfLayer) ?? []).filter(({ hasMatrix }) => hasMatrix);
    const [layer] = layers;
    if (layer === undefined) return [this.#observeBetween(tfLayer)];
    if (layer.cell) return layers.map((one) => this.#observeCell(one));
    return [
      activationNameOf(tfLayer) === null
        ? this.#observePreActivation(layer)
        : this.#observeFusedActivation(layer),
    ];
  }

  /**
   * Registers a forward hook. The output that leaves the layer has the origin of the hook's: a backward hook of the caller's copies
   * it after that, and some backends give a copy a data id of its own.
   */
  #registerForwardHook(
    tfLayer: tf.layers.Layer,
    hook: (inputs: tf.Tensor[], output: tf.Tensor) => tf.Tensor,
  ): HookHandle {
    let hooked: tf.Tensor | undefined;
    const handles = [
      registerCallHook(tfLayer, () => (output) => {
        if (hooked && output && !Array.isArray(output)) this.#origins.set(output, this.#origins.of(hooked));
        hooked = undefined;
      }),
      registerForwardHook(tfLayer, (inputs, output) => (hooked = hook(inputs, output))),
    ];
    return {
      remove() {
        for (const handle of handles) handle.remove();
      },
    };
  }

  /** Observes a layer around another one. The values of a model within a model need no hooks of their own. */
  observeWrapper(wrapper: tf.layers.Layer): HookHandle[] {
    const { layer: wrapped } = nestedLayers(wrapper);
    if (!wrapped || innerLayersOf(wrapper)?.length !== 1) return [];
    const isObserved = (this.#observed.get(wrapped) ?? []).some(({ hasMatrix }) => hasMatrix);
    if (!isObserved && !innerLayersOf(wrapped)) return [this.#observeBetween(wrapper, wrapped)];
    // A wrapper takes its input apart and stacks the outputs: their origin is the wrapped layer's.
    let origin: ObservedLayer | undefined;
    return [
      registerForwardHook(wrapped, (_, output) => {
        origin = this.#origins.of(output);
      }),
      registerForwardHook(wrapper, (_, output) => {
        this.#origins.set(output, origin);
      }),
    ];
  }

  #observePreActivation(layer: ObservedLayer): HookHandle {
    return this.#registerForwardHook(layer.tfLayer, (_, value) => {
      const z = this.#onValueAndGradient({ layer, quantity: 'z' }, value);
      this.#origins.set(z, layer);
      return z;
    });
  }

  /** Observes a layer that computes z and a. Its activation is replaced under a name that tfjs does not fuse with the product. */
  #observeFusedActivation(layer: ObservedLayer): HookHandle {
    const tfLayer: WithActivation = layer.tfLayer;
    const activation = tfLayer.activation!;
    const [name, threshold] = [activationNameOf(tfLayer), saturationOfLayer(tfLayer)];
    tfLayer.activation = {
      apply: (value, axis) => {
        const z = this.#onValueAndGradient({ layer, quantity: 'z' }, value);
        return this.#onActivation(layer, name, threshold, z, activation.apply(z, axis));
      },
      getClassName: () => 'hooked',
    };
    return {
      remove() {
        tfLayer.activation = activation;
      },
    };
  }

  /**
   * Observes a layer without a matrix: an activation, or one that returns its input changed a little.
   *
   * @param applied the layer that is applied, where `tfLayer` is a wrapper
   */
  #observeBetween(tfLayer: tf.layers.Layer, applied = tfLayer): HookHandle {
    const isActivation = isActivationLayer(applied);
    const [name, threshold] = [activationNameOf(applied) ?? 'linear', saturationOfLayer(applied)];
    return this.#registerForwardHook(tfLayer, (inputs, output) => {
      const [input] = inputs;
      const layer = input && inputs.length === 1 ? this.#origins.of(input) : undefined;
      if (!isActivation) {
        this.#origins.set(output, layer);
        return output;
      }
      const a = input && layer ? this.#onActivation(layer, name, threshold, input, output) : output;
      this.#origins.set(a, undefined);
      return a;
    });
  }

  #observeCell(layer: ObservedLayer): HookHandle {
    return registerCellHooks(layer.tfLayer, layer.cell!, {
      onValue: (quantity, timeStep, value) =>
        this.#onValueAndGradient({ layer, quantity, ...timeStep }, value),
      onSecondPath: (quantity, timeStep, value) => this.#onGradient({ layer, quantity, ...timeStep }, value),
      onActivationInput: (activation, input) => {
        const threshold = saturationOfActivation(activation);
        if (threshold) this.#onSaturation(layer, threshold, input, input);
      },
    });
  }

  #onActivation(
    layer: ObservedLayer,
    activation: string | null,
    threshold: SaturationThreshold | null,
    input: tf.Tensor,
    output: tf.Tensor,
  ): tf.Tensor {
    if (threshold) this.#onSaturation(layer, threshold, input, output);
    return this.#onValueAndGradient({ layer, quantity: 'a', activation }, output);
  }

  #onSaturation(
    layer: ObservedLayer,
    threshold: SaturationThreshold,
    input: tf.Tensor,
    output: tf.Tensor,
  ): void {
    if (this.#unusedCalls === 0 && this.#observer.wants(saturationQuantity(layer)))
      this.#observer.onSaturation(layer, threshold, threshold.of === 'input' ? input : output);
  }

  /** Sends a value to the observer now, and its gradient in the backward pass; returns the value to go on with. */
  #onValueAndGradient(tag: ValueTag, value: tf.Tensor): tf.Tensor {
    if (this.#unusedCalls > 0) return value;
    if (this.#observer.wants(tag.quantity)) this.#observer.onValue(tag, value);
    return this.#onGradient(tag, value);
  }

  #onGradient(tag: ValueTag, value: tf.Tensor): tf.Tensor {
    const quantity = `dL/d${tag.quantity}`;
    if (this.#unusedCalls > 0 || !this.#observer.wants(quantity)) return value;
    return hookGradient(value, (gradient) => {
      this.#observer.onValue({ ...tag, quantity }, gradient);
    });
  }
}
