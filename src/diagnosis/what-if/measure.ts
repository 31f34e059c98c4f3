// The measurement of a subject: the factor of the gradient per layer at the start, and the loss after a short training.
import { itemAt } from '../../arrays';
import { tf } from '../../backend';
import { lossFor, observe, type LayerRow } from '../../hooks';
import { build, type NetworkSpec } from '../../networks';
import { nextTurn } from '../../platform';
import { snapshotModel } from '../../training';
import { baselineOf, restOfWay, type Baseline } from '../runs/baseline';
import { lossAtEnd } from '../runs/outcome';
import { redrawWeights } from '../start/redraw';
import { disposeModel, modelOf } from './model-config';
import type { Subject } from './subject';
import { subjectData, type SubjectData } from './subject-data';
import { SubjectTrainer } from './subject-trainer';

/** The measurements of one seed. */
export interface Measurement {
  /** The factor on the norm of dL/dz per layer in the backward pass; NaN where there are fewer than two hidden layers. */
  readonly factor: number;
  /** The mean loss of the last tenth of the steps; Infinity where training ended early. */
  readonly loss: number;
  /** The rest of the way from the best constant's loss to a perfect one; null where it is not known. */
  readonly rest: number | null;
  /** The error with which training refuses the subject; null where it does not. */
  readonly refusal: Error | null;
}

/** The settings that all subjects share. */
export interface Experiment {
  /** The caller's model; null for a spec, which builds one for each seed. */
  readonly model: tf.LayersModel | null;
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly batchSize: number;
  readonly steps: number;
}

/** The number of rows that weights are prepared on. */
const SAMPLE_ROWS = 256;

/**
 * Measures a subject from some seeds: 1 for the weights as they are. The caller's model and optimiser are as before afterwards.
 *
 * @param goesOn says after each seed whether the next one is measured too
 */
export async function measure(
  experiment: Experiment,
  subject: Subject,
  seeds: readonly number[],
  onRun: (run: number) => void,
  goesOn: (runs: readonly Measurement[]) => boolean = () => true,
): Promise<Measurement[]> {
  const { batchSize, steps } = experiment;
  const data = subjectData(experiment.x, experiment.y, subject);
  const trainer = new SubjectTrainer(subject, steps, batchSize);
  const runs: Measurement[] = [];
  try {
    for (const seed of seeds) {
      if (!goesOn(runs)) break;
      // The caller's own model gets its weights back before it is given others.
      if (experiment.model !== null && subject.config === null) trainer.dispose();
      runs.push(await measureSeed(experiment, subject, data, trainer, seed));
      onRun(runs.length);
      await nextTurn();
    }
    return runs;
  } finally {
    trainer.dispose();
    data.dispose();
  }
}

async function measureSeed(
  experiment: Experiment,
  subject: Subject,
  data: SubjectData,
  trainer: SubjectTrainer,
  seed: number,
): Promise<Measurement> {
  const { model, release } = await networkOf(experiment.model, subject, seed);
  let isReleased = false;
  const releaseOnce = (): void => {
    if (!isReleased) release();
    isReleased = true;
  };
  try {
    const sample = data.x.slice(0, Math.min(SAMPLE_ROWS, data.x.shape[0]));
    try {
      for (const prepare of subject.weights) prepare(model, sample, seed);
    } finally {
      sample.dispose();
    }
    const factor = factorAtStart(model, data, experiment.batchSize, subject);
    const toUnit = unitOf(model, experiment, subject, data);
    const losses = await trainer.train(model, releaseOnce, data, seed);
    const mean = lossAtEnd(losses, experiment.steps);
    const isWhole = losses.length === experiment.steps && Number.isFinite(mean);
    return { factor, ...toUnit(isWhole ? mean : Infinity), refusal: null };
  } catch (error) {
    releaseOnce();
    const refusal = error instanceof Error ? error : new Error(String(error));
    return { factor: NaN, loss: Infinity, rest: Infinity, refusal };
  }
}

/** A network for a seed: built from the spec or the config, or the caller's own with other weights. */
async function networkOf(
  given: tf.LayersModel | null,
  { spec, config }: Subject,
  seed: number,
): Promise<{ model: tf.LayersModel; release: () => void }> {
  if (given === null) {
    const model = build({ ...spec!, seed });
    return { model, release: () => void model.dispose() };
  }
  if (config === null) {
    const restore = snapshotModel(given);
    if (seed > 1) redrawWeights(given, seed - 1);
    return { model: given, release: restore };
  }
  const model = await modelOf(config, given, seed);
  const { loss } = given as { readonly loss?: tf.ModelCompileArgs['loss'] };
  if (loss !== undefined) model.compile({ optimizer: 'sgd', loss });
  if (seed > 1) redrawWeights(model, seed - 1);
  return {
    model,
    release: () => {
      disposeModel(model);
    },
  };
}

function factorAtStart(
  model: tf.LayersModel,
  data: { readonly x: tf.Tensor; readonly y: tf.Tensor },
  batchSize: number,
  { loss, spec }: Subject,
): number {
  const head = [data.x, data.y].map((all) => all.slice(0, Math.min(batchSize, all.shape[0])));
  try {
    const { layers } = observe(model, itemAt(head, 0), itemAt(head, 1), {
      ...(loss === undefined ? {} : { loss }),
      quantities: ['dL/dz'],
    });
    return factorOf(layers.objects(), spec);
  } finally {
    tf.dispose(head);
  }
}

/** The norm below which float32 rounds: its smallest normal number, times the entries of a gradient. */
const SMALLEST = 1e-30;

/**
 * The factor per layer, over the layers that `theory.gradientRatio` takes: from the last hidden layer to the first, or to that at
 * which the norm is no longer what float32 holds.
 */
export function factorOf(rows: readonly LayerRow[], spec: NetworkSpec | null): number {
  const norms = rows.filter(({ kind }) => kind !== 'batchnormalization').map(({ norm }) => norm);
  const gaps = spec !== null && 'blocks' in spec ? spec.blocks : norms.length - 2;
  if (gaps < 1) return NaN;
  const last = norms.length - 2;
  const isBlocks = gaps !== last;
  const first = isBlocks
    ? 0
    : Math.max(
        0,
        norms.findIndex((norm) => norm > SMALLEST),
      );
  return (itemAt(norms, first) / itemAt(norms, last)) ** (1 / (isBlocks ? gaps : Math.max(1, last - first)));
}

/** A function from a loss to the loss in the unit of the given y, and the rest of the way to a perfect one. */
function unitOf(
  model: tf.LayersModel,
  { x, y }: Experiment,
  subject: Subject,
  data: SubjectData,
): (loss: number) => Pick<Measurement, 'loss' | 'rest'> {
  const rows = x.shape[0];
  const shapes = model.outputs.map(({ shape }) => shape.map((size, i) => (i === 0 ? rows : (size ?? 1))));
  const criterion = lossFor('whatIf', model, subject.loss);
  const own = baselineOf(criterion, data, shapes);
  const given: Baseline | null = subject.scaling.y ? baselineOf(criterion, { x, y }, shapes) : own;
  return (loss) => {
    if (own === null) return { loss, rest: null };
    const rest = restOfWay(loss, own);
    return { loss: given ? given.perfect + rest * (given.constant - given.perfect) : loss, rest };
  };
}
