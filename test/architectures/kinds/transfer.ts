// Models of which a part is not trained, and models that came from elsewhere.
import { tf } from '../../../src/backend';
import { fill, indices, numbers, oneHot, type Architecture } from '../architecture';

const { dense } = tf.layers;
type Artifacts = Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0];

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

const regression = (
  name: string,
  build: () => tf.LayersModel | Promise<tf.LayersModel>,
  frozen?: string[],
): Architecture => ({
  name,
  build,
  x: () => [numbers([8, 6], 1)],
  y: () => [numbers([8, 2], 2)],
  loss: ['meanSquaredError'],
  ...(frozen && { frozen }),
});

const folder = (name: string): string =>
  `file://${new URL(`../../fixtures/${name}/`, import.meta.url).pathname}model.json`;

export const transferKinds: Architecture[] = [
  regression(
    'the first layer frozen before the model ever ran',
    () => {
      const model = old();
      model.add(dense({ units: 2 }));
      model.getLayer('first').trainable = false;
      return fill(model);
    },
    ['first'],
  ),
  regression(
    'a model frozen as a whole, a new head on it',
    () => {
      const base = old();
      base.trainable = false;
      const input = tf.input({ shape: [6] });
      return fill(
        tf.model({
          inputs: input,
          outputs: dense({ units: 2 }).apply(base.apply(input)) as tf.SymbolicTensor,
        }),
      );
    },
    ['first', 'features', 'head'],
  ),
  regression(
    'a model frozen as a whole, as the first layer of a Sequential, where fit trains it all the same',
    () => {
      const base = old();
      base.trainable = false;
      return fill(tf.sequential({ layers: [base, dense({ units: 2 })] }));
    },
  ),
  regression(
    'frozen in the middle, after it ran',
    () => {
      const model = old();
      model.add(dense({ units: 2 }));
      tf.tidy(() => model.predict(tf.zeros([1, 6])));
      model.getLayer('features').trainable = false;
      return fill(model);
    },
    ['features'],
  ),
  regression(
    'an old model’s features with a new head',
    () => {
      const base = old();
      const features = base.getLayer('features').output as tf.SymbolicTensor;
      const z = tf.layers.activation({ activation: 'tanh' }).apply(features) as tf.SymbolicTensor;
      base.getLayer('first').trainable = false;
      return fill(
        tf.model({ inputs: base.inputs, outputs: dense({ units: 2 }).apply(z) as tf.SymbolicTensor }),
      );
    },
    ['first'],
  ),
  regression(
    'batch norm frozen, as in fine-tuning',
    () => {
      const norm = tf.layers.batchNormalization({ name: 'norm' });
      norm.trainable = false;
      return fill(
        tf.sequential({
          layers: [
            dense({ units: 5, inputShape: [6] }),
            norm,
            tf.layers.activation({ activation: 'relu' }),
            dense({ units: 2 }),
          ],
        }),
      );
    },
    ['norm'],
  ),
  regression('a model that was saved and loaded', async () => {
    const model = old();
    model.add(dense({ units: 2 }));
    let saved!: Artifacts;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const },
        });
      }),
    );
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
