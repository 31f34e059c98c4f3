// What was seen in a pass, kept until it can be made into tables.
import { layerSettings, type tf } from '../backend';
import { tableOf, type Table } from '../table';
import { isGated } from './cells';
import type { HistogramRow, LayerRow, TimeRow } from './rows';
import type { SaturationThreshold } from './saturation';
import type { ObservedLayer } from './observed-layers';
import { fractionBeyond, fractionDead, fractionConfident, histogram, summarize } from './summary';

/** What can be looked at: pre-activation, activation, weights, and the gradients of the loss; U is a recurrent matrix. */
export const QUANTITIES = ['z', 'a', 'W', 'U', 'dL/dz', 'dL/da', 'dL/dW', 'dL/dU', 'dL/db'] as const;
export type Quantity = (typeof QUANTITIES)[number];
/** The same through time, where an LSTM also has its memory. */
export const QUANTITIES_THROUGH_TIME = [...QUANTITIES, 'c', 'dL/dc'] as const;
export type QuantityThroughTime = (typeof QUANTITIES_THROUGH_TIME)[number];

/** What a value is: of which site, which quantity, and which of several such. */
export interface ValueTag {
  readonly layer: ObservedLayer;
  readonly quantity: string;
  /** The weight's name. */
  readonly weight?: string;
  /** The activation's name. */
  readonly activation?: string | null;
  /** The step of a sequence, from 1. */
  readonly time?: number;
  /** How often the recurrent layer ran before. */
  readonly call?: number;
}

interface Seen {
  readonly sight: ValueTag;
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** What is told of a pass. */
export interface Observer {
  /** Whether it is to be told of this quantity. */
  wants(quantity: string): boolean;
  /** A value that passed. */
  onValue(sight: ValueTag, value: tf.Tensor): void;
  /** What tells of a site's saturation: the activation's input, or a softmax's output. */
  onSaturation(site: ObservedLayer, mark: SaturationThreshold, value: tf.Tensor): void;
  /** Names of variables in the loss that belong to no layer. */
  onUntrackedVariables(names: readonly string[]): void;
  /** |ΔW| / |W| of an update, a scalar. */
  onUpdate(sight: ValueTag, ratio: tf.Tensor): void;
}

/** The row that says how much of a site is saturated: cells with gates have no z of their own. */
export const saturationQuantity = ({ cell }: ObservedLayer): string => (cell && isGated(cell) ? 'a' : 'z');

export class TableObserver implements Observer {
  /** Names of variables in the loss that belong to no layer, and have no gradient. */
  untrackedVariables: readonly string[] = [];
  private readonly seen: Seen[] = [];
  /** Those with a step of a sequence. */
  private readonly steps = new Map<string, Seen>();
  /** |ΔW| / |W| of the update. */
  private readonly updates = new Map<string, number>();
  /** How many of the marked values of a site lie beyond the mark, of how many. */
  private readonly marked = new Map<ObservedLayer, { beyond: number; of: number }>();

  /** @param wanted the quantities to look at; null for all */
  constructor(private readonly wanted: readonly string[] | null = null) {}

  wants(quantity: string): boolean {
    return this.wanted?.includes(quantity) ?? true;
  }

  onValue(sight: ValueTag, value: tf.Tensor): void {
    const seen = { sight, values: value.dataSync<'float32'>(), shape: value.shape };
    if (sight.time !== undefined) {
      const key = `${keyOf(sight)} ${sight.time} ${sight.call}`;
      const before = this.steps.get(key)?.values;
      if (before) {
        // The gradient of a value that leaves its step on two ways is the sum of both.
        before.forEach((v, i) => (before[i] = v + seen.values[i]));
        return;
      }
      this.steps.set(key, seen);
    }
    this.seen.push(seen);
  }

  onSaturation(site: ObservedLayer, { of, threshold: beyond }: SaturationThreshold, value: tf.Tensor): void {
    const values = value.dataSync<'float32'>();
    const [share, count] =
      of === 'input'
        ? [fractionBeyond(values, beyond), values.length]
        : [fractionConfident(values, value.shape.at(-1)!, beyond), values.length / value.shape.at(-1)!];
    const before = this.marked.get(site) ?? { beyond: 0, of: 0 };
    this.marked.set(site, { beyond: before.beyond + share * count, of: before.of + count });
  }

  onUntrackedVariables(names: readonly string[]): void {
    this.untrackedVariables = names;
  }

  onUpdate(sight: ValueTag, ratio: tf.Tensor): void {
    this.updates.set(keyOf(sight), ratio.dataSync()[0]);
  }

  /** A row a quantity of a layer. A layer that ran several times, or over several steps, has one for all of it. */
  layers(): Table<LayerRow> {
    const rows = this.groups()
      .filter(([{ sight }]) => !ONLY_THROUGH_TIME.includes(sight.quantity))
      .map((group): LayerRow => {
        const [{ sight, shape }] = group;
        const values = joined(group);
        return {
          ...placeOf(sight),
          ...whichOf(sight),
          ...summarize(values),
          saturated: sight.quantity === saturationQuantity(sight.layer) ? this.saturated(sight.layer) : null,
          dead: sight.quantity === 'a' ? deadOf(sight.layer, values, shape) : null,
          ratio: this.updates.get(keyOf(sight)) ?? null,
        };
      });
    return tableOf(rows, this.updates.size > 0 ? [...LAYER_COLUMNS, 'ratio'] : LAYER_COLUMNS);
  }

  /** A row a (quantity of a layer, step of the sequence); null where nothing was recurrent. */
  throughTime(): Table<TimeRow> | null {
    const steps = [...this.steps.values()];
    const rows = grouped(steps, ({ sight }) => `${keyOf(sight)} ${sight.time}`).map((group): TimeRow => ({
      ...placeOf(group[0].sight),
      time: group[0].sight.time!,
      ...summarize(joined(group)),
    }));
    rows.sort((p, q) => p.depth - q.depth || p.quantity.localeCompare(q.quantity) || p.time - q.time);
    return rows.length === 0 ? null : tableOf(rows, TIME_COLUMNS);
  }

  /** A row a (quantity of a layer, bin). */
  histograms(bins: number): Table<HistogramRow> {
    const rows = this.groups().flatMap((group) =>
      histogram(joined(group), bins).map((bin): HistogramRow => ({
        ...placeOf(group[0].sight),
        ...whichOf(group[0].sight),
        ...bin,
      })),
    );
    return tableOf(rows, HISTOGRAM_COLUMNS);
  }

  /** What belongs in one row, by depth, then layer, then quantity. */
  private groups(): Seen[][] {
    const groups = grouped(this.seen, ({ sight }) => keyOf(sight));
    const order = (quantity: string): number => {
      const at = (QUANTITIES_THROUGH_TIME as readonly string[]).indexOf(quantity);
      return at < 0 ? (quantity.startsWith('dL/') ? ORDER + 1 : ORDER) : at;
    };
    return groups.sort(
      ([{ sight: p }], [{ sight: q }]) =>
        p.layer.depth - q.layer.depth ||
        p.layer.order - q.layer.order ||
        order(p.quantity) - order(q.quantity),
    );
  }

  private saturated(site: ObservedLayer): number | null {
    const marked = this.marked.get(site);
    return marked ? marked.beyond / marked.of : null;
  }
}

const ORDER = QUANTITIES_THROUGH_TIME.length;
const ONLY_THROUGH_TIME = ['c', 'dL/dc'];
const PLACE = ['depth', 'layer', 'kind', 'quantity'] as const;
const WHICH = ['weight', 'activation'] as const;
const SUMMARY = ['norm', 'rms', 'mean', 'std', 'zeros'] as const;
const LAYER_COLUMNS = [...PLACE, ...WHICH, ...SUMMARY, 'saturated', 'dead'] as const;
const TIME_COLUMNS = [...PLACE, 'time', ...SUMMARY] as const;
const HISTOGRAM_COLUMNS = [...PLACE, ...WHICH, 'from', 'to', 'count'] as const;

const placeOf = ({ layer: { depth, name, kind }, quantity }: ValueTag) => ({
  depth,
  layer: name,
  kind,
  quantity,
});
const whichOf = ({ weight, activation }: ValueTag) => ({
  weight: weight ?? null,
  activation: activation ?? null,
});

const keyOf = ({ layer: site, quantity, weight, activation }: ValueTag): string =>
  [site.depth, site.name, quantity, weight, activation].join(' ');

/** Where the units of a value are: the last axis, or the channels where they come first. */
function deadOf({ tfLayer: layer }: ObservedLayer, values: Float32Array, shape: readonly number[]): number {
  const { dataFormat } = layerSettings(layer);
  const axis = dataFormat === 'channelsFirst' && shape.length > 2 ? 1 : shape.length - 1;
  const after = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return fractionDead(values, shape[axis] ?? 1, after);
}

function grouped(seen: readonly Seen[], key: (one: Seen) => string): Seen[][] {
  const groups = new Map<string, Seen[]>();
  for (const one of seen) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups.values()];
}

const joined = (group: readonly Seen[]): Float32Array => concat(group.map(({ values }) => values));

function concat(arrays: readonly Float32Array[]): Float32Array {
  if (arrays.length === 1) return arrays[0];
  const whole = new Float32Array(arrays.reduce((n, a) => n + a.length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
