// Runs the short trainings of a model: all draws of its weights and all learning rates by the same graphs.
import { scope, tf, variableOf } from '../../backend';
import {
  flattenLayers,
  TableObserver,
  trainableVariables,
  type Data,
  type LayerRow,
  type Loss,
} from '../../hooks';
import { randomStream } from '../../random';
import {
  createBatches,
  observeBatch,
  plainSteps,
  runSteps,
  snapshotModel,
  Trainer,
  type CheckedOptimizer,
  type HistoryRow,
  type Stopped,
} from '../../training';
import type { Plan } from '../plan/plan';
import { redrawWeights } from '../start/redraw';
import { evaluate, type Evaluation } from './evaluation';
import { compareRows, type HeldOut, type HeldOutData } from './held-out';
import { withSeededRandom } from './seeded-random';

/** The way of one weight over a run. */
export interface WeightMovement {
  readonly layer: string;
  /** The weight's name, such as 'kernel'. */
  readonly weight: string;
  /** The L2 norm before the run. */
  readonly norm: number;
  /** |W after - W before| / |W before|; Infinity where the weight was 0 and moved. */
  readonly ratio: number;
}

/** One short training. */
export interface Run {
  /** 0 for the weights as they are; from 1 for other draws. */
  readonly seed: number;
  /** The factor on the learning rate: 1 for the caller's. */
  readonly factor: number;
  /** The steps, as in `train(…).history`. */
  readonly history: readonly HistoryRow[];
  /** `observe(…).layers` on the sample before the first step, in training mode. */
  readonly layersBefore: readonly LayerRow[];
  /** The same after the last step. */
  readonly layersAfter: readonly LayerRow[];
  readonly movements: readonly WeightMovement[];
  /** The place and the reason of an early end; null where all steps ran. */
  readonly stopped: Stopped | null;
  readonly before: Evaluation;
  readonly after: Evaluation;
  /** The end of a run that went on at the same rate, and how many steps there were in all; null where it did not go on. */
  readonly later: {
    readonly steps: number;
    readonly evaluation: Evaluation;
    /** As `heldOut`. */
    readonly heldOut: HeldOut | null;
  } | null;
  /** The outputs on rows that the run was trained on, and on others; null where none were held out. */
  readonly heldOut: HeldOut | null;
}

/** The length of a run, its draw and its rate. */
export interface RunSpec {
  readonly seed: number;
  readonly factor: number;
  readonly steps: number;
  /** The number of steps in all after which to evaluate once more, for the evaluation after `steps`; `steps` or fewer for no more. */
  readonly later: (after: Evaluation) => number;
  /** Whether to observe the layers before and after. */
  readonly observed: boolean;
  /** The rows to train on with those held out; null to train on all. */
  readonly split?: HeldOutData | null;
}

/** The options of a run trainer. */
export interface RunTrainerOptions {
  readonly loss: Loss;
  readonly data: Data;
  /** The rows to evaluate on. */
  readonly sample: Data;
  readonly optimizer: CheckedOptimizer;
  readonly compiled: boolean;
  /** About the number of steps of all runs. */
  readonly steps: number;
  /** Receives the former values of variables outside of model and optimiser that steps write to. */
  readonly written: Map<tf.Variable, tf.Tensor>;
  readonly onStep: () => void;
}

/** About the number of eager steps that a trace takes as long as. */
const TRACE_IN_STEPS = 20;
const MANY = Number.MAX_SAFE_INTEGER;

/** Trains a model again and again, each time from its own weights or another draw of them, which it restores afterwards. */
export class RunTrainer {
  readonly #plan: Plan;
  readonly #options: RunTrainerOptions;
  #trainer: Trainer | null = null;

  constructor(plan: Plan, options: RunTrainerOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  async run({ seed, factor, steps, later, observed, split = null }: RunSpec): Promise<Run> {
    const { model, batchSize } = this.#plan;
    const { loss, data, sample } = this.#options;
    const batches = createBatches('diagnose', model, loss, split?.trained ?? data, batchSize, seed);
    const restore = snapshotModel(model);
    const weights = copyWeights(model);
    try {
      if (seed > 0) redrawWeights(model, seed);
      weights.update();
      const trainer = this.#ready();
      const random = randomStream(seed, 'masks');
      const before = evaluate(model, loss, sample);
      // The loss of a function says nothing of what is perfect.
      const isOwn = split !== null && !loss.outputs;
      const unseenBefore = isOwn ? evaluate(model, loss, split.unseen).inference.outputs[0]! : null;
      const layersBefore = observed ? this.#observe(trainer) : [];
      const history: HistoryRow[] = [];
      let stopped: Stopped | null = null;
      const goOn = async (until: number): Promise<void> => {
        if (stopped !== null || history.length >= until) return;
        const records = await runSteps('diagnose', trainer, batches, {
          ...plainSteps(until, factor),
          taken: history.length,
          within: (step) => withSeededRandom(random, step),
          onProgress: this.#options.onStep,
        });
        history.push(...records.history);
        ({ stopped } = records);
      };
      await goOn(steps);
      const after = evaluate(model, loss, sample);
      const layersAfter = observed ? this.#observe(trainer) : [];
      const movements = weights.movements();
      const compared = (): HeldOut | null =>
        split === null ? null : compareRows(model, loss, split, unseenBefore);
      const heldOut = compared();
      const [firstSteps, firstStop] = [history.length, stopped];
      await goOn(later(after));
      const isLater = history.length > firstSteps;
      return {
        seed,
        factor,
        history: history.slice(0, firstSteps),
        layersBefore,
        layersAfter,
        movements,
        stopped: firstStop,
        before,
        after,
        heldOut,
        later: isLater
          ? { steps: history.length, evaluation: evaluate(model, loss, sample), heldOut: compared() }
          : null,
      };
    } finally {
      weights.dispose();
      batches.dispose();
      restore();
    }
  }

  dispose(): void {
    this.#trainer?.dispose();
    this.#trainer = null;
  }

  /** The trainer, with its optimiser before its first step. */
  #ready(): Trainer {
    const { model, batchSize, rows: all, clip } = this.#plan;
    if (this.#trainer?.restart(model)) return this.#trainer;
    this.dispose();
    const { loss, optimizer, compiled, written, steps } = this.#options;
    const shortBatches = steps / Math.ceil(all / batchSize);
    this.#trainer = new Trainer(model, {
      ownsModel: false,
      optimizer,
      loss,
      clip,
      // Undefined, not true: steps that a graph can't hold run op by op.
      compiled: compiled ? undefined : false,
      // The last, shorter batch of each epoch has a graph of its own where its steps are more than a trace costs.
      expectedSteps: (rows) => (rows === batchSize || shortBatches >= TRACE_IN_STEPS ? MANY : 0),
      runsUserCode: false,
      written,
    });
    return this.#trainer;
  }

  #observe(trainer: Trainer): readonly LayerRow[] {
    const { sample } = this.#options;
    const tables = new TableObserver();
    withSeededRandom(randomStream(0, 'observation'), () => {
      observeBatch(trainer.context, sample.x, sample.y, tables);
    });
    return tables.layers().objects();
  }
}

/** Copies of the weights that are trained, and how far they are from them later. */
function copyWeights(model: tf.LayersModel) {
  const trained = new Set(trainableVariables(model));
  const weights = flattenLayers(model)
    .flatMap((layer) =>
      layer.trainableWeights.map((weight) => ({
        layer: layer.name,
        weight: weight.originalName.split('/').at(-1) ?? '',
        variable: variableOf(weight),
      })),
    )
    .filter(({ variable }) => trained.has(variable));
  let copies: tf.Tensor[] = [];
  return {
    /** Takes the copies. */
    update(): void {
      tf.dispose(copies);
      copies = weights.map(({ variable }) => tf.keep(variable.clone()));
    },
    movements: (): WeightMovement[] =>
      weights.length === 0
        ? []
        : scope(() => {
            const norms = tf.stack(copies.map((copy) => tf.norm(copy))).dataSync<'float32'>();
            const ways = tf
              .stack(weights.map(({ variable }, i) => tf.norm(tf.sub(variable, copies[i]!))))
              .dataSync<'float32'>();
            return weights.map(({ layer, weight }, i) => {
              const [norm, way] = [norms[i]!, ways[i]!];
              return { layer, weight, norm, ratio: way === 0 ? 0 : way / norm };
            });
          }),
    dispose(): void {
      tf.dispose(copies);
      copies = [];
    },
  };
}
