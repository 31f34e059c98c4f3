// Short trainings, as the caller would train, from several draws of the weights and, where they say more, at other rates.
import { tf } from '../../backend';
import { permutation } from '../../datasets';
import type { Data, Loss } from '../../hooks';
import { fixedBatchSize, gatherRows, markInTraining, type CheckedOptimizer } from '../../training';
import type { Plan } from '../plan/plan';
import { baselineOf, type Baseline } from './baseline';
import type { Evaluation } from './evaluation';
import { RUNS, runLengths, type RunLengths } from './cost';
import { copyOptimizer } from './optimizer-copy';
import { HALFWAY, MOST, plannedEnd, scoreOf } from './outcome';
import { disposeRows, splitRows } from './held-out';
import { RunTrainer, type Run, type RunTrainerOptions } from './run-trainer';
import type { Runs } from './runs';
import { outcomeOf, SMALL_BATCH, tryAdam, tryLargerBatch, tryRates } from './trials';

/** The options of the runs. */
export interface RunOptions {
  readonly optimizer: CheckedOptimizer;
  /** The number of draws of the weights, the weights as they are among them. */
  readonly seeds: number;
  /** Whether to run other rates too, where the caller's does not learn: not where the looks before know why. */
  readonly otherRates: boolean;
  readonly onStep: (step: number, steps: number) => void;
}

/** The draws that are trained where they agree. */
const FIRST_DRAWS = 2;
const noMore = (): number => 0;

/** Runs the trainings. Weights, states and the optimiser are as before afterwards. */
export async function runTrainings(
  plan: Plan,
  loss: Loss,
  data: Data,
  { optimizer: given, seeds, otherRates, onStep }: RunOptions,
): Promise<Runs> {
  const { model } = plan;
  const lengths = runLengths(plan);
  const { steps, areFew } = lengths;
  const rows = permutation(plan.rows, 0, 'sample').subarray(0, fixedBatchSize(model) ?? lengths.sampleRows);
  const nothing: Runs = {
    plan,
    runs: [],
    trials: [],
    largerBatch: null,
    adam: null,
    steps,
    sample: rows,
    baseline: null,
    failure: null,
  };
  if (steps === 0) return nothing;
  const unmark = markInTraining('diagnose', model);
  const { optimizer, restore } = copyOptimizer(given);
  const written = new Map<tf.Variable, tf.Tensor>();
  const sample = gatherRows(data, rows);
  const draws = areFew ? 1 : Math.min(seeds, FIRST_DRAWS);
  const split = areFew ? null : splitRows(plan, data, steps);
  const progress = new Progress(onStep, draws * steps);
  const options: RunTrainerOptions = {
    loss,
    data,
    sample,
    optimizer,
    compiled: lengths.compiled,
    steps: RUNS * steps,
    written,
    onStep: () => {
      progress.count();
    },
  };
  const trainer = new RunTrainer(plan, options);
  try {
    const baseline = baselineOf(loss, sample, outputShapes(model, rows.length));
    const laterOf = laterSteps(plan, lengths, baseline);
    // Beyond the planned steps goes the run that holds rows out: whether what is learned there holds for others.
    const goesOn = (plan.steps ?? Infinity) <= steps && split !== null && draws > 1 ? 1 : 0;
    const draw = (seed: number): Promise<Run> =>
      trainer.run({
        seed,
        factor: 1,
        steps,
        later: seed === goesOn ? laterOf : noMore,
        observed: !areFew,
        // The first run is the caller's training; what another learns is as well seen on fewer rows.
        split: seed === 1 ? split : null,
      });
    const runs = await runDraws(draw, draws, areFew ? draws : seeds, baseline);
    const trials =
      otherRates && !areFew && baseline !== null
        ? await tryRates(runs[0]!, {
            baseline,
            end: plannedEnd(plan, runs[0]!, steps),
            runAt: (factor) => trainer.run({ seed: 0, factor, steps, later: noMore, observed: false, split }),
          })
        : [];
    const largerBatch =
      otherRates && runs.some(({ after }) => scoreOf(after, baseline) < MOST)
        ? await tryLargerBatch(plan, options, split)
        : null;
    const adam =
      otherRates && !areFew ? await tryAdam(plan, options, split, { runs, trials, baseline, steps }) : null;
    return { plan, runs, trials, largerBatch, adam, steps, sample: rows, baseline, failure: null };
  } catch (error) {
    if (progress.hasThrown(error)) throw error; // the caller ends the diagnosis: no step has failed
    return { ...nothing, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    trainer.dispose();
    unmark();
    restore();
    tf.dispose([sample.x, sample.y]);
    if (split) disposeRows(split);
    restoreWritten(written);
  }
}

/** The steps that were done, as the caller hears of them. */
class Progress {
  readonly #onStep: RunOptions['onStep'];
  readonly #thrown = new Set<unknown>();
  #done = 0;
  #total: number;

  constructor(onStep: RunOptions['onStep'], total: number) {
    this.#onStep = onStep;
    this.#total = total;
  }

  count(): void {
    this.#total = Math.max(this.#total, ++this.#done);
    try {
      this.#onStep(this.#done, this.#total);
    } catch (error) {
      this.#thrown.add(error);
      throw error;
    }
  }

  /** Whether an error is the caller's own. */
  hasThrown(error: unknown): boolean {
    return this.#thrown.has(error);
  }
}

/** The steps in all of the run that goes on: a whole training goes on tenfold; one that is cut short does to its planned end, where it has not got far. */
function laterSteps(
  { steps: all, batchSize }: Plan,
  { steps, longer }: RunLengths,
  baseline: Baseline | null,
): (after: Evaluation) => number {
  const planned = all ?? Infinity;
  const far = batchSize <= SMALL_BATCH ? MOST : HALFWAY;
  if (planned <= steps) return () => Math.min(longer, Math.max(10 * steps, 200));
  return (after) => (planned <= longer && scoreOf(after, baseline) < far ? planned : 0);
}

/** Trains the first draws, and all where these differ, or one stops: then chance decides. */
async function runDraws(
  draw: (seed: number) => Promise<Run>,
  first: number,
  all: number,
  baseline: Baseline | null,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let seed = 0; seed < first; seed++) runs.push(await draw(seed));
  const differ =
    new Set(runs.map((run) => outcomeOf(run, baseline))).size > 1 || runs.some(({ stopped }) => stopped);
  for (let seed = first; differ && seed < all; seed++) runs.push(await draw(seed));
  return runs;
}

/** Gives variables outside of model and optimiser their former values. */
function restoreWritten(written: ReadonlyMap<tf.Variable, tf.Tensor>): void {
  for (const [variable, was] of written) {
    if (!variable.isDisposed) variable.assign(was);
    was.dispose();
  }
}

/** The shapes of the outputs for a number of rows; sizes that the model leaves open count as 1. */
const outputShapes = (model: tf.LayersModel, rows: number): number[][] =>
  model.outputs.map(({ shape }) => [rows, ...shape.slice(1).map((size) => size ?? 1)]);
