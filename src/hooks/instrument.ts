// Puts probes at every site of a model before an observer.
import { activationNameOf, isActivationLayer, type WithActivation } from '../activations';
import { nestedLayers, type tf } from '../backend';
import { registerCellHooks } from './cells';
import { registerCallHook, registerForwardHook, hookGradient, type HookHandle } from './hooks';
import { saturationQuantity, type Observer, type ValueTag } from './table-observer';
import { saturationOfActivation, saturationOfLayer, type SaturationThreshold } from './saturation';
import { flattenLayers, containerLayers, innerLayersOf, type ObservedLayer } from './observed-layers';

/** Whose pre-activation a tensor carries, perhaps normalised or reshaped since. Copies share the memory that goes by. */
class Origins {
  private readonly sites = new WeakMap<tf.DataId, ObservedLayer>();

  of(tensor: tf.Tensor): ObservedLayer | undefined {
    return this.sites.get(tensor.dataId);
  }

  set(tensor: tf.Tensor, site: ObservedLayer | undefined): void {
    if (site) this.sites.set(tensor.dataId, site);
    else this.sites.delete(tensor.dataId);
  }
}

/**
 * Records what passes the sites forward, and the gradients on the way back, until the handle is removed. Which activation
 * belongs to which site shows as the values go by: one layer may be called many times, from anywhere.
 */
export function instrument(
  model: tf.LayersModel,
  sites: readonly ObservedLayer[],
  observer: Observer,
): HookHandle {
  const probes = new Probes(sites, observer);
  const handles = [
    ...[...containerLayers(model), ...flattenLayers(model)]
      .filter((layer) => layer.inboundNodes.some(({ outputTensors }) => outputTensors.length > 1))
      .map((layer) => probes.repeated(layer)),
    ...flattenLayers(model).map((layer) => probes.inner(layer)),
    ...containerLayers(model).map((layer) => probes.outer(layer)),
  ].flat();
  return {
    remove() {
      for (const handle of handles.reverse()) handle.remove();
    },
  };
}

class Probes {
  private readonly origins = new Origins();
  private readonly sitesOfLayers = new Map<tf.layers.Layer, ObservedLayer[]>();
  /** How many calls are under way whose results nobody takes. */
  private idle = 0;

  constructor(
    sites: readonly ObservedLayer[],
    private readonly observer: Observer,
  ) {
    for (const site of sites)
      this.sitesOfLayers.set(site.tfLayer, [...(this.sitesOfLayers.get(site.tfLayer) ?? []), site]);
  }

  /** tfjs runs a layer once for each of its outputs that is used, and takes the first run's results: the others are no part of it. */
  repeated(layer: tf.layers.Layer): HookHandle {
    const before = new Set<string>();
    return registerCallHook(layer, (inputs) => {
      const key = inputs.map(({ id }) => id).join();
      if (!before.has(key)) {
        before.add(key);
        return;
      }
      this.idle++;
      return () => {
        this.idle--;
      };
    });
  }

  /** Probes at a layer that holds no other. */
  inner(layer: tf.layers.Layer): HookHandle[] {
    const sites = (this.sitesOfLayers.get(layer) ?? []).filter(({ hasMatrix: counts }) => counts);
    const [site] = sites;
    if (site === undefined) return [this.between(layer)];
    if (site.cell) return sites.map((one) => this.cell(one));
    return [activationNameOf(layer) === null ? this.plain(site) : this.fused(site)];
  }

  /** Probes at a layer around another one; values of a model within a model need none. */
  outer(layer: tf.layers.Layer): HookHandle[] {
    const { layer: wrapped } = nestedLayers(layer);
    if (!wrapped || innerLayersOf(layer)?.length !== 1) return [];
    const holdsSite = (this.sitesOfLayers.get(wrapped) ?? []).some(({ hasMatrix: counts }) => counts);
    if (!holdsSite && !innerLayersOf(wrapped)) return [this.between(layer, wrapped)];
    // A wrapper takes its input apart, and puts together what comes out.
    let last: ObservedLayer | undefined;
    return [
      registerForwardHook(wrapped, (_, output) => {
        last = this.origins.of(output);
      }),
      registerForwardHook(layer, (_, output) => {
        this.origins.set(output, last);
      }),
    ];
  }

  private plain(site: ObservedLayer): HookHandle {
    return registerForwardHook(site.tfLayer, (_, value) => {
      const z = this.both({ layer: site, quantity: 'z' }, value);
      this.origins.set(z, site);
      return z;
    });
  }

  /** A layer that computes z and a: its activation is stood in for, under a name that keeps tfjs from fusing the two. */
  private fused(site: ObservedLayer): HookHandle {
    const layer: WithActivation = site.tfLayer;
    const own = layer.activation!;
    const [name, mark] = [activationNameOf(layer), saturationOfLayer(layer)];
    layer.activation = {
      apply: (value, axis) => {
        const z = this.both({ layer: site, quantity: 'z' }, value);
        return this.activated(site, name, mark, z, own.apply(z, axis));
      },
      getClassName: () => 'probed',
    };
    return {
      remove() {
        layer.activation = own;
      },
    };
  }

  /** A layer without a matrix: an activation, or one that passes on what it gets, changed a little. */
  private between(layer: tf.layers.Layer, applies = layer): HookHandle {
    const isActivation = isActivationLayer(applies);
    const [name, mark] = [activationNameOf(applies) ?? 'linear', saturationOfLayer(applies)];
    return registerForwardHook(layer, (inputs, output) => {
      const site = inputs.length === 1 ? this.origins.of(inputs[0]) : undefined;
      if (!isActivation) {
        this.origins.set(output, site);
        return output;
      }
      const a = site ? this.activated(site, name, mark, inputs[0], output) : output;
      this.origins.set(a, undefined);
      return a;
    });
  }

  private cell(site: ObservedLayer): HookHandle {
    return registerCellHooks(site.tfLayer, site.cell!, {
      onValue: (quantity, moment, value) => this.both({ layer: site, quantity, ...moment }, value),
      onSecondPath: (quantity, moment, value) => this.back({ layer: site, quantity, ...moment }, value),
      onActivationInput: (activation, value) => {
        const mark = saturationOfActivation(activation);
        if (mark) this.input(site, mark, value, value);
      },
    });
  }

  private activated(
    site: ObservedLayer,
    activation: string | null,
    mark: SaturationThreshold | null,
    input: tf.Tensor,
    output: tf.Tensor,
  ): tf.Tensor {
    if (mark) this.input(site, mark, input, output);
    return this.both({ layer: site, quantity: 'a', activation }, output);
  }

  private input(site: ObservedLayer, mark: SaturationThreshold, input: tf.Tensor, output: tf.Tensor): void {
    if (this.idle === 0 && this.observer.wants(saturationQuantity(site)))
      this.observer.onSaturation(site, mark, mark.of === 'input' ? input : output);
  }

  /** Looks at a value, and at its gradient on the way back. */
  private both(sight: ValueTag, value: tf.Tensor): tf.Tensor {
    if (this.idle > 0) return value;
    if (this.observer.wants(sight.quantity)) this.observer.onValue(sight, value);
    return this.back(sight, value);
  }

  private back(sight: ValueTag, value: tf.Tensor): tf.Tensor {
    const quantity = `dL/d${sight.quantity}`;
    if (this.idle > 0 || !this.observer.wants(quantity)) return value;
    return hookGradient(value, (grad) => {
      this.observer.onValue({ ...sight, quantity }, grad);
    });
  }
}
