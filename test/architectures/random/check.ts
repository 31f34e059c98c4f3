// One random model, held against all ways to its gradient, and against what it was before.
import { expect } from 'vitest';
import { tf } from '../../../src/backend';
import { learningRateRange, train } from '../../../src/training';
import { rowDifferences, stepDifferences, wholeNorm } from '../agreement';
import {
  byFit,
  byObserve,
  byTrain,
  byVariableGradsWithNoise,
  byWatch,
  compiledLoss,
  one as alone,
  RATE,
  weightsOption,
  type Case,
  type Step,
} from '../gradients';
import { differences, everyLayer, remember, savedOf, snapshotOf } from '../snapshot';
import { randomArchitecture, type RandomArchitecture } from './model';

const compileWith = (one: Case, optimizer: tf.Optimizer): void => {
  one.model.compile({ optimizer, loss: compiledLoss(one.architecture) });
};

const fitted = (model: tf.LayersModel): Float32Array[] =>
  model.weights.map((weight) => new Float32Array(weight.read().dataSync<'float32'>()));

const registered = (): tf.Variable[] => Object.values(tf.engine().registeredVariables);

/** Its own dispose leaves some of its constants. */
function discard(optimizer: tf.Optimizer): void {
  optimizer.dispose();
  tf.dispose(Object.values(optimizer).filter((value) => value instanceof tf.Tensor && !value.isDisposed));
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

/** Three steps of fit and of train with the same optimiser: weights whose gradient is not mere rounding end at the same place. */
async function optimizerDifferences(
  one: Case,
  of: RandomArchitecture,
  gradient: Step,
  compiled: boolean,
): Promise<string[]> {
  const { architecture, model } = one;
  const options = { batchSize: one.x[0].shape[0], epochs: 3, ...weightsOption(architecture) };
  const start = fitted(model);
  const byHand = of.optimizer();
  compileWith(one, byHand);
  let restore = remember(model);
  await model.fit(alone(one.x), alone(one.y), { ...options, shuffle: false, verbose: 0 });
  const expected = fitted(model);
  restore();
  const optimizer = of.optimizer();
  restore = remember(model);
  await train(model, { x: alone(one.x), y: alone(one.y) } as never, { ...options, optimizer, compiled });
  const now = fitted(model);
  restore();
  discard(byHand);
  discard(optimizer);
  const whole = wholeNorm(gradient);
  return expected.flatMap((values, i) => {
    const grad = gradient.grads[i];
    if (grad === null || norm(grad) < 1e-3 * whole) return [];
    const apart = norm(values.map((v, j) => v - now[i][j]));
    const moved = norm(values.map((v, j) => v - start[i][j]));
    return apart <= 1e-2 * moved
      ? []
      : [`${model.weights[i].name}: three steps apart by ${apart} of ${moved}`];
  });
}

/** The faults of the library on the model of a seed, as sentences. */
async function faults(of: RandomArchitecture, seed: number, one: Case): Promise<string[]> {
  const { model } = one;
  const found: string[] = [];
  const say = (where: string, list: readonly string[]): void =>
    void found.push(...list.map((text) => `${where}: ${text}`));
  const attempt = async (where: string, work: () => Promise<readonly string[]>): Promise<void> => {
    try {
      say(where, await work());
    } catch (error) {
      say(where, [(error as Error).message.slice(0, 300)]);
    }
  };
  // The optimiser has made steps and has variables of its own, which no look may move.
  const own = of.optimizer();
  compileWith(one, own);
  const restore = remember(model);
  await model.fit(alone(one.x), alone(one.y), {
    epochs: 1,
    batchSize: one.x[0].shape[0],
    verbose: 0,
    ...weightsOption(of),
  });
  restore();
  const descent = tf.train.sgd(RATE);
  const expected = byVariableGradsWithNoise(one);
  let before = await snapshotOf(model);
  const unchanged = async (): Promise<string[]> => differences(before, await snapshotOf(model));
  for (const compiled of [false, true]) {
    await attempt(`observe, compiled ${compiled}`, async () => {
      const rows = rowDifferences(model, expected, byObserve(one, compiled));
      return [...rows, ...(await unchanged())];
    });
  }
  if (seed % 5 === 0) {
    await attempt('learningRateRange', async () => {
      await learningRateRange(model, { x: alone(one.x), y: alone(one.y) } as never, {
        steps: 2,
        from: 1e-3,
        to: 1e-2,
      });
      return unchanged();
    });
  }
  compileWith(one, descent);
  await attempt('fit', async () => stepDifferences(model, expected, await byFit(one)));
  await attempt('watch', async () => {
    const { step, ...seen } = await byWatch(one);
    return [...stepDifferences(model, expected, step), ...rowDifferences(model, expected, seen)];
  });
  compileWith(one, own);
  before = await snapshotOf(model);
  for (const compiled of [false, true])
    await attempt(`train, compiled ${compiled}`, async () => [
      ...stepDifferences(model, expected, await byTrain(one, compiled)),
      ...(await unchanged()),
    ]);
  if (!of.byRow) await attempt('optimiser', () => optimizerDifferences(one, of, expected, seed % 2 === 0));
  await attempt('save and load', () => loadDifferences(one));
  discard(own);
  discard(descent);
  return found;
}

/** Whether what is saved loads, and predicts the same. */
async function loadDifferences({ model, x }: Case): Promise<string[]> {
  const predicted = (of: tf.LayersModel): number[] =>
    tf.tidy(() => [of.predict(alone(x))].flat().flatMap((output) => [...output.dataSync()]));
  const restore = remember(model);
  const variables = new Set(registered());
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(await savedOf(model)));
  const [was, is] = [predicted(model), predicted(loaded)];
  tf.dispose(registered().filter((variable) => !variables.has(variable)));
  for (const layer of everyLayer(loaded)) tf.dispose((layer as { states_?: tf.Tensor[] }).states_ ?? []);
  restore();
  return was.every((v, i) => Math.abs(v - is[i]) < 1e-6) ? [] : ['the loaded model predicts something else'];
}

/** The model of a seed passes every check; or an error with the seed, the model in words, and what is wrong. */
export async function check(seed: number): Promise<void> {
  const variables = new Set(registered());
  const architecture = randomArchitecture(seed);
  const one: Case = {
    architecture,
    model: await architecture.build(),
    x: architecture.x(),
    y: architecture.y(),
  };
  const tensors = tf.memory().numTensors;
  try {
    const found = await faults(architecture, seed, one);
    const left = tf.memory().numTensors - tensors;
    if (left !== 0) found.push(`${left} tensors are left behind`);
    if (found.length > 0) expect.fail(`seed ${seed} = ${architecture.description}\n${found.join('\n')}`);
  } finally {
    tf.dispose(registered().filter((variable) => !variables.has(variable)));
    tf.dispose([one.x, one.y]);
  }
}
