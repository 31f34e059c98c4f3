// One forward and one backward pass, and what was seen at each layer of it.
import { table, type ColumnTable } from 'arquero';
import { isLayersModel, isTensor, releaseTape, tf } from '../backend';
import { knownKeys, wrong, type NameOf } from '../errors';
import { tap } from './hooks';
import { lossFor, type LossFunction, type LossName } from './loss';
import { probeSite, sitesOf, type Probes, type Site } from './sites';
import { fractionBeyond, summarize, type Summary } from './summary';

/** What can be looked at: pre-activation, activation, and the gradients of the loss. */
export const quantities = ['z', 'a', 'dL/dz', 'dL/da', 'dL/dW', 'dL/db'] as const;
export type Quantity = (typeof quantities)[number];

export interface ObserveOptions {
  /**
   * 'crossEntropy' (on logits), 'meanSquaredError', or a function of (y, output). Default: the loss that the model was
   * compiled with, else 'crossEntropy'.
   */
  readonly loss?: NameOf<LossName> | LossFunction;
}

/** What one step showed. Plain data: nothing to dispose of. */
export interface Observation {
  readonly loss: number;
  /**
   * A row a (depth, quantity): `depth` (1 is nearest the input), `layer` (name), `kind`, `quantity`, then `norm` (L2),
   * `rms`, `mean`, `std`, `zeros` (fraction exactly 0), `saturated` (of z, the fraction of the activation's inputs that
   * lie beyond its saturation point; null elsewhere).
   */
  readonly layers: ColumnTable;
}

type Row = { depth: number; layer: string; kind: string; quantity: Quantity } & Summary & {
    saturated: number | null;
  };

function check(model: unknown, x: unknown, y: unknown, options: unknown): void {
  if (!isLayersModel(model)) throw wrong('observe', 'model', 'a tf.LayersModel', model);
  knownKeys('observe', 'options', options, ['loss']);
  const inputs: unknown[] = Array.isArray(x) ? x : [x];
  if (inputs.length !== model.inputs.length) {
    throw wrong(
      'observe',
      'x',
      `${model.inputs.length} tensors, one an input of the model`,
      `${inputs.length}`,
    );
  }
  inputs.forEach((input, i) => {
    const takes = model.inputs[i].shape;
    const fits =
      isTensor(input) &&
      input.rank === takes.length &&
      takes.every((size, axis) => size === null || size === input.shape[axis]);
    if (fits) return;
    const form = takes.map((size) => size ?? 'batch').join(', ');
    const got = isTensor(input) ? `shape [${input.shape.join(', ')}]` : input;
    throw wrong('observe', Array.isArray(x) ? `x[${i}]` : 'x', `a tensor of shape [${form}]`, got);
  });
  if (!isTensor(y)) throw wrong('observe', 'y', 'a tensor of targets', y);
}

/**
 * Runs one forward and one backward pass as training would, and says what was seen at each layer.
 *
 * The model is as it was afterwards, and no tensor is left behind.
 *
 * @param model any tf.LayersModel
 * @param x a batch [batch, …], or an array of them for a model with several inputs
 * @param y class indices [batch] or probabilities [batch, classes] for cross-entropy; else what the loss takes
 * @throws {TypeError | RangeError} when the tensors do not fit the model or the loss
 * @example observe(model, x, y).layers.filter((d) => d.quantity === 'dL/dz')
 */
export function observe(
  model: tf.LayersModel,
  x: tf.Tensor | tf.Tensor[],
  y: tf.Tensor,
  options: ObserveOptions = {},
): Observation {
  check(model, x, y, options);
  const lossOf = lossFor(model, options.loss);
  const sites = sitesOf(model);
  const rows: Row[] = [];
  const saturated = new Map<number, number>();
  const see = ({ depth, layer }: Site, quantity: Quantity, value: tf.Tensor): void => {
    const kind = layer.getClassName().toLowerCase();
    rows.push({ depth, layer: layer.name, kind, quantity, ...summarize(value.dataSync()), saturated: null });
  };
  const both = (site: Site, forward: Quantity, backward: Quantity) => (value: tf.Tensor) => {
    see(site, forward, value);
    return tap(value, (grad) => {
      see(site, backward, grad);
    });
  };
  const probesAt = (site: Site): Probes => ({
    z: both(site, 'z', 'dL/dz'),
    a: both(site, 'a', 'dL/da'),
    input(value) {
      const point = site.activation?.saturation ?? null;
      if (point !== null) saturated.set(site.depth, fractionBeyond(value.dataSync(), point));
    },
  });
  const state = model.nonTrainableWeights.map((weight) => ({ weight, was: weight.read().clone() }));
  const handles = sites.map((site) => probeSite(site, probesAt(site)));
  try {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() =>
        lossOf(y, model.apply(x, { training: true }) as tf.Tensor | tf.Tensor[]).asScalar(),
      );
      for (const site of sites) {
        for (const weight of site.layer.trainableWeights) {
          const { name } = weight.read() as unknown as { name: string }; // a tf.Variable
          const grad = grads[name];
          const quantity = weight.originalName.includes('bias') ? 'dL/db' : 'dL/dW';
          if (grad) see(site, quantity, grad);
        }
      }
      return value.dataSync()[0];
    });
    for (const row of rows) {
      if (row.quantity === 'z') row.saturated = saturated.get(row.depth) ?? null;
    }
    return { loss, layers: tidy(rows) };
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    for (const handle of handles) handle.remove();
    // The pass moved batch norm's averages, as training would.
    for (const { weight, was } of state) {
      weight.write(was);
      was.dispose();
    }
  }
}

/** Rows in the order of depth and quantity, as a table. */
function tidy(rows: Row[]): ColumnTable {
  rows.sort((p, q) => p.depth - q.depth || quantities.indexOf(p.quantity) - quantities.indexOf(q.quantity));
  const column = <K extends keyof Row>(key: K): Row[K][] => rows.map((row) => row[key]);
  return table({
    depth: column('depth'),
    layer: column('layer'),
    kind: column('kind'),
    quantity: column('quantity'),
    norm: column('norm'),
    rms: column('rms'),
    mean: column('mean'),
    std: column('std'),
    zeros: column('zeros'),
    saturated: column('saturated'),
  });
}
