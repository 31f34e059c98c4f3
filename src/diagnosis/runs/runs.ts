// Short trainings, as the caller would train, from several draws of the weights.
import { keepStates, scope, tf } from '../../backend';
import { permutation } from '../../datasets';
import {
  flattenLayers,
  type ClassWeights,
  type Data,
  type Inputs,
  type LayerRow,
  type Loss,
} from '../../hooks';
import {
  gatherRows,
  snapshotModel,
  snapshotOptimizer,
  train,
  type HistoryRow,
  type Stopped,
  type TrainOptions,
} from '../../training';
import type { Plan } from '../plan/plan';
import { redrawWeights } from '../start/redraw';

/** The model on some rows of the data: with the loss, in training mode and as it is used afterwards. */
export interface Evaluation {
  readonly training: ModeOutputs;
  readonly inference: ModeOutputs;
}

/** The outputs, one per output of the model, and the loss without penalties. */
export interface ModeOutputs {
  readonly loss: number;
  readonly outputs: readonly Float32Array[];
}

/** One short training. */
export interface Run {
  /** 0 for the weights as they are; from 1 for other draws. */
  readonly seed: number;
  readonly history: readonly HistoryRow[];
  /** The rows of the observed steps, with the columns `step` and `ratio`. */
  readonly layers: readonly LayerRow[];
  readonly stopped: Stopped | null;
  readonly before: Evaluation;
  readonly after: Evaluation;
}

/** The measurements that the rules of the training judge. */
export interface Runs {
  readonly plan: Plan;
  readonly runs: readonly Run[];
  /** The number of steps of each run. */
  readonly steps: number;
  /** The rows of the data on which `before` and `after` are. */
  readonly sample: Int32Array;
}

/** The options of the runs. */
export type RunOptions = Pick<TrainOptions, 'optimizer' | 'loss' | 'clip'> & {
  readonly classWeight?: ClassWeights;
  /** The number of draws of the weights, the weights as they are among them. */
  readonly seeds: number;
  readonly onStep: (step: number, steps: number) => void;
};

/** The number of rows of `before` and `after`, where the model takes any. */
const SAMPLE_ROWS = 256;
const OBSERVATIONS = 8;

/**
 * Runs the trainings. Weights, states and the optimiser are as before afterwards.
 *
 * @param where the function that the caller called, for messages
 */
export async function runTrainings(
  plan: Plan,
  loss: Loss,
  data: Data,
  { seeds, onStep, ...options }: RunOptions,
): Promise<Runs> {
  const { model, batchSize } = plan;
  const steps = stepsOf(plan);
  const fixed = model.inputs[0]?.shape[0] ?? null;
  const sample = permutation(plan.rows, 0, 'sample').subarray(0, fixed ?? SAMPLE_ROWS);
  const runs: Run[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const restoreModel = snapshotModel(model);
    const restoreOptimizer =
      options.optimizer instanceof tf.Optimizer ? snapshotOptimizer(options.optimizer) : null;
    try {
      if (seed > 0) redrawWeights(model, seed);
      const before = evaluate(model, loss, data, sample);
      const { history, layers, stopped } = await train(model, data, {
        ...options,
        steps,
        batchSize,
        seed,
        observeEvery: Math.max(1, Math.floor(steps / OBSERVATIONS)),
        onProgress: ({ step }) => {
          onStep(seed * steps + step, seeds * steps);
        },
      });
      const after = evaluate(model, loss, data, sample);
      runs.push({
        seed,
        history: history.objects(),
        layers: layers?.objects() ?? [],
        stopped,
        before,
        after,
      });
    } finally {
      restoreModel();
      restoreOptimizer?.();
    }
  }
  return { plan, runs, steps, sample };
}

const [LEAST_STEPS, MOST_STEPS] = [20, 200];
/** Multiplications of one run, about a second of one core. */
const BUDGET = 3e10;

/** The length of a run: so many steps as the caller trains for, but no more than the budget has. It depends on no clock. */
export function stepsOf({ model, batchSize, steps }: Pick<Plan, 'model' | 'batchSize' | 'steps'>): number {
  const perStep =
    3 * batchSize * flattenLayers(model).reduce((sum, layer) => sum + multiplicationsOf(layer), 0);
  const affordable = Math.min(MOST_STEPS, Math.max(LEAST_STEPS, Math.floor(BUDGET / Math.max(1, perStep))));
  return Math.min(steps ?? Infinity, affordable);
}

/** About the number of multiplications of a layer's forward pass for one example. */
function multiplicationsOf(layer: tf.layers.Layer): number {
  const parameters = layer.countParams();
  const shape = [layer.outputShape].flat() as (number | null)[];
  // Every weight is used at each place of a feature map, or at each step of a sequence.
  const places = shape.slice(1, -1).reduce<number>((product, size) => product * (size ?? 1), 1);
  return parameters * places;
}

/** The model on some rows, in both modes; everything stays as it was. */
function evaluate(model: tf.LayersModel, loss: Loss, data: Data, rows: Int32Array): Evaluation {
  const restoreStates = keepStates(flattenLayers(model));
  const restoreModel = snapshotModel(model); // training mode moves the averages of batch normalisation
  const batch = gatherRows(data, rows);
  const inMode = (training: boolean): ModeOutputs =>
    scope(() => {
      const output = model.apply(batch.x, { training }) as Inputs;
      const value = loss(batch.y, output).dataSync<'float32'>()[0]!;
      return { loss: value, outputs: [output].flat().map((one) => one.dataSync<'float32'>().slice()) };
    });
  try {
    return { inference: inMode(false), training: inMode(true) };
  } finally {
    tf.dispose([batch.x, batch.y]);
    restoreModel();
    restoreStates();
  }
}
