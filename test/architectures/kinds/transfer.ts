// Models of which a part is not trained, and models that came from elsewhere.
import { tf } from '../../../src/backend';
import { family, fill, indices, numbers, oneHot, sequential, type Architecture } from '../architecture';
import { savedOf } from '../snapshot';

const { dense } = tf.layers;

/** A trained model: features and a head. */
const old = (): tf.Sequential =>
  tf.sequential({
    layers: [
      dense({ units: 5, activation: 'tanh', inputShape: [6], name: 'first' }),
      dense({ units: 5, name: 'features' }),
      tf.layers.activation({ activation: 'relu' }),
      dense({ units: 4, name: 'head' }),
    ],
  });

/** The trained model with a new layer behind its head. */
const extended = (): tf.Sequential => {
  const model = old();
  model.add(dense({ units: 2 }));
  return model;
};

/** The layer or model, no longer to be trained. */
const freeze = <L extends tf.layers.Layer>(layer: L): L => {
  layer.trainable = false;
  return layer;
};

/** The model with the layer of that name frozen, and with weights. */
const frozenAt = (name: string, model: tf.LayersModel): tf.LayersModel => {
  freeze(model.getLayer(name));
  return fill(model);
};

const regression = family({
  x: () => [numbers([8, 6], 1)],
  y: () => [numbers([8, 2], 2)],
  loss: ['meanSquaredError'],
});

const folder = (name: string): string =>
  `file://${new URL(`../../fixtures/${name}/`, import.meta.url).pathname}model.json`;

export const transferKinds: Architecture[] = [
  regression('the first layer frozen before the model ever ran', () => frozenAt('first', extended()), {
    frozen: ['first'],
  }),
  regression(
    'a model frozen as a whole, a new head on it',
    () => {
      const input = tf.input({ shape: [6] });
      const outputs = dense({ units: 2 }).apply(freeze(old()).apply(input)) as tf.SymbolicTensor;
      return fill(tf.model({ inputs: input, outputs }));
    },
    { frozen: ['first', 'features', 'head'] },
  ),
  regression(
    'a model frozen as a whole, as the first layer of a Sequential, where fit trains it all the same',
    () => sequential(freeze(old()), dense({ units: 2 })),
  ),
  regression(
    'frozen in the middle, after it ran',
    () => {
      const model = extended();
      tf.tidy(() => model.predict(tf.zeros([1, 6])));
      return frozenAt('features', model);
    },
    { frozen: ['features'] },
  ),
  regression(
    'an old model’s features with a new head',
    () => {
      const base = old();
      const features = base.getLayer('features').output as tf.SymbolicTensor;
      const z = tf.layers.activation({ activation: 'tanh' }).apply(features) as tf.SymbolicTensor;
      const outputs = dense({ units: 2 }).apply(z) as tf.SymbolicTensor;
      return frozenAt('first', tf.model({ inputs: base.inputs, outputs }));
    },
    { frozen: ['first'] },
  ),
  regression(
    'batch norm frozen, as in fine-tuning',
    () =>
      sequential(
        dense({ units: 5, inputShape: [6] }),
        freeze(tf.layers.batchNormalization({ name: 'norm' })),
        tf.layers.activation({ activation: 'relu' }),
        dense({ units: 2 }),
      ),
    { frozen: ['norm'] },
  ),
  regression('a model that was saved and loaded', async () => {
    const model = extended();
    const saved = await savedOf(model);
    model.dispose();
    return fill(await tf.loadLayersModel(tf.io.fromMemory(saved)));
  }),
  {
    name: 'a model of Keras 2, with a model within it',
    build: async () => {
      const model = await tf.loadLayersModel(folder('keras-model'));
      (model.layers.find((layer) => layer.getClassName() === 'Dropout') as unknown as { seed: number }).seed =
        3;
      return model;
    },
    x: () => [numbers([6, 8, 8, 1], 1)],
    y: () => [oneHot(6, 10, 2)],
    loss: ['categoricalCrossentropy'],
  },
  {
    name: 'a model of Keras 3: words and numbers in, a kind and a size out',
    build: () => tf.loadLayersModel(folder('keras3-model')),
    x: () => [indices([6, 5], 8, 1), numbers([6, 4], 3)],
    y: () => [oneHot(6, 3, 2), numbers([6, 1], 4)],
    loss: ['categoricalCrossentropy', 'meanSquaredError'],
    penalties: (model) => [{ layer: model.getLayer('hidden'), weight: 0, l2: 0.01 }],
  },
];
