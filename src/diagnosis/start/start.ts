// The start of a training: observed passes as the first step would make them, from several draws of the weights.
import { scope, tf } from '../../backend';
import { permutation } from '../../datasets';
import { observedLayersOf, runObserved, type Inputs, type LayerRow, type Loss, type Data } from '../../hooks';
import type { Table } from '../../table';
import { gatherRows } from '../../training';
import type { Plan } from '../plan/plan';
import { redrawWeights } from './redraw';
import { SignalObserver, type LayerSignal } from './signal-observer';

/** One start: the first batch of a training, from one draw of the weights. */
export interface StartPass {
  /** 0 for the weights as they are; from 1 for other draws. */
  readonly seed: number;
  readonly loss: number;
  /** As `observe(…).layers`. */
  readonly layers: Table<LayerRow>;
  readonly signals: readonly LayerSignal[];
  /** The outputs of the batch in training mode, one per output of the model. */
  readonly outputs: readonly Float32Array[];
  /** The rows of the data that the batch has. */
  readonly rows: Int32Array;
}

/** The measurements that the rules of the start judge. */
export interface Start {
  readonly plan: Plan;
  /** The starts, the weights as they are first. */
  readonly passes: readonly StartPass[];
  readonly untrackedVariables: readonly string[];
}

/** Runs the passes. The model's weights are those of the last draw afterwards: the caller restores them. */
export function observeStarts(
  plan: Plan,
  loss: Loss,
  data: Data,
  seeds: number,
  onPass: (pass: number, passes: number) => void,
): Start {
  const { model } = plan;
  const context = { model, loss, layers: observedLayersOf(model) };
  let untrackedVariables: readonly string[] = [];
  const passes = Array.from({ length: seeds }, (_, seed): StartPass => {
    if (seed > 0) redrawWeights(model, seed);
    const rows = permutation(plan.rows, seed, 'epoch', 1).subarray(0, plan.batchSize);
    const batch = gatherRows(data, rows);
    try {
      const observer = new SignalObserver();
      const value = runObserved(context, false, batch.x, batch.y, observer);
      ({ untrackedVariables } = observer);
      const outputs = outputsOf(model, batch.x);
      onPass(seed + 1, seeds);
      return {
        seed,
        loss: value,
        layers: observer.tables.layers(),
        signals: observer.signals,
        outputs,
        rows,
      };
    } finally {
      tf.dispose([batch.x, batch.y]);
    }
  });
  return { plan, passes, untrackedVariables };
}

const outputsOf = (model: tf.LayersModel, x: Inputs): Float32Array[] =>
  scope(() => {
    const output = model.apply(x, { training: true }) as Inputs;
    return [output].flat().map((one) => one.dataSync<'float32'>().slice());
  });
