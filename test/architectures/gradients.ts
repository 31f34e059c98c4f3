// The gradient of a training step, found in independent ways, and how far two of them are apart.
import { tf } from '../../src/backend';
import { permutation } from '../../src/datasets/dataset';
import { observe } from '../../src/hooks';
import { train, watch } from '../../src/training';
import { numbers, type Architecture } from './architecture';
import { fitLoss, losses } from './losses';
import { everyLayer, remember } from './snapshot';

type Values = Float32Array;

/** Loss, and gradient by variable, in the order of `model.weights`; null for what is not trained. */
export interface Step {
  readonly loss: number;
  readonly grads: readonly (Values | null)[];
  /** How far rounding alone moves each gradient, where that was measured. */
  readonly noise?: readonly number[];
}

/** Large, so that (before - after) / rate has the digits of the gradient. A power of 2: the division is exact. */
export const RATE = 2 ** 12;

/** A model with its data, and what to ask of it. */
export interface Case {
  readonly architecture: Architecture;
  readonly model: tf.LayersModel;
  readonly x: tf.Tensor[];
  readonly y: tf.Tensor[];
}

export const one = <T>(list: readonly T[]): T | T[] => (list.length === 1 ? list[0] : [...list]);

const functionsOf = ({ loss }: Architecture) => loss.map((l) => (typeof l === 'string' ? losses[l] : l));

/** The loss in the form that `model.compile` takes. */
export const compiledLoss = ({ loss }: Architecture) => one(loss) as string;

/** The options that fit, observe and train take besides the data. */
export const weightsOption = ({ classWeight }: Architecture): object =>
  classWeight ? { classWeight: one(classWeight) } : {};

/** The layer that holds a weight, by itself or in a cell; of a wrapper and what it wraps, the inner one. */
function isTrained({ architecture, model }: Case, weight: tf.LayersModel['weights'][number]): boolean {
  const frozen = everyLayer(model).filter(({ name }) => architecture.frozen?.includes(name));
  const isAverage = /moving_(mean|variance)/.test(weight.originalName);
  return !isAverage && !frozen.some((layer) => layer.weights.includes(weight));
}

/** The step by tf.variableGrads, of the loss that the tests write out themselves. */
export function byVariableGrads(one: Case): Step {
  const { architecture, model, x, y } = one;
  const restore = remember(model);
  const trained = model.weights.map((weight) => isTrained(one, weight));
  let step!: Step;
  tf.tidy(() => {
    const variables = model.weights.map((weight) => weight.read() as unknown as tf.Variable);
    const forward = (): tf.Scalar => {
      const outputs = [
        model.apply(x.length === 1 ? x[0] : x, { training: true }) as tf.Tensor | tf.Tensor[],
      ].flat();
      const penalties = architecture.penalties?.(model) ?? [];
      return fitLoss({ ...architecture, of: functionsOf(architecture), penalties }, y, outputs);
    };
    const { value, grads } = tf.variableGrads(
      forward,
      variables.filter((_, i) => trained[i]),
    );
    step = {
      loss: value.dataSync()[0],
      grads: variables.map(({ name, size }, i) => {
        if (!trained[i]) return null;
        const grad = grads[name] as tf.Tensor | undefined;
        return grad ? new Float32Array(grad.dataSync<'float32'>()) : new Float32Array(size);
      }),
    };
  });
  restore();
  return step;
}

/**
 * The same, with what rounding does to it: how far the gradient moves where every weight moves by up to four roundings of a
 * float32, as many as a value meets in a few layers. Some models make much of it, such as batch norm of units that hardly vary.
 */
export function byVariableGradsWithNoise(one: Case): Step {
  const step = byVariableGrads(one);
  const restore = remember(one.model);
  tf.tidy(() => {
    one.model.weights.forEach((weight, i) => {
      const nudge = tf.add(1, numbers(weight.shape as number[], i, 2 ** -21));
      weight.write(tf.mul(weight.read(), nudge));
    });
  });
  const again = byVariableGrads(one);
  restore();
  const noise = step.grads.map((grad, i) =>
    grad ? Math.hypot(...grad.map((v, j) => v - again.grads[i]![j])) : 0,
  );
  return { ...step, noise };
}

const valuesOf = (model: tf.LayersModel): Values[] =>
  model.weights.map((weight) => new Float32Array(weight.read().dataSync<'float32'>()));

/** The gradient by what a step of plain gradient descent at RATE moved: of every weight, also of those that fit is to leave. */
async function moved(one: Case, step: () => Promise<number>): Promise<Step> {
  const restore = remember(one.model);
  const before = valuesOf(one.model);
  try {
    const loss = await step();
    const after = valuesOf(one.model);
    return { loss, grads: before.map((was, i) => was.map((v, j) => (v - after[i][j]) / RATE)) };
  } finally {
    restore();
  }
}

/** The step that fit takes; the model is to be compiled with plain gradient descent at RATE. */
export const byFit = (one_: Case, callbacks: tf.CustomCallback[] = []): Promise<Step> =>
  moved(one_, async () => {
    const { architecture, model, x, y } = one_;
    const { history } = await model.fit(one(x), one(y), {
      batchSize: x[0].shape[0],
      epochs: 1,
      shuffle: false,
      verbose: 0,
      callbacks,
      ...weightsOption(architecture),
    });
    return history.loss[0] as number;
  });

/** The rows in such an order that train's first batch, shuffled, has them as they were: a dropout's mask goes by the row. */
function beforeShuffle(tensor: tf.Tensor): tf.Tensor {
  const order = permutation(tensor.shape[0], 0, 'epoch', 1);
  const places = new Int32Array(order.length);
  order.forEach((row, i) => (places[row] = i));
  return tf.tidy(() => tf.gather(tensor, tf.tensor1d(places, 'int32')));
}

/** The step that the library's `train` takes. */
export const byTrain = (one_: Case, compiled: boolean): Promise<Step> =>
  moved(one_, async () => {
    const { architecture, model } = one_;
    const isStateful = everyLayer(model).some(({ stateful }) => stateful); // whose rows stay in their order
    const [x, y] = [one_.x, one_.y].map((tensors) =>
      tensors.map((tensor) => (isStateful ? tensor.clone() : beforeShuffle(tensor))),
    );
    try {
      const { history } = await train(model, { x: one(x), y: one(y) } as never, {
        steps: 1,
        batchSize: x[0].shape[0],
        optimizer: { name: 'sgd', learningRate: RATE },
        compiled,
        ...weightsOption(architecture),
      });
      return history.get('loss', 0) as number;
    } finally {
      tf.dispose([x, y]);
    }
  });

export interface Row {
  readonly layer: string;
  readonly quantity: string;
  readonly weight: string | null;
  readonly norm: number;
  readonly rms: number;
  readonly mean: number;
  readonly std: number;
}

export interface Looked {
  readonly loss: number | null;
  readonly rows: readonly Row[];
}

/** The rows of `observe`, op by op or as a graph. */
export function byObserve({ architecture, model, x, y }: Case, compiled: boolean): Looked {
  const seen = observe(model, one(x), one(y) as tf.Tensor, { compiled, ...weightsOption(architecture) });
  return { loss: seen.loss, rows: seen.layers.objects() as Row[] };
}

/** The rows of `watch` in the first step of fit, and that step. */
export async function byWatch(one: Case): Promise<Looked & { readonly step: Step }> {
  const watcher = watch(one.model);
  const step = await byFit(one, [watcher]);
  const rows = watcher.layers().objects() as (Row & { step: number })[];
  return { loss: null, rows: rows.filter((row) => row.step === 1), step };
}
