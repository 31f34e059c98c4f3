// An observer of a start: the tables of `observe`, and what else the rules of the start need.
import type { tf } from '../../backend';
import { TableObserver, type Observer, type ValueTag } from '../../hooks';

/** The measurements of one layer at a start besides its rows. */
export interface LayerSignal {
  readonly depth: number;
  readonly layer: string;
  /** The mean cosine of two rows' activations, from -1 to 1: 1 where the layer tells no rows apart. NaN for a single row. */
  readonly similarity: number;
}

const MAX_ROWS = 64;

/** Keeps the tables of `observe`, and measures how alike the rows of each layer's activation are. */
export class SignalObserver implements Observer {
  readonly tables = new TableObserver();
  readonly signals: LayerSignal[] = [];
  /** The names of variables that the loss depends on and that belong to no layer. */
  untrackedVariables: readonly string[] = [];

  wants(quantity: string): boolean {
    return this.tables.wants(quantity);
  }

  onValue(tag: ValueTag, value: tf.Tensor): void {
    this.tables.onValue(tag, value);
    if (tag.quantity !== 'a' || tag.time !== undefined) return;
    const { depth, name } = tag.layer;
    const similarity = meanCosine(value.dataSync<'float32'>(), value.shape[0] ?? 1);
    this.signals.push({ depth, layer: name, similarity });
  }

  onSaturation(...of: Parameters<Observer['onSaturation']>): void {
    this.tables.onSaturation(...of);
  }

  onUntrackedVariables(names: readonly string[]): void {
    this.untrackedVariables = names;
    this.tables.onUntrackedVariables(names);
  }

  onUpdate(tag: ValueTag, ratio: tf.Tensor): void {
    this.tables.onUpdate(tag, ratio);
  }
}

/** The mean cosine of two different rows; that of n unit vectors is (|Σ u|² - n) / (n (n - 1)). */
export function meanCosine(values: Float32Array, rows: number): number {
  const size = values.length / rows;
  const used = Math.min(rows, MAX_ROWS);
  const sum = new Float64Array(size);
  let n = 0;
  for (let row = 0; row < used; row++) {
    const one = values.subarray(row * size, (row + 1) * size);
    let square = 0;
    for (const v of one) square += v * v;
    if (!(square > 0)) continue;
    n++;
    const norm = Math.sqrt(square);
    for (let i = 0; i < size; i++) sum[i]! += one[i]! / norm;
  }
  let square = 0;
  for (const v of sum) square += v * v;
  return n < 2 ? NaN : (square - n) / (n * (n - 1));
}
