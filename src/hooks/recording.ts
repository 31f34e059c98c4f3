// What was seen in a pass, kept until it can be made into tables.
import { table, type ColumnTable } from 'arquero';
import type { tf } from '../backend';
import type { Site } from './sites';
import { fractionBeyond, fractionDead, histogram, summarize } from './summary';

/** What can be looked at: pre-activation, activation, weights, and the gradients of the loss; U is a recurrent matrix. */
export const quantities = ['z', 'a', 'W', 'U', 'dL/dz', 'dL/da', 'dL/dW', 'dL/dU', 'dL/db'] as const;
export type Quantity = (typeof quantities)[number];
/** The same through time, where an LSTM also has its memory. */
export const quantitiesThroughTime = [...quantities, 'c', 'dL/dc'] as const;
export type QuantityThroughTime = (typeof quantitiesThroughTime)[number];

interface Seen {
  readonly site: Site;
  readonly quantity: string;
  /** The step of a sequence; null for what has none. */
  readonly time: number | null;
  readonly values: Float32Array;
  /** The size of the last axis. */
  readonly units: number;
}

/** What is told of a pass. */
export interface Observer {
  /** Whether it is to be told of this quantity. */
  wants(quantity: string): boolean;
  /** A value that passed: of which site, which quantity, and at which step of a sequence. */
  see(site: Site, quantity: string, value: tf.Tensor, time?: number | null): void;
  /** What an activation is applied to. */
  seeInput(site: Site, value: tf.Tensor): void;
  /** |ΔW| / |W| of an update, a scalar. */
  seeUpdate(site: Site, letter: Quantity, ratio: tf.Tensor): void;
}

export class Recording implements Observer {
  private readonly seen: Seen[] = [];
  /** Those with a step of a sequence, by depth, quantity and step. */
  private readonly steps = new Map<string, Seen>();
  /** |ΔW| / |W| of the update, by depth and quantity. */
  private readonly updates = new Map<string, number>();
  /** The inputs of activations that saturate, by depth. */
  private readonly inputs = new Map<number, Float32Array[]>();

  /** @param wanted the quantities to look at; null for all */
  constructor(private readonly wanted: readonly string[] | null = null) {}

  wants(quantity: string): boolean {
    return this.wanted?.includes(quantity) ?? true;
  }

  see(site: Site, quantity: string, value: tf.Tensor, time: number | null = null): void {
    const values = value.dataSync<'float32'>();
    const seen = { site, quantity, time, values, units: value.shape.at(-1) ?? 1 };
    if (time !== null) {
      const key = `${site.depth} ${quantity} ${time}`;
      const before = this.steps.get(key)?.values;
      if (before) {
        // The gradient of a value that leaves its step on two ways is the sum of both.
        before.forEach((v, i) => (before[i] = v + values[i]));
        return;
      }
      this.steps.set(key, seen);
    }
    this.seen.push(seen);
  }

  seeInput({ depth, activation }: Site, value: tf.Tensor): void {
    if (activation?.saturation == null) return;
    this.inputs.set(depth, [...(this.inputs.get(depth) ?? []), value.dataSync<'float32'>()]);
  }

  seeUpdate({ depth }: Site, letter: Quantity, ratio: tf.Tensor): void {
    this.updates.set(`${depth} ${letter}`, ratio.dataSync()[0]);
  }

  /** A row a (depth, quantity). A layer that ran several times, or over several steps, has one row for all of it. */
  layers(): ColumnTable {
    const rows = grouped(this.seen, ({ site, quantity }) => `${site.depth} ${quantity}`)
      .filter(([{ quantity }]) => (quantities as readonly string[]).includes(quantity))
      .map((group) => {
        const [{ site, quantity, units }] = group;
        const values = joined(group);
        return {
          ...placeOf(site, quantity),
          ...summarize(values),
          saturated: quantity === 'z' ? this.saturated(site) : null,
          dead: quantity === 'a' ? fractionDead(values, units) : null,
          ratio: this.updates.get(`${site.depth} ${quantity}`) ?? null,
        };
      });
    const order = (quantity: string): number => (quantities as readonly string[]).indexOf(quantity);
    rows.sort((p, q) => p.depth - q.depth || order(p.quantity) - order(q.quantity));
    return tableOf(rows, this.updates.size > 0 ? [...LAYER_COLUMNS, 'ratio'] : LAYER_COLUMNS);
  }

  /** A row a (depth, quantity, step of the sequence); null where nothing was recurrent. */
  throughTime(): ColumnTable | null {
    const rows = this.seen
      .filter(({ time }) => time !== null)
      .map(({ site, quantity, time, values }) => ({
        ...placeOf(site, quantity),
        time: time!,
        ...summarize(values),
      }));
    rows.sort((p, q) => p.depth - q.depth || p.quantity.localeCompare(q.quantity) || p.time - q.time);
    return rows.length === 0 ? null : tableOf(rows, TIME_COLUMNS);
  }

  /** A row a (depth, quantity, bin). */
  histograms(bins: number): ColumnTable {
    const rows = grouped(this.seen, ({ site, quantity }) => `${site.depth} ${quantity}`).flatMap((group) =>
      histogram(joined(group), bins).map((bin) => ({ ...placeOf(group[0].site, group[0].quantity), ...bin })),
    );
    rows.sort((p, q) => p.depth - q.depth);
    return tableOf(rows, HISTOGRAM_COLUMNS);
  }

  private saturated({ depth, activation }: Site): number | null {
    const inputs = this.inputs.get(depth);
    return inputs && activation?.saturation != null
      ? fractionBeyond(concat(inputs), activation.saturation)
      : null;
  }
}

const PLACE = ['depth', 'layer', 'kind', 'quantity'] as const;
const SUMMARY = ['norm', 'rms', 'mean', 'std', 'zeros'] as const;
const LAYER_COLUMNS = [...PLACE, ...SUMMARY, 'saturated', 'dead'] as const;
const TIME_COLUMNS = [...PLACE, 'time', ...SUMMARY] as const;
const HISTOGRAM_COLUMNS = [...PLACE, 'from', 'to', 'count'] as const;

const placeOf = ({ depth, layer }: Site, quantity: string) => ({
  depth,
  layer: layer.name,
  kind: layer.getClassName().toLowerCase(),
  quantity,
});

function grouped(seen: readonly Seen[], key: (one: Seen) => string): Seen[][] {
  const groups = new Map<string, Seen[]>();
  for (const one of seen) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
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

const tableOf = <K extends string>(
  rows: readonly Readonly<Record<K, unknown>>[],
  columns: readonly K[],
): ColumnTable =>
  table(Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])])), columns as K[]);
