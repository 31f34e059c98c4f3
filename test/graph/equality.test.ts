// A compiled training step against the same step on the tape: every network of the fixtures, every optimiser.
import { afterAll, describe, expect, test } from 'vitest';
import { backend, tf } from '../../src/backend';
import { compileWith } from '../../src/graph/compile';
import { loadAddon } from '../../src/graph/native/addon';
import { exactPasses, xlaPasses } from '../../src/graph/passes';
import { disposeOptimizer } from '../../src/training/optimizers';
import { networkOf, passes as all, titleOf, type Pass } from '../pytorch-networks';

const STEPS = 50;
// Rounding differs where a pass has TensorFlow add in another order (float32: 6e-8 each), and 50 steps of training carry it on.
const TOLERANCE = 2e-4;

// There is none where set-up found no compiler.
const hasNativeEngine = typeof loadAddon() !== 'string';

const passes = all.filter(({ training }) => training);

const sessions = (): number => backend().binding.getNumOfSavedModels();
const before = { tensors: tf.memory().numTensors, sessions: sessions() };
afterAll(() => {
  expect(tf.memory().numTensors).toBe(before.tensors);
  expect(sessions()).toBe(before.sessions);
});

interface Run {
  readonly losses: number[];
  readonly norms: number[][];
  readonly weights: Float32Array[];
}

const modes = {
  exact: { passes: exactPasses },
  fast: {},
  native: { engine: 'native' },
  'native, exact': { engine: 'native', passes: exactPasses },
  xla: { xla: true, passes: xlaPasses },
} as const;
type Mode = 'tape' | keyof typeof modes;

/** Trains from the same weights, on the same batch, and says what came of it. */
function trained(pass: Pass, optimizer: tf.Optimizer, mode: Mode, steps = STEPS): Run {
  const { model, x, labels } = networkOf(pass);
  const { outputs } = pass.spec;
  const step = (input: tf.Tensor, y: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(input, { training: true }) as tf.Tensor2D;
      return tf.losses.softmaxCrossEntropy(tf.oneHot(y, outputs), logits).asScalar();
    });
    const norms = Object.values(grads).map((grad) => tf.norm(grad));
    optimizer.applyGradients(grads);
    return { loss: value as tf.Tensor, norms };
  };
  const compiled = mode === 'tape' ? null : compileWith(step, 'step', modes[mode]);
  const losses: number[] = [];
  const norms: number[][] = [];
  for (let i = 0; i < steps; i++) {
    tf.tidy(() => {
      const seen = (compiled ?? step)(x, labels);
      losses.push(seen.loss.dataSync()[0]);
      norms.push(seen.norms.map((norm) => norm.dataSync()[0]));
    });
  }
  const weights = model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
  if (mode.startsWith('native'))
    expect(compiled?.inspect().map(({ engineReason }) => engineReason)).toEqual([null]);
  compiled?.dispose();
  disposeOptimizer(optimizer);
  model.dispose();
  tf.dispose([x, labels]);
  return { losses, norms, weights };
}

/** The greatest difference, against the greatest number. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [worst, size] = [0, 1e-12];
  for (let i = 0; i < a.length; i++) {
    worst = Math.max(worst, Math.abs(a[i] - b[i]));
    size = Math.max(size, Math.abs(a[i]));
  }
  return worst / size;
}

function expectClose(mine: Run, tape: Run, tolerance = TOLERANCE): void {
  expect(apart(mine.losses, tape.losses), 'losses').toBeLessThan(tolerance);
  mine.norms.forEach((norms, i) => {
    expect(apart(norms, tape.norms[i]), `norms of step ${i + 1}`).toBeLessThan(tolerance);
  });
  mine.weights.forEach((weight, i) => {
    expect(apart(weight, tape.weights[i]), `weight ${i}`).toBeLessThan(tolerance);
  });
}

describe.each(passes.map((pass) => [titleOf(pass), pass] as const))('%s', (_, pass) => {
  test(`has the tape's losses, norms and weights over ${STEPS} steps, to ${TOLERANCE}`, () => {
    const sgd = (): tf.Optimizer => tf.train.sgd(0.02);
    const tape = trained(pass, sgd(), 'tape');
    expectClose(trained(pass, sgd(), 'fast'), tape);
    if (hasNativeEngine) expectClose(trained(pass, sgd(), 'native'), tape);
  });
});

const small = passes.find(({ builder, spec }) => builder === 'mlp' && spec.activation === 'tanh')!;
const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9),
  'rmsprop with momentum': () => tf.train.rmsprop(0.001, 0.9, 0.5),
  adagrad: () => tf.train.adagrad(0.05, 0.1),
  adadelta: () => tf.train.adadelta(0.5, 0.9),
};

describe.each(Object.keys(optimizers))('%s', (name) => {
  test(`has the tape's losses, norms and weights over ${STEPS} steps, to ${TOLERANCE}`, () => {
    const make = optimizers[name];
    const tape = trained(small, make(), 'tape');
    expectClose(trained(small, make(), 'fast'), tape);
    if (!hasNativeEngine) return;
    expectClose(trained(small, make(), 'native'), tape);
    expectClose(trained(small, make(), 'native, exact'), tape);
  });

  test('is bit-identical where only the exact passes run', () => {
    const make = optimizers[name];
    const [mine, tape] = [trained(small, make(), 'exact'), trained(small, make(), 'tape')];
    if (!rewritten.includes(name)) {
      expect(mine.losses).toEqual(tape.losses);
      expect(mine.weights).toEqual(tape.weights);
    } else expectClose(mine, tape, 1e-5);
  });
});

test('under XLA has the losses, norms and weights of the tape, to 2e-4', () => {
  const sgd = (): tf.Optimizer => tf.train.sgd(0.1);
  expectClose(trained(small, sgd(), 'xla', 10), trained(small, sgd(), 'tape', 10));
});

// TensorFlow itself writes x / √y as x · (1/√y) when it loads a graph, which rounds once more.
const rewritten = ['rmsprop', 'rmsprop with momentum', 'adagrad', 'adadelta'];
