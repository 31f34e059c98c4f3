// An observer of a start: the tables of `observe`, and what else the rules of the start need.
import type { tf } from '../../backend';
import { TableObserver, type Observer, type ValueTag } from '../../hooks';
import { meanCosine, deviationOverRows } from './statistics';
import { twinShares, unitKeys, type Kernel } from './twins';

/** The measurements of one layer at a start besides its rows. */
export interface LayerSignal {
  readonly depth: number;
  readonly layer: string;
  /** The mean cosine of two rows' activations, from -1 to 1: 1 where the layer tells no rows apart. NaN for a single row. */
  similarity: number | null;
  /** The mean cosine of two rows' pre-activations: the correlation of a unit's z for two examples. */
  correlation: number | null;
  /** The root mean square over units of the standard deviation of z over rows. */
  deviation: number | null;
  /** The share of units whose weights and gradients are those of another unit, from 0 to 1; null for cells. */
  twins: number | null;
}

/** Keeps the tables of `observe`, and measures how alike rows and units of each layer are. */
export class SignalObserver implements Observer {
  readonly tables = new TableObserver();
  readonly #signals = new Map<string, LayerSignal>();
  readonly #kernels: Kernel[] = [];

  /** The signals of the layers, in the order of the forward pass. */
  get signals(): readonly LayerSignal[] {
    const shares = twinShares(this.#kernels);
    return [...this.#signals.values()].map((signal) => ({
      ...signal,
      twins: shares.get(signal.layer) ?? null,
    }));
  }

  wants(quantity: string): boolean {
    return this.tables.wants(quantity);
  }

  onValue(tag: ValueTag, value: tf.Tensor): void {
    this.tables.onValue(tag, value);
    if (tag.time !== undefined) return;
    const { quantity, layer } = tag;
    if (!layer.hasMatrix) return;
    const rows = value.shape[0] ?? 1;
    if (quantity === 'z') {
      const values = value.dataSync<'float32'>();
      this.#of(tag).deviation = deviationOverRows(values, rows);
      this.#of(tag).correlation = meanCosine(values, rows);
    }
    if (quantity === 'a') this.#of(tag).similarity = meanCosine(value.dataSync<'float32'>(), rows);
    if (tag.weight === undefined || layer.cell || !/^kernel(_\d+)?$/.test(tag.weight)) return;
    const keys = unitKeys(value.dataSync<'float32'>(), value.shape);
    if (quantity === 'W') this.#kernels.push({ layer: layer.name, weights: keys, gradients: null });
    if (quantity !== 'dL/dW') return;
    const kernel = this.#kernels.find((one) => one.layer === layer.name);
    if (kernel) kernel.gradients = keys;
    this.#of(tag);
  }

  onSaturation(...of: Parameters<Observer['onSaturation']>): void {
    this.tables.onSaturation(...of);
  }

  onUntrackedVariables(names: readonly string[]): void {
    this.tables.onUntrackedVariables(names);
  }

  onUpdate(tag: ValueTag, ratio: tf.Tensor): void {
    this.tables.onUpdate(tag, ratio);
  }

  #of({ layer: { depth, name } }: ValueTag): LayerSignal {
    const known = this.#signals.get(name);
    if (known) return known;
    const signal = { depth, layer: name, similarity: null, correlation: null, deviation: null, twins: null };
    this.#signals.set(name, signal);
    return signal;
  }
}
