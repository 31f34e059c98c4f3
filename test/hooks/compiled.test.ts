// observe as a graph against observe on the tape.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { randomBatch } from '../../src/datasets';
import { observe, registerBackwardHook, registerForwardHook } from '../../src/hooks';
import { build, type NetworkSpec } from '../../src/networks';
import { expectNoLeaks } from '../leaks';

expectNoLeaks();

const M = { inputs: 20, hidden: [16, 16], outputs: 4, seed: 1 };
const specs: Record<string, NetworkSpec> = {
  'an MLP': { ...M, activation: 'tanh' },
  'one with a ReLU': { ...M, activation: 'relu' },
  'one with batch norm': { ...M, hidden: [16], activation: 'relu', normalization: 'batch' },
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

test('a bad label is found, and what is no flag is named, also where a graph is asked for', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  const bad = tf.fill([8], 9, 'int32');
  expect(() => observe(model, x, bad, { compiled: true })).toThrow(/class index 9/);
  expect(() => observe(model, x, y, { compiled: 'yes' as never })).toThrow(/compiled.*true or false/);
  model.dispose();
  tf.dispose([x, y, bad]);
});

describe('a graph is as right as the tape after a change of', () => {
  /** Its factor is a field; the other one is a variable of the module. */
  let outside = 1;
  class Factor extends tf.layers.Layer {
    static readonly className = 'Factor';
    factor = 1;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul([inputs].flat()[0], this.factor * outside);
    }
  }
  const dense = (units: number, extra: object = {}) =>
    tf.layers.dense({
      units,
      activation: 'tanh',
      kernelInitializer: tf.initializers.glorotUniform({ seed: units }),
      ...extra,
    });
  const inner = () => tf.sequential({ layers: [dense(4, { inputShape: [6] }), dense(5)] });
  const nested = () => tf.sequential({ layers: [inner(), dense(1)] });
  const plain =
    (...layers: tf.layers.Layer[]) =>
    () =>
      tf.sequential({ layers: [dense(4, { inputShape: [6] }), ...layers, dense(1)] });

  type Change = (model: tf.Sequential) => (() => void) | void;
  const innerOf = (model: tf.Sequential) => model.layers[0] as unknown as { layers: tf.layers.Layer[] };
  const mse = { loss: 'meanSquaredError', optimizer: 'sgd' } as const;
  const reluOf = () =>
    (tf.layers.activation({ activation: 'relu' }) as unknown as { activation: object }).activation;
  const cases: [what: string, make: () => tf.Sequential, change: Change][] = [
    [
      "the model's loss",
      plain(),
      (model) => {
        model.optimizer.dispose();
        model.compile({ ...mse, loss: 'meanAbsoluteError' });
      },
    ],
    [
      'an activation',
      plain(),
      (model) => {
        Object.assign(model.layers[0], { activation: reluOf() });
      },
    ],
    [
      'an activation in a model within the model',
      nested,
      (model) => {
        Object.assign(innerOf(model).layers[1], { activation: reluOf() });
      },
    ],
    [
      'what is trained in a model within the model',
      nested,
      (model) => {
        innerOf(model).layers[0].trainable = false;
      },
    ],
    [
      'a setting of a layer',
      () => plain(tf.layers.leakyReLU({ alpha: 0.1 }))(),
      (model) => {
        Object.assign(model.layers[1], { alpha: 0.9 });
      },
    ],
    [
      "the activation of a recurrent layer's cell",
      () =>
        tf.sequential({
          layers: [
            tf.layers.reshape({ targetShape: [3, 2], inputShape: [6] }),
            tf.layers.simpleRNN({ units: 1 }),
          ],
        }),
      (model) => {
        Object.assign((model.layers[1] as unknown as { cell: object }).cell, { activation: reluOf() });
      },
    ],
    [
      'a field of a layer of a class of its own',
      () => plain(new Factor({}))(),
      (model) => {
        Object.assign(model.layers[1], { factor: 3 });
      },
    ],
    [
      'what a layer of a class of its own reads elsewhere',
      () => plain(new Factor({}))(),
      () => {
        outside = 5;
        return () => {
          outside = 1;
        };
      },
    ],
    [
      'hooks: one is registered',
      plain(),
      (model) => {
        const hook = registerForwardHook(model.layers[0], (_, output) => tf.mul(output, 2));
        return () => {
          hook.remove();
        };
      },
    ],
    [
      'hooks: one in the backward pass',
      plain(),
      (model) => {
        const hook = registerBackwardHook(model.layers[0], (grad) => tf.mul(grad, 2));
        return () => {
          hook.remove();
        };
      },
    ],
    [
      'a weight that stands in for another',
      plain(),
      (model) => {
        const weight = model.layers[0].weights[0] as unknown as { val: tf.Variable };
        weight.val.assign(tf.mul(weight.val, 3));
      },
    ],
  ];
  const seenBy = (model: tf.LayersModel, compiled: boolean) => {
    const x = tf.linspace(-1, 1, 48).reshape([8, 6]);
    const { loss, layers } = observe(model, x, tf.ones([8, 1]), { compiled });
    return [loss, ...(layers.array('norm') as number[])];
  };

  test.each(cases)('%s', (_, make, change) => {
    tf.tidy(() => {
      const model = make();
      model.compile(mse);
      seenBy(model, true);
      const undo = change(model);
      const [graph, tape] = [seenBy(model, true), seenBy(model, false)];
      undo?.();
      expect(graph).toHaveLength(tape.length);
      tape.forEach((value, i) => expect(graph[i]).toBeCloseTo(value, 5));
      const [again, then] = [seenBy(model, true), seenBy(model, false)];
      then.forEach((value, i) => expect(again[i]).toBeCloseTo(value, 5));
      model.dispose();
    });
  });

  test('what a loss function, or a hook, reads', () => {
    tf.tidy(() => {
      const model = plain()();
      const [x, y] = [tf.ones([8, 6]), tf.ones([8, 1])];
      let factor = 1;
      const loss = (yTrue: tf.Tensor, output: tf.Tensor | tf.Tensor[]) =>
        tf.mul(factor, tf.mean(tf.squaredDifference(yTrue, output as tf.Tensor)));
      const first = observe(model, x, y, { loss, compiled: true }).loss;
      factor = 7;
      const second = observe(model, x, y, { loss, compiled: true });
      expect(second.loss / first).toBeCloseTo(7, 4);
      const norms = observe(model, x, y, { loss, compiled: false }).layers.array('norm') as number[];
      (second.layers.array('norm') as number[]).forEach((norm, i) => expect(norm).toBeCloseTo(norms[i], 5));
      const hook = registerForwardHook(model.layers[1], (_, output) => tf.mul(output, factor));
      const options = { loss: 'meanSquaredError', compiled: true } as const;
      const hooked = observe(model, x, y, options).loss;
      factor = 0;
      expect(observe(model, x, y, options).loss).toBeCloseTo(1, 6); // output 0, targets 1
      expect(hooked).not.toBeCloseTo(1, 3);
      hook.remove();
      model.dispose();
    });
  });
});

test('a loss function with several outputs, of which it reads one, has the same gradients as a graph', () => {
  tf.tidy(() => {
    const input = tf.input({ shape: [3] });
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
    const trunk = tf.layers
      .dense({ units: 4, activation: 'tanh', kernelInitializer })
      .apply(input) as tf.SymbolicTensor;
    const outputs = [1, 2].map(
      (units) => tf.layers.dense({ units, kernelInitializer }).apply(trunk) as tf.SymbolicTensor,
    );
    const model = tf.model({ inputs: input, outputs });
    const loss = (y: tf.Tensor, output: tf.Tensor | tf.Tensor[]) =>
      tf.mean(tf.squaredDifference(y, (output as tf.Tensor[])[1]));
    const [x, y] = [tf.linspace(0, 1, 12).reshape([4, 3]), tf.ones([4, 2])];
    const [graph, tape] = [true, false].map((compiled) => observe(model, x, y, { loss, compiled }));
    expect(graph.loss).toBeCloseTo(tape.loss, 6);
    // The head that the loss does not read has no rows of gradients on the tape, and zeros in the graph.
    interface Row {
      layer: string;
      quantity: string;
      norm: number;
    }
    const normsOf = (seen: typeof graph) =>
      new Map((seen.layers.objects() as Row[]).map((row) => [`${row.layer} ${row.quantity}`, row.norm]));
    const [mine, theirs] = [graph, tape].map(normsOf);
    for (const [row, norm] of theirs) expect(mine.get(row)).toBeCloseTo(norm, 5);
    model.dispose();
  });
});

test('masks are the same on both sides of a loss that is a function', () => {
  const model = build({ ...specs['an MLP'], dropout: 0.5 } as NetworkSpec);
  const { x, y } = batch();
  // Its gradient is the output itself, so that z of the last layer and dL/dz have one norm.
  const loss = (_: tf.Tensor, output: tf.Tensor | tf.Tensor[]) =>
    tf.mul(0.5, tf.sum(tf.square(output as tf.Tensor)));
  const { layers } = observe(model, x, y, { loss, compiled: true, quantities: ['z', 'dL/dz'] });
  const norms = layers.array('norm') as number[];
  expect(norms.at(-1)! / norms.at(-2)!).toBeCloseTo(1, 5);
  model.dispose();
  tf.dispose([x, y]);
});

test('a loss function that reads weights is refused, as its gradient does not come from the output alone', () => {
  const model = build(specs['an MLP']);
  const { x, y } = batch();
  const loss = (_: tf.Tensor, output: tf.Tensor | tf.Tensor[]) =>
    tf.add(tf.mean(output as tf.Tensor), tf.sum(tf.square(model.layers[1].getWeights()[0])));
  expect(() => observe(model, x, y, { loss, compiled: true })).toThrow(/reads weights .* kernelRegularizer/s);
  expect(() => observe(model, x, y, { loss: () => tf.scalar(1), compiled: true })).toThrow(
    /does not depend on any weight/,
  );
  model.dispose();
  tf.dispose([x, y]);
});
