// observe as a graph against observe on the tape.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { randomBatch } from '../../src/datasets';
import { observe, registerForwardHook } from '../../src/hooks';
import { build, type NetworkSpec } from '../../src/networks';

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const specs: Record<string, NetworkSpec> = {
  'an MLP': { inputs: 20, hidden: [16, 16], outputs: 4, activation: 'tanh', seed: 1 },
  'one with a ReLU': { inputs: 20, hidden: [16, 16], outputs: 4, activation: 'relu', seed: 1 },
  'one with batch norm': {
    inputs: 20,
    hidden: [16],
    outputs: 4,
    activation: 'relu',
    normalization: 'batch',
    seed: 1,
  },
};
const batch = () => randomBatch({ size: 8, inputs: 20, classes: 4, seed: 1 });

describe.each(Object.keys(specs))('%s', (name) => {
  test('has the same loss and, to rounding, the same table; and is as it was', () => {
    const model = build(specs[name]);
    const { x, y } = batch();
    const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
    const [graph, tape] = [true, false].map((compiled) => observe(model, x, y, { compiled, histograms: 5 }));
    expect(graph.loss).toBeCloseTo(tape.loss, 6);
    expect(graph.layers.numRows()).toBe(tape.layers.numRows());
    const [mine, theirs] = [graph, tape].map(({ layers }) => [...layers.array('norm')] as number[]);
    const size = Math.max(...theirs);
    theirs.forEach((norm, i) => expect(Math.abs(mine[i] - norm) / size).toBeLessThan(1e-6));
    expect([...graph.layers.array('quantity')]).toEqual([...tape.layers.array('quantity')]);
    expect(graph.histograms!.columnNames()).toEqual(tape.histograms!.columnNames());
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(weights);
    model.dispose();
    tf.dispose([x, y]);
  });
});

test('a graph sees the weights as they are now', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  const first = observe(model, x, y, { compiled: true }).loss;
  const doubled = model.getWeights().map((weight) => tf.mul(weight, 2));
  model.setWeights(doubled);
  tf.dispose(doubled);
  const [graph, tape] = [true, false].map((compiled) => observe(model, x, y, { compiled }).loss);
  expect(graph).not.toBeCloseTo(first, 3);
  expect(graph).toBeCloseTo(tape, 5);
  tf.dispose([x, y]);
  model.dispose();
});

test('who asks again and again gets the same answers', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  const losses = Array.from({ length: 25 }, () => observe(model, x, y).loss);
  for (const loss of losses) expect(loss).toBeCloseTo(losses[0], 6);
  model.dispose();
  tf.dispose([x, y]);
});

test('hooks are heard at every call, however many there are', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  let heard = 0;
  const handle = registerForwardHook(model.layers[1], () => {
    heard++;
  });
  for (let i = 0; i < 25; i++) observe(model, x, y);
  handle.remove();
  expect(heard).toBe(25);
  model.dispose();
  tf.dispose([x, y]);
});

test('a bad label is found, and a loss that reads is named, also where a graph is asked for', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  const bad = tf.fill([8], 9, 'int32');
  expect(() => observe(model, x, bad, { compiled: true })).toThrow(/class index 9/);
  const reads = (_: tf.Tensor, output: tf.Tensor | tf.Tensor[]) => {
    (output as tf.Tensor).dataSync();
    return tf.mean(output as tf.Tensor);
  };
  expect(() => observe(model, x, y, { loss: reads, compiled: true })).toThrow(/value is read/);
  expect(() => observe(model, x, y, { compiled: 'yes' as never })).toThrow(/compiled.*true or false/);
  model.dispose();
  tf.dispose([x, y, bad]);
});
