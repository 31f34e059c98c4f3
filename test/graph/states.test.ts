// Stateful recurrent layers: a graph carries their states on from call to call. The oracle is the model, run op by op.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { compile } from '../../src/graph';
import { observe } from '../../src/hooks';
import { train } from '../../src/training';
import { expectNoLeaksInScopes } from '../leaks';

expectNoLeaksInScopes();

const seeded = (seed: number) => tf.initializers.randomNormal({ stddev: 0.7, seed });
const args = {
  units: 3,
  stateful: true,
  batchInputShape: [2, 4, 2],
  kernelInitializer: seeded(1),
  recurrentInitializer: seeded(2),
};
const layers: [string, () => tf.layers.Layer][] = [
  ['LSTM', () => tf.layers.lstm(args as never)],
  ['GRU', () => tf.layers.gru(args as never)],
  ['simple', () => tf.layers.simpleRNN(args as never)],
  [
    'bidirectional',
    () => {
      const { batchInputShape, ...inner } = args;
      const layer = tf.layers.gru(inner as never) as tf.RNN;
      return tf.layers.bidirectional({ layer, mergeMode: 'concat', batchInputShape } as never);
    },
  ],
];
const x = (): tf.Tensor => tf.linspace(-1, 1, 16).reshape([2, 4, 2]);
const values = (tensor: unknown): number[] => [...(tensor as tf.Tensor).dataSync()];

describe.each(layers)('a %s layer', (_, make) => {
  const modelOf = (): tf.Sequential => {
    const head = tf.layers.dense({ units: 1, kernelInitializer: seeded(3) });
    const model = tf.sequential({ layers: [make(), head] });
    model.resetStates(); // tfjs makes its first states at this point
    return model;
  };
  const done = (model: tf.Sequential): void => {
    for (const layer of model.layers) {
      for (const one of [layer, ...(Object.values(layer) as unknown[])])
        tf.dispose((one as { states_?: tf.Tensor[] } | null)?.states_ ?? []);
    }
    model.dispose();
  };
  const near = (mine: number[], theirs: number[]): void => {
    expect(mine).toHaveLength(theirs.length);
    mine.forEach((value, i) => expect(value).toBeCloseTo(theirs[i], 6));
  };

  test('goes on from call to call, from graph to tape and back, and from a reset', () => {
    const model = modelOf();
    const graph = compile((input: tf.Tensor) => model.apply(input) as tf.Tensor);
    const plain = [1, 2, 3, 4].map(() => values(model.apply(x())));
    expect(plain[1]).not.toEqual(plain[0]);
    model.resetStates();
    const mixed = [graph(x()), graph(x()), model.apply(x()), graph(x())].map(values);
    plain.forEach((output, i) => near(mixed[i], output));
    model.resetStates();
    near(values(graph(x())), plain[0]);
    graph.dispose();
    done(model);
  });

  test('may run twice in one function', () => {
    const model = modelOf();
    const fn = (input: tf.Tensor) =>
      tf.add(model.apply(input) as tf.Tensor, tf.mul(10, model.apply(input) as tf.Tensor));
    const plain = [values(fn(x())), values(fn(x()))];
    model.resetStates();
    const graph = compile(fn);
    near(values(graph(x())), plain[0]);
    near(values(graph(x())), plain[1]);
    graph.dispose();
    done(model);
  });

  test('is as it was where the function can not be traced', () => {
    const model = modelOf();
    model.apply(x());
    const graph = compile((input: tf.Tensor) => (model.apply(input) as tf.Tensor).dataSync()[0]);
    expect(() => graph(x())).toThrow(/value is read/);
    const next = values(model.apply(x()));
    model.resetStates();
    model.apply(x());
    near(next, values(model.apply(x())));
    graph.dispose();
    done(model);
  });

  test('is observed at the states that it has, which stay', () => {
    const model = modelOf();
    model.apply(x());
    const look = (compiled: boolean) =>
      observe(model, x(), tf.ones([2, 1]), { loss: 'meanSquaredError', compiled }).loss;
    const first = look(false);
    for (const compiled of [true, true, false]) expect(look(compiled)).toBeCloseTo(first, 6);
    model.apply(x());
    expect(look(true)).not.toBeCloseTo(first, 6);
    expect(look(true)).toBeCloseTo(look(false), 6);
    done(model);
  });

  test('has the same losses in a training of graphs and of the tape', async () => {
    const model = modelOf();
    const start = model.getWeights().map((weight) => tf.keep(weight.clone()));
    const [input, y] = [tf.keep(x()), tf.keep(tf.ones([2, 1]))];
    const losses = async (compiled: boolean): Promise<number[]> => {
      model.resetStates();
      model.setWeights(start);
      const options = { steps: 6, batchSize: 2, loss: 'meanSquaredError', compiled } as const;
      const { history, fallbackReason: tape } = await train(model, { x: input, y }, options);
      expect(tape).toBe(compiled ? null : 'compiled: false');
      return [...(history.array('loss') as number[])];
    };
    near(await losses(true), await losses(false));
    tf.dispose([...start, input, y]);
    done(model);
  });
});
