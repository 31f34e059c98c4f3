// One layer is not one call with one activation: whose z an activation is applied to shows as the values go by.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, type LayerRow, type Observation, type ObserveOptions, type TimeRow } from '../../src/hooks';
import { expectNoLeaks } from '../leaks';
import { dense, glorot } from './seeded';
import * as seeded from './seeded';

const disposable = expectNoLeaks();

const random = (shape: number[], seed: number): tf.Tensor => disposable(seeded.random(shape, seed));
const activation = (name: string, more: object = {}): tf.layers.Layer =>
  tf.layers.activation({ activation: name as 'relu', ...more });
const apply = (layer: tf.layers.Layer, to: tf.SymbolicTensor): tf.SymbolicTensor =>
  layer.apply(to) as tf.SymbolicTensor;
const model = (
  inputs: tf.SymbolicTensor,
  outputs: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.LayersModel => {
  return disposable(tf.model({ inputs, outputs }));
};

const loss: ObserveOptions = { loss: 'meanSquaredError' };
const rowsOf = (seen: Observation): LayerRow[] => seen.layers.objects() as LayerRow[];
const norm = (values: tf.Tensor): number => tf.tidy(() => tf.norm(values).dataSync()[0]);

/** The norm of the one row that there is. */
function only(rows: readonly LayerRow[], match: Partial<LayerRow>): number {
  const found = rows.filter((row) =>
    Object.entries(match).every(([key, value]) => row[key as keyof LayerRow] === value),
  );
  expect(found.map(({ norm }) => norm)).toHaveLength(1);
  return found[0].norm;
}

/** dL/d of a tensor in the middle of a calculation, whose loss is the mean square of what comes after it, less y. */
const gradientAt = (value: tf.Tensor, rest: (value: tf.Tensor) => tf.Tensor, y: tf.Tensor): number =>
  tf.tidy(() => norm(tf.grad((v: tf.Tensor) => tf.losses.meanSquaredError(y, rest(v)).asScalar())(value)));

describe.each([false, true])('compiled %s:', (compiled) => {
  const options: ObserveOptions = { ...loss, compiled };

  test('one activation layer after several layers gives each its own rows', () => {
    const relu = activation('tanh');
    const input = tf.input({ shape: [3] });
    const layers = [dense(4, 1), dense(4, 2)];
    const head = dense(1, 3);
    const both = layers.reduce((h, layer) => apply(relu, apply(layer, h)), input);
    const shared = model(input, apply(head, both));
    const [x, y] = [random([5, 3], 1), random([5, 1], 2)];
    const rows = rowsOf(observe(shared, x, y, options));
    tf.tidy(() => {
      const [w1, b1, w2, b2, w3, b3] = shared.getWeights();
      const z1 = tf.add(tf.matMul(x, w1), b1);
      const a1 = tf.tanh(z1);
      const a2 = tf.tanh(tf.add(tf.matMul(a1, w2), b2));
      const rest2 = (a: tf.Tensor): tf.Tensor => tf.add(tf.matMul(a, w3), b3);
      const rest1 = (a: tf.Tensor): tf.Tensor => rest2(tf.tanh(tf.add(tf.matMul(a, w2), b2)));
      expect(only(rows, { depth: 1, quantity: 'a' })).toBeCloseTo(norm(a1), 5);
      expect(only(rows, { depth: 2, quantity: 'a' })).toBeCloseTo(norm(a2), 5);
      expect(only(rows, { depth: 1, quantity: 'dL/da' })).toBeCloseTo(gradientAt(a1, rest1, y), 5);
      expect(only(rows, { depth: 2, quantity: 'dL/da' })).toBeCloseTo(gradientAt(a2, rest2, y), 5);
      expect(only(rows, { depth: 1, quantity: 'dL/dz' })).toBeCloseTo(
        gradientAt(z1, (z) => rest1(tf.tanh(z)), y),
        5,
      );
    });
  });

  test('two activations on one layer have a row each, and its z the gradient of both', () => {
    const input = tf.input({ shape: [3] });
    const z = apply(dense(4, 1), input);
    const parts = [activation('relu'), activation('sigmoid')].map((layer) => apply(layer, z));
    const joined = tf.layers.concatenate().apply(parts) as tf.SymbolicTensor;
    const twoSided = model(input, apply(dense(1, 2), joined));
    const [x, y] = [random([5, 3], 1), random([5, 1], 2)];
    const rows = rowsOf(observe(twoSided, x, y, options));
    tf.tidy(() => {
      const [w, b, v, c] = twoSided.getWeights();
      const z = tf.add(tf.matMul(x, w), b);
      const out = (relu: tf.Tensor, sigmoid: tf.Tensor): tf.Tensor =>
        tf.add(tf.matMul(tf.concat([relu, sigmoid], 1), v), c);
      const [r, s] = [tf.relu(z), tf.sigmoid(z)];
      expect(only(rows, { quantity: 'a', activation: 'relu' })).toBeCloseTo(norm(r), 5);
      expect(only(rows, { quantity: 'a', activation: 'sigmoid' })).toBeCloseTo(norm(s), 5);
      expect(only(rows, { quantity: 'dL/da', activation: 'relu' })).toBeCloseTo(
        gradientAt(r, (t) => out(t, s), y),
        5,
      );
      expect(only(rows, { quantity: 'dL/da', activation: 'sigmoid' })).toBeCloseTo(
        gradientAt(s, (t) => out(r, t), y),
        5,
      );
      const whole = gradientAt(z, (t) => out(tf.relu(t), tf.sigmoid(t)), y);
      expect(only(rows, { depth: 1, quantity: 'dL/dz' })).toBeCloseTo(whole, 5);
    });
  });

  test('a layer that two inputs share, with an activation each', () => {
    const [left, right] = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
    const twin = dense(4, 1);
    const towers = [
      apply(activation('relu'), apply(twin, left)),
      apply(activation('tanh'), apply(twin, right)),
    ];
    const joined = tf.layers.add().apply(towers) as tf.SymbolicTensor;
    const siamese = tf.model({ inputs: [left, right], outputs: apply(dense(1, 2), joined) });
    disposable(siamese);
    disposable(twin);
    const [p, q, y] = [random([5, 3], 1), random([5, 3], 2), random([5, 1], 3)];
    const rows = rowsOf(observe(siamese, [p, q], y, options));
    tf.tidy(() => {
      const [w, b] = siamese.getWeights();
      const [zp, zq] = [p, q].map((x) => tf.add(tf.matMul(x, w), b));
      expect(only(rows, { depth: 1, quantity: 'z' })).toBeCloseTo(Math.hypot(norm(zp), norm(zq)), 5);
      expect(only(rows, { quantity: 'a', activation: 'relu' })).toBeCloseTo(norm(tf.relu(zp)), 5);
      expect(only(rows, { quantity: 'a', activation: 'tanh' })).toBeCloseTo(norm(tf.tanh(zq)), 5);
    });
  });

  test('an activation behind a model within the model, and one at its front', () => {
    const make = (units: number, seed: number): tf.Sequential =>
      tf.sequential({ layers: [dense(units, seed, { inputShape: [4] })] });
    const back = make(4, 2);
    const front = tf.sequential({ layers: [activation('tanh', { inputShape: [4] }), dense(4, 3)] });
    const input = tf.input({ shape: [3] });
    const first = apply(activation('relu'), apply(back, apply(dense(4, 1), input)));
    const nested = model(input, apply(dense(1, 5), apply(front, apply(dense(4, 4), first))));
    const rows = rowsOf(observe(nested, random([5, 3], 1), random([5, 1], 2), options));
    const of = rows
      .filter(({ quantity }) => quantity === 'a')
      .map(({ depth, activation }) => `${depth} ${activation}`);
    expect(of).toEqual(['2 relu', '3 tanh']);
    const z = rows.filter(({ quantity }) => quantity === 'z');
    expect(z.map(({ saturated }) => saturated !== null)).toEqual([false, false, true, false, false]);
  });

  test("an old model's layer under a new head knows of the new one only", () => {
    const old = tf.sequential({
      layers: [dense(4, 1, { inputShape: [3] }), activation('relu'), dense(2, 2)],
    });
    const renewed = tf.model({
      inputs: old.inputs,
      outputs: apply(dense(1, 3), apply(activation('sigmoid'), old.layers[0].output as tf.SymbolicTensor)),
    });
    disposable(renewed);
    disposable({ dispose: () => tf.dispose(old.layers[2].weights.map((weight) => weight.read())) });
    const [x, y] = [random([5, 3], 1), random([5, 1], 2)];
    const rows = rowsOf(observe(renewed, x, y, options));
    expect(rows.filter(({ quantity }) => quantity === 'a').map((r) => r.activation)).toEqual(['sigmoid']);
    tf.tidy(() => {
      const [w, b] = renewed.getWeights();
      expect(only(rows, { quantity: 'a' })).toBeCloseTo(norm(tf.sigmoid(tf.add(tf.matMul(x, w), b))), 5);
    });
    const oldRows = rowsOf(observe(old, x, random([5, 2], 3), options));
    expect(oldRows.filter(({ quantity }) => quantity === 'a').map((r) => r.activation)).toEqual(['relu']);
  });

  test('an activation in a wrapper of its own, behind a layer in a wrapper', () => {
    const wrapped = tf.sequential({
      layers: [
        tf.layers.timeDistributed({ layer: dense(4, 1), inputShape: [2, 3] }),
        tf.layers.timeDistributed({ layer: activation('tanh') }),
        tf.layers.flatten(),
        dense(1, 2),
      ],
    });
    disposable(wrapped);
    const [x, y] = [random([5, 2, 3], 1), random([5, 1], 2)];
    const rows = rowsOf(observe(wrapped, x, y, options));
    tf.tidy(() => {
      const [w, b] = wrapped.getWeights();
      const a = tf.tanh(tf.add(tf.matMul(tf.reshape(x, [10, 3]), w), b));
      expect(only(rows, { depth: 1, quantity: 'a' })).toBeCloseTo(norm(a), 5);
    });
  });

  describe('recurrent layers', () => {
    const weights = (seed: number) => ({
      kernelInitializer: glorot(seed),
      recurrentInitializer: glorot(seed + 10),
    });
    const timeRows = (seen: Observation, match: Partial<TimeRow>): TimeRow[] =>
      (seen.throughTime!.objects() as TimeRow[]).filter((row) =>
        Object.entries(match).every(([key, value]) => row[key as keyof TimeRow] === value),
      );

    test('the backward half of a Bidirectional counts time as the sequence does', () => {
      const both = tf.sequential({
        layers: [
          tf.layers.bidirectional({
            layer: tf.layers.simpleRNN({ units: 2, returnSequences: true, ...weights(1) }) as tf.RNN,
            mergeMode: 'concat',
            inputShape: [4, 3],
          }),
        ],
      });
      disposable(both);
      const [x, y] = [random([5, 4, 3], 1), random([5, 4, 4], 2)];
      const seen = observe(both, x, y, options);
      tf.tidy(() => {
        const states = both.predict(x) as tf.Tensor; // [5, 4, 4]: two units forward, two backward
        const half = (at: number, t: number): tf.Tensor => tf.slice(states, [0, t, at], [5, 1, 2]);
        for (const [depth, at] of [
          [1, 0],
          [2, 2],
        ]) {
          const a = timeRows(seen, { depth, quantity: 'a' });
          expect(a.map(({ time }) => time)).toEqual([1, 2, 3, 4]);
          a.forEach(({ norm: size }, t) => {
            expect(size).toBeCloseTo(norm(half(at, t)), 5);
          });
        }
        // The backward half ends at the first step, so its gradient there has the loss at that step, and all later ones.
        const last = tf.mul(tf.sub(half(2, 0), tf.slice(y, [0, 0, 2], [5, 1, 2])), 2 / y.size);
        expect(timeRows(seen, { depth: 2, quantity: 'dL/da', time: 1 })[0].norm).toBeCloseTo(norm(last), 5);
      });
    });

    test('a layer that goes backwards alone, too', () => {
      const back = tf.sequential({
        layers: [
          tf.layers.gru({
            units: 3,
            goBackwards: true,
            returnSequences: true,
            inputShape: [4, 2],
            ...weights(1),
          }),
        ],
      });
      disposable(back);
      const x = random([5, 4, 2], 1);
      const seen = observe(back, x, random([5, 4, 3], 2), options);
      tf.tidy(() => {
        const states = back.predict(x) as tf.Tensor; // the last step of the sequence first
        timeRows(seen, { quantity: 'a' }).forEach(({ time, norm: size }) => {
          expect(size).toBeCloseTo(norm(tf.slice(states, [0, 4 - time, 0], [5, 1, 3])), 5);
        });
      });
    });

    test('returnState: the states that go on get their gradients as well', () => {
      const input = tf.input({ shape: [3, 2] });
      const lstm = tf.layers.lstm({ units: 2, returnState: true, ...weights(1) });
      const [h, , c] = lstm.apply(input) as unknown as tf.SymbolicTensor[];
      const joined = tf.layers.concatenate().apply([h, c]) as tf.SymbolicTensor;
      const made = model(input, joined);
      const [x, y] = [random([5, 3, 2], 1), random([5, 4], 2)];
      const seen = observe(made, x, y, options);
      tf.tidy(() => {
        const output = made.predict(x) as tf.Tensor;
        const [state, memory] = tf.split(output, 2, 1);
        const at = (quantity: string): number => timeRows(seen, { quantity, time: 3 })[0].norm;
        expect(at('a')).toBeCloseTo(norm(state), 5);
        expect(at('c')).toBeCloseTo(norm(memory), 5);
        const dy = tf.mul(tf.sub(output, y), 2 / y.size);
        const [dh, dc] = tf.split(dy, 2, 1);
        expect(at('dL/da')).toBeCloseTo(norm(dh), 5);
        // The memory goes out by itself, and through the state: h = o tanh(c), of which o = h / tanh(c).
        const o = tf.div(state, tf.tanh(memory));
        const through = tf.mul(tf.mul(dh, o), tf.sub(1, tf.square(tf.tanh(memory))));
        expect(at('dL/dc')).toBeCloseTo(norm(tf.add(dc, through)), 5);
      });
    });

    test('a recurrent layer that is called twice counts its steps anew', () => {
      const rnn = tf.layers.simpleRNN({ units: 2, returnSequences: true, ...weights(1) });
      const input = tf.input({ shape: [3, 2] });
      const made = model(input, rnn.apply(rnn.apply(input)) as tf.SymbolicTensor);
      disposable(rnn);
      const [x, y] = [random([5, 3, 2], 1), random([5, 3, 2], 2)];
      const seen = observe(made, x, y, options);
      const a = timeRows(seen, { quantity: 'a' });
      expect(a.map(({ time }) => time)).toEqual([1, 2, 3]);
      tf.tidy(() => {
        const first = rnn.apply(x) as tf.Tensor;
        const second = rnn.apply(first) as tf.Tensor;
        a.forEach(({ norm: size, time }) => {
          const at = (states: tf.Tensor): number => norm(tf.slice(states, [0, time - 1, 0], [5, 1, 2]));
          expect(size).toBeCloseTo(Math.hypot(at(first), at(second)), 5);
        });
      });
    });

    test('stacked cells are sites of their own, each with its weights and states', () => {
      const cells = [
        tf.layers.simpleRNNCell({ units: 3, ...weights(1) }),
        tf.layers.simpleRNNCell({ units: 2, ...weights(2) }),
      ];
      const made = tf.sequential({ layers: [tf.layers.rnn({ cell: cells, inputShape: [4, 2] }) as tf.RNN] });
      disposable(made);
      const apart = tf.sequential({
        layers: [
          tf.layers.simpleRNN({ units: 3, returnSequences: true, inputShape: [4, 2] }),
          tf.layers.simpleRNN({ units: 2 }),
        ],
      });
      disposable(apart);
      apart.setWeights(made.getWeights());
      const [x, y] = [random([5, 4, 2], 1), random([5, 2], 2)];
      const [mine, theirs] = [made, apart].map((one) => observe(one, x, y, options));
      const plain = (rows: object[]): object[] => rows.map((row) => ({ ...row, layer: '', kind: '' }));
      const near = (a: object[], b: object[]): void => {
        expect(a).toHaveLength(b.length);
        a.forEach((row, i) => {
          for (const [key, value] of Object.entries(row)) {
            const other = (b[i] as Record<string, unknown>)[key];
            if (typeof value === 'number') expect(value).toBeCloseTo(other as number, 5);
            else expect(value).toEqual(other);
          }
        });
      };
      near(plain(mine.layers.objects()), plain(theirs.layers.objects()));
      near(plain(mine.throughTime!.objects()), plain(theirs.throughTime!.objects()));
      expect(new Set(rowsOf(mine).map(({ layer }) => layer)).size).toBe(2);
    });
  });
});

/** A convolution, and one output of all its values. */
const convolution = (layer: tf.layers.Layer): tf.LayersModel =>
  disposable(tf.sequential({ layers: [layer, tf.layers.flatten(), dense(1, 3)] }));

test('channels first: filters are counted along their own axis', () => {
  const dead = convolution(
    tf.layers.conv2d({
      filters: 4,
      kernelSize: 2,
      dataFormat: 'channelsFirst',
      inputShape: [1, 3, 5],
      activation: 'relu',
      kernelInitializer: glorot(1),
    }),
  );
  const [kernel, ...others] = dead.getWeights();
  // The bias keeps one of four filters off for every input.
  const [bias, ...rest] = others;
  const low = tf.tensor1d([0, -1e4, 0, 0]);
  dead.setWeights([kernel, low, ...rest]);
  disposable(low);
  expect(bias.shape).toEqual([4]);
  const rows = rowsOf(observe(dead, random([6, 1, 3, 5], 1), random([6, 1], 2), loss));
  expect(rows.find(({ quantity }) => quantity === 'a')!.dead).toBe(1 / 4);
});

test('a separable convolution has a row for each of its weights', () => {
  const made = convolution(
    tf.layers.separableConv2d({
      filters: 3,
      kernelSize: 2,
      inputShape: [4, 4, 2],
      depthwiseInitializer: glorot(1),
      pointwiseInitializer: glorot(2),
    }),
  );
  const [x, y] = [random([5, 4, 4, 2], 1), random([5, 1], 2)];
  const rows = rowsOf(observe(made, x, y, loss));
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() =>
      tf.losses.meanSquaredError(y, made.apply(x) as tf.Tensor).asScalar(),
    );
    const [depthwise, pointwise] = made.layers[0].weights;
    for (const [weight, { name }] of [
      ['depthwise_kernel', depthwise],
      ['pointwise_kernel', pointwise],
    ] as const)
      expect(only(rows, { depth: 1, quantity: 'dL/dW', weight })).toBeCloseTo(norm(grads[name]), 5);
    expect(only(rows, { depth: 1, quantity: 'W', weight: 'depthwise_kernel' })).toBeCloseTo(
      norm(depthwise.read()),
      5,
    );
  });
});
