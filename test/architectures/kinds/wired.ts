// Functional models: several inputs and outputs, shared layers, models within models.
import { tf } from '../../../src/backend';
import { family, fill, numbers, oneHot, sequential, type Architecture } from '../architecture';

const L = tf.layers;
type Symbolic = tf.SymbolicTensor;
const apply = (layer: tf.layers.Layer, on: Symbolic | Symbolic[]): Symbolic => layer.apply(on) as Symbolic;
const chain = (on: Symbolic, ...layers: tf.layers.Layer[]): Symbolic =>
  layers.reduce((value, layer) => apply(layer, value), on);
const dense = (
  units: number,
  activation?: 'tanh' | 'relu' | 'sigmoid' | 'softmax',
  name?: string,
): tf.layers.Layer => L.dense({ units, ...(activation && { activation }), ...(name && { name }) });

const flat = (seed = 1) => numbers([8, 6], seed);
const regression = family({
  x: () => [flat()],
  y: () => [numbers([8, 2], 2)],
  loss: ['meanSquaredError'],
});

export const wiredKinds: Architecture[] = [
  regression(
    'two inputs, joined',
    () => {
      const [a, b] = [tf.input({ shape: [6] }), tf.input({ shape: [3] })];
      const joined = apply(L.concatenate(), [chain(a, dense(4, 'tanh')), chain(b, dense(2, 'relu'))]);
      return fill(tf.model({ inputs: [a, b], outputs: chain(joined, dense(2)) }));
    },
    { x: () => [flat(), numbers([8, 3], 3)] },
  ),
  {
    name: 'two outputs, a loss each',
    build: () => {
      const input = tf.input({ shape: [6] });
      const body = chain(input, dense(5, 'tanh'));
      const outputs = [chain(body, dense(3, 'softmax', 'kind')), chain(body, dense(2, undefined, 'place'))];
      return fill(tf.model({ inputs: input, outputs }));
    },
    x: () => [flat()],
    y: () => [oneHot(8, 3, 2), numbers([8, 2], 4)],
    loss: ['categoricalCrossentropy', 'meanSquaredError'],
  },
  {
    name: 'two outputs, one of them in the middle of the other’s way, one loss for both',
    build: () => {
      const input = tf.input({ shape: [6] });
      const middle = chain(input, dense(5, 'tanh'), dense(2, 'sigmoid'));
      return fill(tf.model({ inputs: input, outputs: [middle, chain(middle, dense(2))] }));
    },
    x: () => [flat()],
    y: () => [numbers([8, 2], 2), numbers([8, 2], 4)],
    loss: ['meanSquaredError', 'meanSquaredError'],
  },
  {
    name: 'two inputs and two outputs, class weights for one',
    build: () => {
      const [a, b] = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
      const sum = apply(L.add(), [chain(a, dense(4, 'relu')), chain(b, dense(4, 'relu'))]);
      return fill(
        tf.model({ inputs: [a, b], outputs: [chain(sum, dense(3, 'softmax')), chain(sum, dense(1))] }),
      );
    },
    x: () => [flat(), flat(3)],
    y: () => [oneHot(8, 3, 2), numbers([8, 1], 4)],
    loss: ['categoricalCrossentropy', 'meanSquaredError'],
    classWeight: [{ 0: 2, 1: 1, 2: 0.5 }, null],
  },
  {
    name: 'twins: one model for two inputs, and the distance between what it makes of them',
    build: () => {
      const twin = tf.sequential({
        layers: [L.dense({ units: 5, activation: 'tanh', inputShape: [6] }), dense(4)],
      });
      const [a, b] = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
      const product = apply(L.multiply(), [apply(twin, a), apply(twin, b)]);
      return fill(tf.model({ inputs: [a, b], outputs: chain(product, dense(1, 'sigmoid')) }));
    },
    x: () => [flat(), flat(3)],
    y: () => [tf.tidy(() => tf.cast(tf.greater(numbers([8, 1], 2), 0), 'float32'))],
    loss: ['binaryCrossentropy'],
  },
  regression('a layer used three times, with one activation layer after each', () => {
    const input = tf.input({ shape: [6] });
    const [shared, relu] = [dense(6), L.activation({ activation: 'relu' })];
    return fill(
      tf.model({
        inputs: input,
        outputs: chain(input, shared, relu, shared, relu, shared, relu, dense(2)),
      }),
    );
  }),
  regression(
    'one layer with two activations',
    () => {
      const input = tf.input({ shape: [6] });
      const z = chain(input, dense(5));
      const both = apply(L.concatenate(), [
        chain(z, L.activation({ activation: 'tanh' })),
        chain(z, L.activation({ activation: 'relu' })),
      ]);
      return fill(tf.model({ inputs: input, outputs: chain(both, dense(2)) }));
    },
    { loss: ['logcosh'] },
  ),
  regression('models three deep, the innermost functional', () => {
    const inner = tf.input({ shape: [5] });
    const z = chain(inner, dense(5, 'tanh'));
    const skip = tf.model({ inputs: inner, outputs: apply(L.add(), [inner, z]) });
    const middle = tf.sequential({
      layers: [L.dense({ units: 5, inputShape: [6] }), skip, dense(4, 'relu')],
    });
    return sequential(middle, dense(2));
  }),
  regression(
    'an activation behind a model within the model',
    () => {
      const inner = tf.sequential({ layers: [L.dense({ units: 5, inputShape: [6] })] });
      return sequential(inner, L.activation({ activation: 'sigmoid' }), dense(2));
    },
    { loss: ['squaredHinge'] },
  ),
  regression(
    'attention by dot products',
    () => {
      const input = tf.input({ shape: [4, 3] });
      const [q, k, v] = [dense(5), dense(5), dense(5)].map((layer) => chain(input, layer));
      const scores = chain(apply(L.dot({ axes: [2, 2] }), [q, k]), L.activation({ activation: 'softmax' }));
      const mixed = apply(L.dot({ axes: [2, 1] }), [scores, v]);
      return fill(tf.model({ inputs: input, outputs: chain(mixed, L.globalAveragePooling1d({}), dense(2)) }));
    },
    { x: () => [numbers([8, 4, 3], 1)] },
  ),
  regression(
    'a sum, a maximum, an average and a minimum of branches',
    () => {
      const input = tf.input({ shape: [6] });
      const branch = (): Symbolic => chain(input, dense(3, 'tanh'));
      const merged = [L.add(), L.maximum(), L.average(), L.minimum()].map((merge) =>
        apply(merge, [branch(), branch()]),
      );
      return fill(tf.model({ inputs: input, outputs: chain(apply(L.concatenate(), merged), dense(2)) }));
    },
    { loss: ['meanAbsoluteError'] },
  ),
];
