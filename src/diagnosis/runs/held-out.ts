// Rows that a run is not trained on: whether what a network learns of some rows holds for others.
import { layerSettings, tf } from '../../backend';
import { permutation } from '../../datasets';
import { flattenLayers, type Data, type Loss } from '../../hooks';
import { fixedBatchSize, gatherRows } from '../../training';
import type { Plan } from '../plan/plan';
import { associationOf, type Association } from './association';
import { evaluate, type Evaluation } from './evaluation';

/** The rows of a run that holds some out, as tensors that `dispose` frees. */
export interface HeldOutData {
  /** The rows to train on. */
  readonly trained: Data;
  /** As many of them as are held out, and those that are held out. */
  readonly seen: Data;
  readonly unseen: Data;
  readonly rows: number;
}

/** The association of outputs and targets after a run, on rows that it was trained on and on others. */
export interface HeldOut {
  readonly rows: number;
  /** The model with its loss on the others. */
  readonly evaluation: Evaluation;
  /** The association of targets with the way of the outputs in the run, on the others; null where the loss has a name, which says as much. */
  readonly way: Association | null;
  readonly seen: Association;
  readonly unseen: Association;
}

/** The share of the rows that is held out, and the least and the greatest number. */
const [SHARE, LEAST, MOST] = [0.25, 40, 256];

/** The rows of a run of so many steps that holds some out; null where the data are few, or in an order that counts. */
export function splitRows(plan: Plan, data: Data, steps: number): HeldOutData | null {
  const { model, rows, batchSize } = plan;
  const count = Math.min(MOST, Math.floor(SHARE * rows));
  const isOrdered = flattenLayers(model).some((layer) => layerSettings(layer).stateful);
  if (count < LEAST || isOrdered || fixedBatchSize(model) !== null || plan.outputs.length !== 1) return null;
  const order = permutation(rows, 0, 'held out');
  const trained = order.subarray(count, Math.min(rows, count + Math.max(count, steps * batchSize)));
  return {
    trained: gatherRows(data, trained),
    seen: gatherRows(data, trained.subarray(0, count)),
    unseen: gatherRows(data, order.subarray(0, count)),
    rows: count,
  };
}

/** Frees the rows. */
export function disposeRows({ trained, seen, unseen }: HeldOutData): void {
  tf.dispose([trained, seen, unseen].map(({ x, y }) => [x, y].flat()).flat());
}

/**
 * Compares a model on rows that it was trained on with others.
 *
 * @param before the outputs on the others before the run; null for no comparison with them
 */
export function compareRows(
  model: tf.LayersModel,
  loss: Loss,
  { seen, unseen, rows }: HeldOutData,
  before: Float32Array | null,
): HeldOut {
  const compare = (data: Data, since: Float32Array | null) => {
    const evaluation = evaluate(model, loss, data);
    const { training, inference } = evaluation;
    const targets = [data.y].flat()[0]!.dataSync<'float32'>();
    const both = [training, inference].map(({ outputs }) => associationOf(outputs[0]!, targets, rows));
    const way = since && inference.outputs[0]!.map((value, i) => value - since[i]!);
    return {
      evaluation,
      // The averages of batch normalisation lag in a short run, and dropout adds noise in training.
      now: both.reduce((p, q) => (q.deviations > p.deviations || Number.isNaN(p.deviations) ? q : p)),
      way: way && associationOf(way, targets, rows),
    };
  };
  const others = compare(unseen, before);
  return {
    rows,
    evaluation: others.evaluation,
    seen: compare(seen, null).now,
    unseen: others.now,
    way: others.way,
  };
}

/** The deviations up to which an association may be chance, and those from which two differ. */
export const BY_CHANCE = 2;
const DIFFERS = 3;

/** Whether the rows that were trained on show an association that the others do not have; not where outputs are NaN or all alike. */
export const isByHeart = ({ rows, seen, unseen }: Pick<HeldOut, 'rows' | 'seen' | 'unseen'>): boolean =>
  unseen.deviations < BY_CHANCE &&
  // The variance of a correlation near 0 is 1 / (n - 1), that of a difference twice that.
  (seen.correlation - unseen.correlation) * Math.sqrt((rows - 1) / 2) >= DIFFERS;

/** Whether what a run learns holds for rows that it was not trained on, as far as that is known. */
export const holdsForOthers = (heldOut: HeldOut | null): boolean =>
  heldOut === null || heldOut.unseen.deviations >= BY_CHANCE;
