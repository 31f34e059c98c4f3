// A compiled function as a SavedModel: TensorFlow loads it and runs it to the same numbers.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { randomBatch } from '../../src/datasets';
import { compile, type Compiled } from '../../src/graph';
import { mlp } from '../../src/networks';

const CALLS = 5;
// Python's TensorFlow is there where `npm run bench` was run before.
const python = join(__dirname, '../../.bench-venv/bin/python');

const before = tf.memory().numTensors;
const folder = mkdtempSync(join(tmpdir(), 'saved-model-'));
const { x, y } = randomBatch({ size: 8, inputs: 20, classes: 4, seed: 1 });
const model = mlp({
  inputs: 20,
  hidden: [16],
  outputs: 4,
  activation: 'relu',
  normalization: 'batch',
  seed: 1,
});
const optimizer = tf.train.adam(0.01);
let graph: Compiled<[tf.Tensor, { labels: tf.Tensor }], { loss: tf.Tensor; norms: tf.Tensor[] }>;
const expected: number[][] = [];

beforeAll(() => {
  graph = compile((input, { labels }) => {
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(input, { training: true }) as tf.Tensor2D;
      return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 4), logits).asScalar();
    });
    const norms = Object.values(grads).map((grad) => tf.norm(grad));
    optimizer.applyGradients(grads as never);
    return { loss: value as tf.Tensor, norms };
  });
  const step = (): number[] =>
    tf.tidy(() => {
      const { loss, norms } = graph(x, { labels: y });
      return [loss, ...norms].map((value) => value.dataSync()[0]);
    });
  step();
  graph.save(folder); // after a step: with the variables as they are then
  for (let i = 0; i < CALLS; i++) expected.push(step());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  graph.dispose();
  optimizer.dispose();
  model.dispose();
  tf.dispose([x, y]);
  expect(tf.memory().numTensors).toBe(before);
});

test('tfjs loads it, and training goes on where it was', async () => {
  const saved = await tf.node.loadSavedModel(folder);
  for (const [loss, ...norms] of expected) {
    tf.tidy(() => {
      const results = saved.predict({ x_0: x, x_1_labels: y } as never) as unknown as Record<
        string,
        tf.Tensor
      >;
      expect(results.loss.dataSync()[0]).toBeCloseTo(loss, 6);
      norms.forEach((norm, i) => expect(results[`norms_${i}`].dataSync()[0]).toBeCloseTo(norm, 6));
    });
  }
  saved.dispose();
});

test.skipIf(!existsSync(python))("Python's TensorFlow does the same", () => {
  const put = (tensor: tf.Tensor) => ({
    dtype: tensor.dtype,
    shape: tensor.shape,
    values: [...tensor.dataSync()],
  });
  const input = JSON.stringify({ calls: CALLS, inputs: { x_0: put(x), x_1_labels: put(y) } });
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0' };
  const output = execFileSync(python, [join(__dirname, 'saved_model.py'), folder], {
    input,
    env,
    encoding: 'utf8',
  });
  const results = JSON.parse(output) as Record<string, number[]>[];
  expected.forEach(([loss, ...norms], i) => {
    expect(results[i].loss[0]).toBeCloseTo(loss, 6);
    norms.forEach((norm, j) => expect(results[i][`norms_${j}`][0]).toBeCloseTo(norm, 6));
  });
});

describe('which trace is meant', () => {
  test('must be said where there are none or several', () => {
    const twice = compile((t: tf.Tensor) => tf.mul(t, 2));
    const target = join(folder, 'twice');
    expect(() => twice.save(target)).toThrow(/has not been traced yet/);
    tf.tidy(() => {
      twice(tf.scalar(1));
      twice(tf.ones([2]));
      expect(() => twice.save(target)).toThrow(/2 kinds of arguments/);
      twice.save(target, tf.ones([2]));
    });
    expect(existsSync(join(target, 'saved_model.pb'))).toBe(true);
    twice.dispose();
  });
});
