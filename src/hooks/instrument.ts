// Puts probes at every site of a model before an observer.
import { activationNameOf, isActivationLayer, type WithActivation } from '../activations';
import { nestedLayers, type tf } from '../backend';
import { probeCell } from './cells';
import { registerCallHook, registerForwardHook, tap, type HookHandle } from './hooks';
import { saturatedRow, type Observer, type Sight } from './recording';
import { markOfKeras, markOfLayer, type Mark } from './saturation';
import { layersOf, outerLayersOf, inside, type Site } from './sites';

/** Whose pre-activation a tensor carries, perhaps normalised or reshaped since. Copies share the memory that goes by. */
class Origins {
  private readonly sites = new WeakMap<tf.DataId, Site>();

  of(tensor: tf.Tensor): Site | undefined {
    return this.sites.get(tensor.dataId);
  }

  set(tensor: tf.Tensor, site: Site | undefined): void {
    if (site) this.sites.set(tensor.dataId, site);
    else this.sites.delete(tensor.dataId);
  }
}

/**
 * Records what passes the sites forward, and the gradients on the way back, until the handle is removed. Which activation
 * belongs to which site shows as the values go by: one layer may be called many times, from anywhere.
 */
export function instrument(model: tf.LayersModel, sites: readonly Site[], observer: Observer): HookHandle {
  const probes = new Probes(sites, observer);
  const handles = [
    ...[...outerLayersOf(model), ...layersOf(model)]
      .filter((layer) => layer.inboundNodes.some(({ outputTensors }) => outputTensors.length > 1))
      .map((layer) => probes.repeated(layer)),
    ...layersOf(model).map((layer) => probes.inner(layer)),
    ...outerLayersOf(model).map((layer) => probes.outer(layer)),
  ].flat();
  return {
    remove() {
      for (const handle of handles.reverse()) handle.remove();
    },
  };
}

class Probes {
  private readonly origins = new Origins();
  private readonly sitesOfLayers = new Map<tf.layers.Layer, Site[]>();
  /** How many calls are under way whose results nobody takes. */
  private idle = 0;

  constructor(
    sites: readonly Site[],
    private readonly observer: Observer,
  ) {
    for (const site of sites)
      this.sitesOfLayers.set(site.layer, [...(this.sitesOfLayers.get(site.layer) ?? []), site]);
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
    const sites = (this.sitesOfLayers.get(layer) ?? []).filter(({ counts }) => counts);
    const [site] = sites;
    if (site === undefined) return [this.between(layer)];
    if (site.cell) return sites.map((one) => this.cell(one));
    return [activationNameOf(layer) === null ? this.plain(site) : this.fused(site)];
  }

  /** Probes at a layer around another one; values of a model within a model need none. */
  outer(layer: tf.layers.Layer): HookHandle[] {
    const { layer: wrapped } = nestedLayers(layer);
    if (!wrapped || inside(layer)?.length !== 1) return [];
    const holdsSite = (this.sitesOfLayers.get(wrapped) ?? []).some(({ counts }) => counts);
    if (!holdsSite && !inside(wrapped)) return [this.between(layer, wrapped)];
    // A wrapper takes its input apart, and puts together what comes out.
    let last: Site | undefined;
    return [
      registerForwardHook(wrapped, (_, output) => {
        last = this.origins.of(output);
      }),
      registerForwardHook(layer, (_, output) => {
        this.origins.set(output, last);
      }),
    ];
  }

  private plain(site: Site): HookHandle {
    return registerForwardHook(site.layer, (_, value) => {
      const z = this.both({ site, quantity: 'z' }, value);
      this.origins.set(z, site);
      return z;
    });
  }

  /** A layer that computes z and a: its activation is stood in for, under a name that keeps tfjs from fusing the two. */
  private fused(site: Site): HookHandle {
    const layer: WithActivation = site.layer;
    const own = layer.activation!;
    const [name, mark] = [activationNameOf(layer), markOfLayer(layer)];
    layer.activation = {
      apply: (value, axis) => {
        const z = this.both({ site, quantity: 'z' }, value);
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
    const [name, mark] = [activationNameOf(applies) ?? 'linear', markOfLayer(applies)];
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

  private cell(site: Site): HookHandle {
    return probeCell(site.layer, site.cell!, {
      at: (quantity, moment, value) => this.both({ site, quantity, ...moment }, value),
      alsoAt: (quantity, moment, value) => this.back({ site, quantity, ...moment }, value),
      input: (activation, value) => {
        const mark = markOfKeras(activation);
        if (mark) this.input(site, mark, value, value);
      },
    });
  }

  private activated(
    site: Site,
    activation: string | null,
    mark: Mark | null,
    input: tf.Tensor,
    output: tf.Tensor,
  ): tf.Tensor {
    if (mark) this.input(site, mark, input, output);
    return this.both({ site, quantity: 'a', activation }, output);
  }

  private input(site: Site, mark: Mark, input: tf.Tensor, output: tf.Tensor): void {
    if (this.idle === 0 && this.observer.wants(saturatedRow(site)))
      this.observer.seeMarked(site, mark, mark.of === 'input' ? input : output);
  }

  /** Looks at a value, and at its gradient on the way back. */
  private both(sight: Sight, value: tf.Tensor): tf.Tensor {
    if (this.idle > 0) return value;
    if (this.observer.wants(sight.quantity)) this.observer.see(sight, value);
    return this.back(sight, value);
  }

  private back(sight: Sight, value: tf.Tensor): tf.Tensor {
    const quantity = `dL/d${sight.quantity}`;
    if (this.idle > 0 || !this.observer.wants(quantity)) return value;
    return tap(value, (grad) => {
      this.observer.see({ ...sight, quantity }, grad);
    });
  }
}
