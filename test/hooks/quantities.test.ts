// observe with only some of its quantities, against observe with all of them.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { randomBatch } from '../../src/datasets';
import { observe, type ObserveOptions } from '../../src/hooks';
import { build, recurrent, type NetworkSpec } from '../../src/networks';
import { expectNoLeaks } from '../leaks';

expectNoLeaks();

const specs: Record<string, NetworkSpec> = {
  'an MLP': { inputs: 20, hidden: [16, 16], outputs: 4, activation: 'sigmoid', seed: 1 },
  'one without biases': { inputs: 20, hidden: [16, 16], outputs: 4, bias: false, seed: 1 },
  'one with batch norm': { inputs: 20, hidden: [16, 16], outputs: 4, normalization: 'batch', seed: 1 },
  'a residual network': { inputs: 20, width: 16, blocks: 2, outputs: 4, normalization: 'batch', seed: 1 },
};
const batch = () => randomBatch({ size: 8, inputs: 20, classes: 4, seed: 1 });

type Row = Record<string, unknown>;
const asked = (rows: readonly Row[], names: readonly string[]): Row[] =>
  rows.filter(({ quantity }) => names.includes(quantity as string));
const some = [['dL/dz'], ['z'], ['a', 'dL/da'], ['dL/dW'], ['W', 'dL/db'], ['z', 'dL/dz', 'dL/dW']];

describe.each(Object.keys(specs))('of %s', (name) => {
  test.each(some.map((quantities) => ({ quantities })))(
    'only $quantities are looked at, with the same numbers as among all',
    ({ quantities }) => {
      const model = build(specs[name]);
      const { x, y } = batch();
      const all = observe(model, x, y);
      const few = observe(model, x, y, { quantities });
      const expected = asked(all.layers.objects() as Row[], quantities);
      expect(few.layers.objects()).toEqual(expected);
      expect(few.loss).toBe(all.loss);
      model.dispose();
      tf.dispose([x, y]);
    },
  );
});

describe('of a recurrent network', () => {
  const sequences = () =>
    tf.tidy(() => ({ x: tf.linspace(-1, 1, 60).reshape([4, 5, 3]), y: tf.ones([4, 1]) }));
  const options: ObserveOptions = { loss: 'meanSquaredError' };

  test.each(['simple', 'lstm', 'gru'])('%s: the same through time, and the same matrices', (cell) => {
    const model = recurrent({ inputs: 3, units: 6, cell, outputs: 1, seed: 1 });
    const { x, y } = sequences();
    const all = observe(model, x, y, options);
    for (const quantities of [['dL/da'], ['c', 'dL/dc'], ['dL/dU', 'a']]) {
      const few = observe(model, x, y, { ...options, quantities });
      expect(few.throughTime?.objects() ?? []).toEqual(
        asked(all.throughTime!.objects() as Row[], quantities),
      );
      expect(few.layers.objects()).toEqual(asked(all.layers.objects() as Row[], quantities));
    }
    model.dispose();
    tf.dispose([x, y]);
  });
});

test('a layer that does not train is looked at through those that do', () => {
  const model = build(specs['an MLP']);
  model.layers[3].trainable = false;
  const { x, y } = batch();
  const all = observe(model, x, y);
  const few = observe(model, x, y, { quantities: ['dL/dz'] });
  expect(few.layers.objects()).toEqual(asked(all.layers.objects() as Row[], ['dL/dz']));
  model.layers[3].trainable = true;
  model.dispose();
  tf.dispose([x, y]);
});

test('as a graph the same quantities are looked at, and another choice gets a graph of its own', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  for (const quantities of [['dL/dz'], ['a', 'dL/dW']]) {
    const [graph, tape] = [true, false].map((compiled) => observe(model, x, y, { quantities, compiled }));
    const norms = [graph, tape].map(({ layers }) => [...layers.array('norm')] as number[]);
    expect([...graph.layers.array('quantity')]).toEqual([...tape.layers.array('quantity')]);
    norms[0].forEach((norm, i) => expect(norm / norms[1][i]).toBeCloseTo(1, 5));
  }
  model.dispose();
  tf.dispose([x, y]);
});

test('where no gradient is asked for there is no backward pass: a model without trainable weights will do', () => {
  const model = build(specs['an MLP']);
  for (const layer of model.layers) layer.trainable = false;
  const { x, y } = batch();
  expect(observe(model, x, y, { quantities: ['a'] }).layers.numRows()).toBe(3 - 1);
  expect(() => observe(model, x, y, { quantities: ['dL/da'] })).toThrow(/trainable/);
  for (const layer of model.layers) layer.trainable = true;
  model.dispose();
  tf.dispose([x, y]);
});

test('what is no quantity is named, with a guess at what was meant', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  const looking = (quantities: unknown) => () =>
    observe(model, x, y, { quantities: quantities as readonly string[] });
  expect(looking(['dL/dZ'])).toThrow(
    /observe: quantities\[0\] 'dL\/dZ' is not one of .*did you mean 'dL\/dz'/,
  );
  expect(looking([])).toThrow(/observe: quantities must be an array of names/);
  expect(looking('z')).toThrow(/observe: quantities must be an array of names/);
  model.dispose();
  tf.dispose([x, y]);
});
