// The measurement of a subject: the factor of the gradient per layer at the start, and the loss after a short training.
import { itemAt } from '../../arrays';
import { tf } from '../../backend';
import { lossFor, observe, type LayerRow } from '../../hooks';
import { build, type NetworkSpec } from '../../networks';
import {
  checkOptimizer,
  disposeOptimizer,
  isBuiltIn,
  snapshotModel,
  snapshotOptimizer,
  train,
  type OptimizerSpec,
} from '../../training';
import { baselineOf, type Baseline } from '../runs/baseline';
import { redrawWeights } from '../start/redraw';
import { modelOf } from './model-config';
import type { Subject } from './subject';
import { subjectData } from './subject-data';

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

/** Measures a subject from one seed. The caller's model and optimiser are as before afterwards. */
export async function measure(experiment: Experiment, subject: Subject, seed: number): Promise<Measurement> {
  const { batchSize, steps } = experiment;
  const data = subjectData(experiment.x, experiment.y, subject);
  const { model, release } = await networkOf(experiment.model, subject, seed);
  const optimizer = copyOptimizer(subject.optimizer);
  const options = subject.loss === undefined ? {} : { loss: subject.loss };
  try {
    const sample = data.x.slice(0, Math.min(SAMPLE_ROWS, data.x.shape[0]));
    for (const prepare of subject.weights) prepare(model, sample, seed);
    sample.dispose();
    const factor = factorAtStart(model, data, batchSize, subject);
    const { history, stopped } = await train(model, data, {
      ...options,
      steps,
      batchSize,
      seed,
      optimizer: optimizer.spec,
      clip: subject.clip,
      schedule: () => subject.rateFactor,
    });
    const losses = history.array('loss') as number[];
    const tail = losses.slice(-Math.max(1, Math.floor(steps / 10)));
    const mean = tail.reduce((sum, one) => sum + one, 0) / tail.length;
    const loss = stopped === null && Number.isFinite(mean) ? mean : Infinity;
    return { factor, ...inUnitOfY(model, experiment, subject, data, loss), refusal: null };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { factor: NaN, loss: Infinity, rest: Infinity, refusal: error };
  } finally {
    optimizer.release();
    release();
    data.dispose();
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
  return { model, release: () => void model.dispose() };
}

/** The part of an optimiser's class by which tfjs makes one like another. */
interface OptimizerClass {
  fromConfig(cls: OptimizerClass, config: object): tf.Optimizer;
}

/** A new optimiser like a given one; one of a class of the caller's is used itself, and restored. */
function copyOptimizer(spec: OptimizerSpec): { spec: OptimizerSpec; release: () => void } {
  if (!(spec instanceof tf.Optimizer)) return { spec, release: () => undefined };
  if (!isBuiltIn(spec)) return { spec, release: snapshotOptimizer(spec) };
  const cls = spec.constructor as unknown as OptimizerClass;
  const copy = cls.fromConfig(cls, spec.getConfig());
  return {
    spec: checkOptimizer('whatIf', 'optimizer', copy).create(),
    release: () => {
      disposeOptimizer(copy);
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

/** The factor per layer, over the layers that `theory.gradientRatio` takes: from the last hidden layer to the first. */
export function factorOf(rows: readonly LayerRow[], spec: NetworkSpec | null): number {
  const norms = rows.filter(({ kind }) => kind !== 'batchnormalization').map(({ norm }) => norm);
  const gaps = spec !== null && 'blocks' in spec ? spec.blocks : norms.length - 2;
  if (gaps < 1) return NaN;
  return (itemAt(norms, 0) / itemAt(norms, norms.length - 2)) ** (1 / gaps);
}

/** A loss and the rest of the way to a perfect one; the loss of scaled targets in the unit of the given ones. */
function inUnitOfY(
  model: tf.LayersModel,
  { x, y }: Experiment,
  subject: Subject,
  data: { readonly x: tf.Tensor; readonly y: tf.Tensor },
  loss: number,
): Pick<Measurement, 'loss' | 'rest'> {
  const rows = x.shape[0];
  const shapes = model.outputs.map(({ shape }) => shape.map((size, i) => (i === 0 ? rows : (size ?? 1))));
  const criterion = lossFor('whatIf', model, subject.loss);
  const own = baselineOf(criterion, data, shapes);
  if (own === null) return { loss, rest: null };
  const rest = (loss - own.perfect) / (own.constant - own.perfect);
  if (!subject.scaling.y) return { loss, rest };
  const given: Baseline | null = baselineOf(criterion, { x, y }, shapes);
  return { loss: given ? given.perfect + rest * (given.constant - given.perfect) : loss, rest };
}
