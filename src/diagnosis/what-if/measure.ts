// The measurement of a subject: the factor of the gradient per layer at the start, and the loss after a short training.
import { itemAt } from '../../arrays';
import { tf } from '../../backend';
import { build, type NetworkSpec } from '../../networks';
import { observe, type LayerRow, type LossFunction, type LossName } from '../../hooks';
import { snapshotModel, snapshotOptimizer, train } from '../../training';
import { redrawWeights } from '../start/redraw';
import type { Subject } from './subject';

/** The measurements of one seed. */
export interface Measurement {
  /** The factor on the norm of dL/dz per layer in the backward pass; NaN where there are fewer than two hidden layers. */
  readonly factor: number;
  /** The mean loss of the last tenth of the steps, in the unit of the given y; Infinity where training ended early. */
  readonly loss: number;
}

/** The settings that all subjects share. */
export interface Experiment {
  /** The caller's model; null for a spec, which builds one for each seed. */
  readonly model: tf.LayersModel | null;
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly loss: LossName | LossFunction | undefined;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly steps: number;
}

/** The number of rows that weights are prepared on. */
const SAMPLE_ROWS = 256;

/** Measures a subject from one seed. The caller's model and optimiser are as before afterwards. */
export async function measure(experiment: Experiment, subject: Subject, seed: number): Promise<Measurement> {
  const { model: given, loss, batchSize, steps } = experiment;
  const data = scaledData(experiment, subject);
  const model = given ?? build({ ...subject.spec!, seed });
  const restoreModel = given && snapshotModel(given);
  const { optimizer } = subject;
  const restoreOptimizer = optimizer instanceof tf.Optimizer ? snapshotOptimizer(optimizer) : null;
  const options = loss === undefined ? {} : { loss };
  try {
    if (given && seed > 1) redrawWeights(given, seed - 1);
    const sample = data.x.slice(0, Math.min(SAMPLE_ROWS, data.x.shape[0]));
    subject.weights?.(model, sample, seed);
    sample.dispose();
    const head = [data.x, data.y].map((all) => all.slice(0, Math.min(batchSize, all.shape[0])));
    const { layers } = observe(model, itemAt(head, 0), itemAt(head, 1), {
      ...options,
      quantities: ['dL/dz'],
    });
    tf.dispose(head);
    const { history, stopped } = await train(model, data, {
      ...options,
      steps,
      batchSize,
      seed,
      optimizer,
      clip: subject.clip,
      schedule: () => subject.rateFactor,
    });
    const losses = history.array('loss') as number[];
    const tail = losses.slice(-Math.max(1, Math.floor(steps / 10)));
    const mean = tail.reduce((sum, one) => sum + one, 0) / tail.length;
    const finite = stopped === null && Number.isFinite(mean) ? mean * data.lossUnit : Infinity;
    return { factor: factorOf(layers.objects(), subject.spec), loss: finite };
  } finally {
    restoreModel?.();
    restoreOptimizer?.();
    if (!given) model.dispose();
    data.dispose();
  }
}

/** The factor per layer, over the layers that `theory.gradientRatio` takes: from the last hidden layer to the first. */
export function factorOf(rows: readonly LayerRow[], spec: NetworkSpec | null): number {
  const norms = rows.filter(({ kind }) => kind !== 'batchnormalization').map(({ norm }) => norm);
  const gaps = spec !== null && 'blocks' in spec ? spec.blocks : norms.length - 2;
  if (gaps < 1) return NaN;
  return (itemAt(norms, 0) / itemAt(norms, norms.length - 2)) ** (1 / gaps);
}

/** The data of a subject: each column of what is scaled has mean 0 and standard deviation 1. */
function scaledData(
  { x, y }: Pick<Experiment, 'x' | 'y'>,
  { scaling }: Subject,
): { x: tf.Tensor; y: tf.Tensor; lossUnit: number; dispose: () => void } {
  const own: tf.Tensor[] = [];
  const standardized = (data: tf.Tensor): tf.Tensor => {
    const scaled = tf.tidy(() => {
      const { mean, variance } = tf.moments(data, 0, true);
      return tf.div(
        tf.sub(data, mean),
        tf.sqrt(tf.where(tf.greater(variance, 0), variance, tf.onesLike(variance))),
      );
    });
    own.push(scaled);
    return scaled;
  };
  const spread = tf.tidy(() => tf.mean(tf.moments(y, 0).variance).dataSync()[0]!);
  return {
    x: scaling.x ? standardized(x) : x,
    y: scaling.y ? standardized(y) : y,
    lossUnit: scaling.y ? spread : 1, // of a squared error, back in the unit of y
    dispose: () => {
      tf.dispose(own);
    },
  };
}
