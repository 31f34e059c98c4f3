// An observer that keeps the values of a pass and makes tables of their statistics.
import { layerSettings, type tf } from '../backend';
import { first } from '../arrays';
import { tableOf, type Table } from '../table';
import type { ObservedLayer } from './observed-layers';
import { saturationQuantity, type Observer, type ValueTag } from './observer';
import { isGradient, QUANTITIES_THROUGH_TIME } from './quantities';
import { HISTOGRAM_COLUMNS, LAYER_COLUMNS, TIME_COLUMNS } from './rows';
import type { HistogramRow, LayerRow, TimeRow } from './rows';
import type { SaturationThreshold } from './saturation';
import { fractionAbove, fractionConfident, fractionDead, histogram, summarize } from './summary';

/** A value that was observed. */
interface Entry {
  readonly tag: ValueTag;
  /** May be the tensor's own array, as the backend cpu of tfjs gives it out: it is never written to. */
  values: Float32Array;
  readonly shape: readonly number[];
}

/** Keeps the values of the tensors of one pass; `layers`, `throughTime` and `histograms` make tables of them. */
export class TableObserver implements Observer {
  /** Names of variables that the loss depends on and that belong to no layer: they have no gradient. */
  untrackedVariables: readonly string[] = [];
  readonly #wanted: readonly string[] | null;
  readonly #entries: Entry[] = [];
  /** The entries with a time step. */
  readonly #timeSteps = new Map<string, Entry>();
  /** |ΔW| / |W| of the update. */
  readonly #updateRatios = new Map<string, number>();
  readonly #saturation = new Map<ObservedLayer, { saturated: number; total: number }>();

  /** @param wanted the quantities to observe; null for all */
  constructor(wanted: readonly string[] | null = null) {
    this.#wanted = wanted;
  }

  wants(quantity: string): boolean {
    return this.#wanted?.includes(quantity) ?? true;
  }

  onValue(tag: ValueTag, value: tf.Tensor): void {
    const entry = { tag, values: value.dataSync<'float32'>(), shape: value.shape };
    if (tag.time !== undefined) {
      const key = `${keyOf(tag)} ${tag.time} ${tag.call}`;
      const before = this.#timeSteps.get(key);
      if (before) {
        // The gradient of a value that leaves its time step on two paths is the sum over both.
        before.values = before.values.map((v, i) => v + entry.values[i]!);
        return;
      }
      this.#timeSteps.set(key, entry);
    }
    this.#entries.push(entry);
  }

  onSaturation(layer: ObservedLayer, { of, threshold }: SaturationThreshold, value: tf.Tensor): void {
    const values = value.dataSync<'float32'>();
    const classes = value.shape.at(-1)!;
    const [share, count] =
      of === 'input'
        ? [fractionAbove(values, threshold), values.length]
        : [fractionConfident(values, classes, threshold), values.length / classes];
    const before = this.#saturation.get(layer) ?? { saturated: 0, total: 0 };
    this.#saturation.set(layer, {
      saturated: before.saturated + share * count,
      total: before.total + count,
    });
  }

  onUntrackedVariables(names: readonly string[]): void {
    this.untrackedVariables = names;
  }

  onUpdate(tag: ValueTag, ratio: tf.Tensor): void {
    this.#updateRatios.set(keyOf(tag), ratio.dataSync<'float32'>()[0]!);
  }

  /** A row per quantity of a layer, over all calls and time steps of the layer. */
  layers(): Table<LayerRow> {
    const rows = this.#groups()
      .filter((group) => !ONLY_THROUGH_TIME.includes(first(group).tag.quantity))
      .map((group): LayerRow => {
        const { tag, shape } = first(group);
        const { layer, quantity } = tag;
        const values = valuesOf(group);
        return {
          ...layerColumns(tag),
          ...tagColumns(tag),
          ...summarize(values),
          saturated: quantity === saturationQuantity(layer) ? this.#saturatedFraction(layer) : null,
          dead: quantity === 'a' ? deadFraction(layer, values, shape) : null,
          ratio: this.#updateRatios.get(keyOf(tag)) ?? null,
        };
      });
    return tableOf(rows, this.#updateRatios.size > 0 ? [...LAYER_COLUMNS, 'ratio'] : LAYER_COLUMNS);
  }

  /** A row per quantity of a layer and time step; null where no layer is recurrent. */
  throughTime(): Table<TimeRow> | null {
    const entries = [...this.#timeSteps.values()];
    const rows = groupBy(entries, ({ tag }) => `${keyOf(tag)} ${tag.time}`).map((group): TimeRow => {
      const { tag } = first(group);
      return { ...layerColumns(tag), time: tag.time!, ...summarize(valuesOf(group)) };
    });
    rows.sort((p, q) => p.depth - q.depth || p.quantity.localeCompare(q.quantity) || p.time - q.time);
    return rows.length === 0 ? null : tableOf(rows, TIME_COLUMNS);
  }

  /** A row per quantity of a layer and bin. */
  histograms(bins: number): Table<HistogramRow> {
    const rows = this.#groups().flatMap((group) => {
      const { tag } = first(group);
      return histogram(valuesOf(group), bins).map((bin): HistogramRow => ({
        ...layerColumns(tag),
        ...tagColumns(tag),
        ...bin,
      }));
    });
    return tableOf(rows, HISTOGRAM_COLUMNS);
  }

  /** The entries of each row, sorted by depth, then layer, then quantity. */
  #groups(): Entry[][] {
    const groups = groupBy(this.#entries, ({ tag }) => keyOf(tag));
    return groups.sort((a, b) => {
      const [p, q] = [first(a).tag, first(b).tag];
      return (
        p.layer.depth - q.layer.depth ||
        p.layer.order - q.layer.order ||
        rankOf(p.quantity) - rankOf(q.quantity)
      );
    });
  }

  #saturatedFraction(layer: ObservedLayer): number | null {
    const counts = this.#saturation.get(layer);
    return counts ? counts.saturated / counts.total : null;
  }
}

const ONLY_THROUGH_TIME = ['c', 'dL/dc'];

/** The place of a quantity in a table: the known ones in their order, then weights by name, then their gradients. */
function rankOf(quantity: string): number {
  const known: readonly string[] = QUANTITIES_THROUGH_TIME;
  const index = known.indexOf(quantity);
  return index >= 0 ? index : known.length + Number(isGradient(quantity));
}

const layerColumns = ({ layer: { depth, name, kind }, quantity }: ValueTag) => ({
  depth,
  layer: name,
  kind,
  quantity,
});

const tagColumns = ({ weight, activation }: ValueTag) => ({
  weight: weight ?? null,
  activation: activation ?? null,
});

const keyOf = ({ layer, quantity, weight, activation }: ValueTag): string =>
  [layer.depth, layer.name, quantity, weight, activation].join(' ');

/** The fraction of units that are 0 for every example. The units are the last axis, or the channels where they come first. */
function deadFraction({ tfLayer }: ObservedLayer, values: Float32Array, shape: readonly number[]): number {
  const channelsFirst = layerSettings(tfLayer).dataFormat === 'channelsFirst' && shape.length > 2;
  const axis = channelsFirst ? 1 : shape.length - 1;
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return fractionDead(values, shape[axis] ?? 1, stride);
}

function groupBy(entries: readonly Entry[], key: (entry: Entry) => string): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(key(entry));
    if (group) group.push(entry);
    else groups.set(key(entry), [entry]);
  }
  return [...groups.values()];
}

/** The values of all entries, one after another; of a single entry its own array. */
function valuesOf(group: readonly Entry[]): Float32Array {
  if (group.length === 1) return first(group).values;
  const all = new Float32Array(group.reduce((n, { values }) => n + values.length, 0));
  let offset = 0;
  for (const { values } of group) {
    all.set(values, offset);
    offset += values.length;
  }
  return all;
}
