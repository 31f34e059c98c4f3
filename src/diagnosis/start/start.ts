// The start of a training: observed passes as the first step would make them, from several draws of the weights.
import { scope, tf } from '../../backend';
import { permutation } from '../../datasets';
import {
  observedLayersOf,
  runObserved,
  trainableVariables,
  type Data,
  type GradientContext,
  type Inputs,
  type LayerRow,
  type Loss,
  type TimeRow,
} from '../../hooks';
import type { Table } from '../../table';
import { gatherRows } from '../../training';
import type { Plan } from '../plan/plan';
import { stepCost } from '../runs/cost';
import { isChain, linksOf, type Link } from './chain';
import { findGradientStop, ROUNDING, type GradientStop } from './gradient-stop';
import { measuresOf, type LayerMeasures } from './measures';
import { redrawWeights } from './redraw';
import { SignalObserver } from './signal-observer';
import { backwardTrend, forwardTrend, type Trend } from './trend';

/** One start: the first batch of a training, from one draw of the weights. */
export interface StartPass {
  /** 0 for the weights as they are; from 1 for other draws. */
  readonly seed: number;
  readonly loss: number;
  /** As `observe(…).layers`. */
  readonly layers: Table<LayerRow>;
  /** As `observe(…).throughTime`. */
  readonly throughTime: Table<TimeRow> | null;
  /** The measurements of each layer with a matrix, in the order of the forward pass. */
  readonly measures: readonly LayerMeasures[];
  /** The trend of the signal from the input to the output, and of the gradient on the way back. */
  readonly forward: Trend | null;
  readonly backward: Trend | null;
  /** The layer at which the gradient ends; null where it ends at none. */
  readonly gradientStop: GradientStop | null;
  /** The outputs of the batch in training mode, one per output of the model. */
  readonly outputs: readonly Float32Array[];
  /** The rows of the data that the batch has. */
  readonly rows: Int32Array;
}

/** The measurements that the rules of the start judge. */
export interface Start {
  readonly plan: Plan;
  /** The starts, the weights as they are first; none where the first pass fails. */
  readonly passes: readonly StartPass[];
  /** The layers with a matrix, each with what follows it. */
  readonly links: readonly Link[];
  /** Whether the order of `links` is the path of the signal: no branches, one input, one output. */
  readonly isChain: boolean;
  /** The reason why the first pass fails, as training would, in a sentence; null where it does not. */
  readonly failure: string | null;
}

/**
 * The rows of a pass are at least so many where the model computes each row by itself: of fewer, units are zero by chance. They are at
 * most so many as a large batch needs to be judged.
 */
const [LEAST_ROWS, MOST_ROWS] = [32, 512];
const MIXES_ROWS = ['BatchNormalization'];

/** Runs the passes. The model's weights are those of the last draw afterwards: the caller restores them. */
export function observeStarts(
  plan: Plan,
  loss: Loss,
  data: Data,
  seeds: number,
  onPass: (pass: number, passes: number) => void,
): Start {
  const { model } = plan;
  const layers = observedLayersOf(model);
  const context = { model, loss, layers };
  const start = { plan, links: linksOf(plan.layers, layers), isChain: isChain(plan) };
  const passes: StartPass[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    if (seed > 0) redrawWeights(model, seed);
    try {
      passes.push(observeStart(plan, start.links, context, data, seed));
    } catch (error) {
      // TensorFlow's own refusals, and those of layers and losses of the caller's, are of no particular class.
      return { ...start, passes: [], failure: error instanceof Error ? error.message : String(error) };
    }
    onPass(seed + 1, seeds);
  }
  return { ...start, passes, failure: null };
}

function observeStart(
  plan: Plan,
  links: readonly Link[],
  context: GradientContext,
  data: Data,
  seed: number,
): StartPass {
  const rows = permutation(plan.rows, seed, 'epoch', 1).subarray(0, rowsOf(plan));
  const batch = gatherRows(data, rows);
  try {
    const observer = new SignalObserver();
    const loss = runObserved(context, false, batch.x, batch.y, observer);
    const table = observer.tables.layers();
    const measures = measuresOf(context.layers, table, observer.signals);
    return {
      seed,
      loss,
      layers: table,
      throughTime: observer.tables.throughTime(),
      measures,
      forward: forwardTrend(links, measures),
      backward: backwardTrend(links, measures),
      gradientStop: needsGradientStop(context.model, measures)
        ? findGradientStop(context, batch.x, batch.y, rows.length)
        : null,
      outputs: outputsOf(context.model, batch.x),
      rows,
    };
  } finally {
    tf.dispose([batch.x, batch.y]);
  }
}

/** Seconds by the rates of `stepCost` that a pass may take for rows beyond those of a batch. */
const BUDGET = 0.5;

/** The number of rows of a pass. */
function rowsOf(plan: Plan): number {
  const { model, layers, batchSize } = plan;
  const isFixed =
    model.inputs.some(({ shape: [size] }) => size !== null) ||
    layers.some((layer) => MIXES_ROWS.includes(layer.getClassName()));
  const affordable = Math.floor(BUDGET / stepCost(plan).row);
  return isFixed ? batchSize : Math.min(MOST_ROWS, Math.max(batchSize, Math.min(LEAST_ROWS, affordable)));
}

/** Whether a layer that trains has no gradient, or one that rounding could have made. */
function needsGradientStop(model: tf.LayersModel, measures: readonly LayerMeasures[]): boolean {
  if (trainableVariables(model).length === 0) return false;
  return measures.some(({ W, dW, da, dz }) => {
    const isZero = W !== null && !(dW !== null && dW.rms !== 0);
    return isZero || (da !== null && dz !== null && dz.rms <= ROUNDING * da.rms);
  });
}

const outputsOf = (model: tf.LayersModel, x: Inputs): Float32Array[] =>
  scope(() => {
    const output = model.apply(x, { training: true }) as Inputs;
    return [output].flat().map((one) => one.dataSync<'float32'>().slice());
  });
