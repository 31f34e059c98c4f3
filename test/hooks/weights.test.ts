// Every weight that is trained has rows under its name, and saturation is told of cells and softmaxes.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { observe, type LayerRow, type ObserveOptions } from '../../src/hooks';
import { expectNoLeaks } from '../leaks';
import { dense, glorot } from './seeded';
import * as seeded from './seeded';

const disposable = expectNoLeaks();

const random = (shape: number[], seed: number): tf.Tensor => disposable(seeded.random(shape, seed));
const sequential = (layers: tf.layers.Layer[]): tf.Sequential => {
  return disposable(tf.sequential({ layers }));
};
const norm = (values: tf.Tensor): number => tf.tidy(() => tf.norm(values).dataSync()[0]);

const loss: ObserveOptions = { loss: 'meanSquaredError' };
const rowsOf = (model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor, options = loss): LayerRow[] =>
  observe(model, x, y, options).layers.objects() as LayerRow[];

/** Every weight that trains, and its gradient by tfjs, against the rows of its layer and name. */
function expectAll(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor, options = loss): LayerRow[] {
  const rows = rowsOf(model, x, y, options);
  tf.tidy(() => {
    const variables = model.trainableWeights.map((weight) => weight.read() as unknown as tf.Variable);
    const { grads } = tf.variableGrads(
      () => tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor).asScalar(),
      variables,
    );
    const of = rows.filter(({ weight }) => weight !== null);
    const gradients = of.filter(({ quantity }) => quantity.startsWith('dL/'));
    expect(gradients).toHaveLength(variables.length);
    for (const { originalName } of model.trainableWeights) expect(originalName).toMatch(/\//);
    for (const variable of variables) {
      const name = variable.name.slice(variable.name.lastIndexOf('/') + 1).replace(/_\d+$/, '');
      const found = gradients.filter(
        (row) => row.weight === name && Math.abs(row.norm - norm(grads[variable.name])) < 1e-5,
      );
      expect(found.map(({ weight }) => weight)).toContain(name);
    }
  });
  return rows;
}

class Scaled extends tf.layers.Layer {
  static readonly className = 'ScaledForTest';
  private scale!: tf.LayerVariable;
  override build(shape: tf.Shape): void {
    this.scale = this.addWeight('scale', [shape.at(-1)!], 'float32', tf.initializers.ones());
    super.build(shape);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul([inputs].flat()[0], this.scale.read()));
  }
}

class Gated extends tf.layers.Layer {
  static readonly className = 'GatedForTest';
  private readonly matrices: tf.LayerVariable[] = [];
  override build([, n]: number[]): void {
    for (const [i, name] of ['value', 'gate'].entries())
      this.matrices.push(this.addWeight(name, [n, n], 'float32', glorot(20 + i)));
    super.build([null, n]);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0];
      const [value, gate] = this.matrices.map((one) => tf.matMul(x, one.read()));
      return tf.mul(value, tf.sigmoid(gate));
    });
  }
}

/** A layer that keeps another one to itself, whose weights tfjs does not know of. */
class Holder extends tf.layers.Layer {
  static readonly className = 'HolderForTest';
  readonly held = tf.layers.dense({ units: 3, kernelInitializer: glorot(30), name: 'held' });
  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, 3];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.held.apply([inputs].flat()[0]) as tf.Tensor;
  }
}

describe.each([false, true])('compiled %s:', (compiled) => {
  const options: ObserveOptions = { ...loss, compiled };

  test("a normalisation's gamma and beta, at the depth of the layer before", () => {
    const model = sequential([
      dense(4, 1, { inputShape: [3] }),
      tf.layers.batchNormalization(),
      tf.layers.activation({ activation: 'relu' }),
      dense(3, 2),
      tf.layers.layerNormalization(),
      dense(1, 3),
    ]);
    const rows = expectAll(model, random([6, 3], 1), random([6, 1], 2), options);
    const named = rows.filter(({ quantity }) => /gamma|beta/.test(quantity));
    expect(named.map((r) => `${r.depth} ${r.kind} ${r.quantity} ${r.weight}`)).toEqual([
      '1 batchnormalization gamma gamma',
      '1 batchnormalization beta beta',
      '1 batchnormalization dL/dgamma gamma',
      '1 batchnormalization dL/dbeta beta',
      '2 layernormalization gamma gamma',
      '2 layernormalization beta beta',
      '2 layernormalization dL/dgamma gamma',
      '2 layernormalization dL/dbeta beta',
    ]);
    expect(rows.filter(({ quantity }) => quantity === 'dL/dW').map(({ depth }) => depth)).toEqual([1, 2, 3]);
    expect(rows.filter(({ quantity }) => quantity === 'a').map(({ depth }) => depth)).toEqual([1]);
  });

  test("PReLU's slope, and its layer's a", () => {
    const slope = tf.layers.prelu({ alphaInitializer: tf.initializers.constant({ value: 0.3 }) });
    const model = sequential([dense(4, 1, { inputShape: [3] }), slope, dense(1, 2)]);
    const rows = expectAll(model, random([6, 3], 1), random([6, 1], 2), options);
    expect(rows.filter(({ quantity }) => quantity.includes('alpha')).map((r) => r.quantity)).toEqual([
      'alpha',
      'dL/dalpha',
    ]);
    expect(rows.filter(({ quantity }) => quantity === 'a').map((r) => r.activation)).toEqual(['prelu']);
  });

  test('an embedding, which is a layer with a matrix', () => {
    const model = sequential([
      tf.layers.embedding({ inputDim: 7, outputDim: 3, inputLength: 4, embeddingsInitializer: glorot(1) }),
      tf.layers.flatten(),
      dense(1, 2),
    ]);
    const x = tf.tensor2d([0, 1, 2, 3, 6, 6, 5, 0], [2, 4]);
    disposable(x);
    const rows = expectAll(model, x, random([2, 1], 2), options);
    expect(rows.filter(({ depth }) => depth === 1).map((r) => r.quantity)).toEqual([
      'z',
      'W',
      'dL/dz',
      'dL/dW',
    ]);
  });

  test('layers of one’s own: a scale beside, and two matrices, each under its name', () => {
    const model = sequential([dense(4, 1, { inputShape: [3] }), new Scaled({}), new Gated({}), dense(1, 2)]);
    const rows = expectAll(model, random([6, 3], 1), random([6, 1], 2), options);
    expect(rows.filter((r) => r.weight === 'scale').map((r) => `${r.depth} ${r.quantity}`)).toEqual([
      '1 scale',
      '1 dL/dscale',
    ]);
    expect(rows.filter((r) => r.depth === 2 && r.quantity === 'dL/dW').map((r) => r.weight)).toEqual([
      'value',
      'gate',
    ]);
  });

  test('a recurrent layer over pictures', () => {
    const model = sequential([
      tf.layers.convLstm2d({
        filters: 2,
        kernelSize: 2,
        inputShape: [3, 4, 4, 1],
        kernelInitializer: glorot(1),
        recurrentInitializer: glorot(2),
      }) as tf.layers.Layer,
      tf.layers.flatten(),
      dense(1, 3),
    ]);
    const rows = expectAll(model, random([2, 3, 4, 4, 1], 1), random([2, 1], 2), options);
    expect(rows.find(({ quantity }) => quantity === 'dL/dU')?.depth).toBe(1);
  });

  test('may be asked for by name', () => {
    const model = sequential([dense(4, 1, { inputShape: [3] }), tf.layers.batchNormalization(), dense(1, 3)]);
    const [x, y] = [random([6, 3], 1), random([6, 1], 2)];
    const asked = rowsOf(model, x, y, { ...options, quantities: ['dL/dgamma', 'gamma'] });
    expect(asked.map(({ quantity }) => quantity)).toEqual(['gamma', 'dL/dgamma']);
    const all = rowsOf(model, x, y, options);
    expect(asked[1].norm).toBeCloseTo(all.find(({ quantity }) => quantity === 'dL/dgamma')!.norm, 6);
    expect(() => rowsOf(model, x, y, { ...options, quantities: ['dL/dgama'] })).toThrow(
      "did you mean 'dL/dgamma'?",
    );
  });

  test('a variable that belongs to no layer is named, and is in no gradient, as in fit', async () => {
    const holder = new Holder({});
    const model = sequential([dense(4, 1, { inputShape: [3] }), holder, dense(1, 2)]);
    disposable(holder.held);
    const [x, y] = [random([6, 3], 1), random([6, 1], 2)];
    const { untrackedVariables: leftOut, notes, layers } = observe(model, x, y, options);
    expect(leftOut).toEqual(holder.held.weights.map(({ name }) => name));
    expect(notes).toEqual([expect.stringMatching(/of no layer of the model; fit does not train it/)]);
    expect(
      (layers.objects() as LayerRow[]).filter((r) => r.quantity === 'dL/dW').map((r) => r.depth),
    ).toEqual([1, 2]);
    const sgd = tf.train.sgd(0.1);
    disposable(sgd);
    model.compile({ optimizer: sgd, loss: 'meanSquaredError' });
    const was = holder.held.getWeights()[0].dataSync().slice();
    await model.fit(x, y, { verbose: 0 });
    expect(holder.held.getWeights()[0].dataSync()).toEqual(was);
  });
});

test('a variable in the loss alone is named as well', () => {
  const temperature = tf.tidy(() => tf.variable(tf.scalar(2), true, 'temperature'));
  const model = sequential([dense(1, 1, { inputShape: [3] })]);
  const [x, y] = [random([6, 3], 1), random([6, 1], 2)];
  const own = (t: tf.Tensor, p: tf.Tensor | tf.Tensor[]): tf.Tensor =>
    tf.losses.meanSquaredError(t, tf.mul(p as tf.Tensor, temperature));
  disposable(temperature);
  const seen = observe(model, x, y, { loss: own });
  expect(seen.untrackedVariables).toEqual(['temperature']);
  expect(observe(model, x, y, loss).untrackedVariables).toEqual([]);
});

describe('saturated', () => {
  const recurrent = { kernelInitializer: glorot(1), recurrentInitializer: glorot(2) };
  const wide = (shape: number[], seed: number): tf.Tensor => {
    return disposable(tf.tidy(() => tf.mul(tf.randomNormal(shape, 0, 1, 'float32', seed), 3)));
  };
  const share = (values: tf.Tensor, beyond: number): number =>
    tf.tidy(() => tf.mean(tf.cast(tf.greater(tf.abs(values), beyond), 'float32')).dataSync()[0]);

  test('of a simple cell is the share of its z beyond the mark of tanh, over all steps', () => {
    const model = sequential([
      tf.layers.simpleRNN({ units: 3, inputShape: [4, 2], returnSequences: true, ...recurrent }),
    ]);
    const x = wide([5, 4, 2], 1);
    const rows = rowsOf(model, x, random([5, 4, 3], 2));
    tf.tidy(() => {
      const z = tf.atanh(model.predict(x) as tf.Tensor);
      const expected = share(z, Math.atanh(0.97));
      expect(expected).toBeGreaterThan(0);
      expect(rows.find(({ quantity }) => quantity === 'z')!.saturated).toBeCloseTo(expected, 6);
    });
  });

  test('of a GRU is the share of its gates’ and candidate’s inputs, on the row of a', () => {
    const model = sequential([
      tf.layers.gru({ units: 3, inputShape: [1, 2], recurrentActivation: 'hardSigmoid', ...recurrent }),
    ]);
    const x = wide([50, 1, 2], 1);
    const rows = rowsOf(model, x, random([50, 3], 2));
    tf.tidy(() => {
      const [kernel, , bias] = model.getWeights();
      // The state is 0 at the first step: x W + b is all that gates and candidate get.
      const [u, r, candidate] = tf.split(tf.add(tf.matMul(tf.reshape(x, [50, 2]), kernel), bias), 3, 1);
      // Keras's hard sigmoid is flat beyond 2.5.
      const expected = (share(u, 2.5) + share(r, 2.5) + share(candidate, Math.atanh(0.97))) / 3;
      expect(expected).toBeGreaterThan(0);
      expect(rows.find(({ quantity }) => quantity === 'a')!.saturated).toBeCloseTo(expected, 6);
    });
  });

  test.each(['layer', 'built in'])(
    'of a softmax (%s) is the share of rows with a probability above 0.985',
    (kind) => {
      const head =
        kind === 'layer'
          ? [dense(3, 1, { inputShape: [2] }), tf.layers.softmax()]
          : [dense(3, 1, { inputShape: [2], activation: 'softmax' })];
      const model = sequential(head);
      const x = wide([40, 2], 1);
      const rows = rowsOf(model, x, random([40, 3], 2));
      tf.tidy(() => {
        const greatest = tf.max(model.predict(x) as tf.Tensor, -1);
        const expected = share(greatest, 0.985);
        expect(expected).toBeGreaterThan(0);
        expect(expected).toBeLessThan(1);
        expect(rows.find(({ quantity }) => quantity === 'z')!.saturated).toBeCloseTo(expected, 6);
      });
    },
  );

  test('dead: the share of a ReLU cell’s units that are 0 at every step for every example', () => {
    const model = sequential([
      tf.layers.simpleRNN({ units: 4, activation: 'relu', inputShape: [3, 2], ...recurrent }),
    ]);
    const [kernel, recurrentKernel] = model.getWeights();
    const bias = tf.tensor1d([-100, 0, -100, 0]);
    disposable(bias);
    model.setWeights([kernel, recurrentKernel, bias]);
    const rows = rowsOf(model, random([5, 3, 2], 1), random([5, 4], 2));
    expect(rows.find(({ quantity }) => quantity === 'a')!.dead).toBe(1 / 2);
  });
});
