// Networks of the literature that do not train: each fault as its paper describes it, on the digits or on random sequences.

/** A chain of dense layers from the 64 pixels of the digits to 10 classes. */
const chain = (tf, { depth, width, activation, initializer, bias, norm = false }) => {
  const layers = [tf.layers.inputLayer({ inputShape: [64] })];
  for (let i = 0; i < depth; i++) {
    layers.push(
      tf.layers.dense({
        units: width,
        ...(norm ? {} : { activation }),
        kernelInitializer: initializer(tf, i + 1),
        ...(bias === undefined ? {} : { biasInitializer: tf.initializers.constant({ value: bias }) }),
      }),
    );
    if (norm) layers.push(tf.layers.batchNormalization(), tf.layers.activation({ activation }));
  }
  layers.push(
    tf.layers.dense({
      units: 10,
      activation: 'softmax',
      kernelInitializer: tf.initializers.glorotUniform({ seed: 99 }),
    }),
  );
  return tf.sequential({ layers });
};

const xavier = (tf, seed) => tf.initializers.glorotUniform({ seed });
const he = (tf, seed) => tf.initializers.heNormal({ seed });
const normal = (stddev) => (tf, seed) => tf.initializers.randomNormal({ mean: 0, stddev, seed });

const digits =
  (settings, { rate = 0.01, scale = 1, offset = 0, optimizer = 'momentum' } = {}) =>
  ({ tf, datasets }) => {
    const { train } = datasets.digits();
    const model = chain(tf, settings);
    model.compile({
      optimizer: optimizer === 'adam' ? tf.train.adam(rate) : tf.train.momentum(rate, 0.9),
      loss: 'sparseCategoricalCrossentropy',
    });
    const x = tf.tidy(() => tf.add(tf.mul(train.x, scale), offset));
    return { model, x, y: train.y.clone(), batchSize: 64 };
  };

/** Sequences whose class is the sign of their first value. */
const sequences =
  (steps, layer, rate = 0.01) =>
  ({ tf }) => {
    const x = tf.randomNormal([256, steps, 1], 0, 1, 'float32', 7);
    const y = tf.tidy(() =>
      tf.cast(tf.greater(x.slice([0, 0, 0], [256, 1, 1]).reshape([256, 1]), 0), 'float32'),
    );
    const model = tf.sequential({
      layers: [
        layer(tf, steps),
        tf.layers.dense({
          units: 1,
          activation: 'sigmoid',
          kernelInitializer: tf.initializers.glorotUniform({ seed: 5 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(rate), loss: 'binaryCrossentropy' });
    return { model, x, y, batchSize: 64 };
  };

const simple =
  (recurrentStd, activation = 'tanh') =>
  (tf, steps) =>
    tf.layers.simpleRNN({
      units: 16,
      activation,
      inputShape: [steps, 1],
      kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      recurrentInitializer: tf.initializers.randomNormal({ stddev: recurrentStd, seed: 2 }),
    });

/** The cases: the kind of fault, and what builds the model, compiled, with its data. */
export const LITERATURE = {
  'sigmoid-10': {
    kind: 'vanishing',
    make: digits({ depth: 10, width: 64, activation: 'sigmoid', initializer: xavier }),
  },
  'sigmoid-50': {
    kind: 'vanishing',
    make: digits({ depth: 50, width: 32, activation: 'sigmoid', initializer: xavier }),
  },
  'tanh-small-20': {
    kind: 'vanishing',
    make: digits({ depth: 20, width: 64, activation: 'tanh', initializer: normal(0.05) }),
  },
  'relu-small-10': {
    kind: 'vanishing',
    make: digits({ depth: 10, width: 64, activation: 'relu', initializer: normal(0.01) }),
  },
  'relu-xavier-30': {
    kind: 'vanishing',
    make: digits({ depth: 30, width: 64, activation: 'relu', initializer: xavier }),
  },
  'relu-xavier-30-adam': {
    kind: 'vanishing',
    make: digits(
      { depth: 30, width: 64, activation: 'relu', initializer: xavier },
      { rate: 0.001, optimizer: 'adam' },
    ),
  },
  'selu-small-20': {
    kind: 'vanishing',
    make: digits({ depth: 20, width: 64, activation: 'selu', initializer: normal(0.02) }),
  },
  'relu-large-6': {
    kind: 'exploding',
    make: digits({ depth: 6, width: 64, activation: 'relu', initializer: normal(1) }),
  },
  'relu-large-20': {
    kind: 'exploding',
    make: digits({ depth: 20, width: 64, activation: 'relu', initializer: normal(0.4) }),
  },
  'softsign-large-20': {
    kind: 'exploding',
    make: digits({ depth: 20, width: 64, activation: 'softsign', initializer: normal(1) }),
  },
  'batch-norm-50': {
    kind: 'exploding',
    make: digits({ depth: 50, width: 32, activation: 'relu', initializer: he, norm: true }),
  },
  'dead-bias': {
    kind: 'dying',
    make: digits({ depth: 4, width: 64, activation: 'relu', initializer: he, bias: -5 }),
  },
  'dead-offset': {
    kind: 'dying',
    make: digits({ depth: 3, width: 32, activation: 'relu', initializer: he }, { offset: -100 }),
  },
  'dead-rate': {
    kind: 'dying',
    make: digits({ depth: 4, width: 64, activation: 'relu', initializer: he }, { rate: 3 }),
  },
  'tanh-unscaled': {
    kind: 'saturated',
    make: digits({ depth: 3, width: 64, activation: 'tanh', initializer: xavier }, { scale: 1000 }),
  },
  'sigmoid-unscaled': {
    kind: 'saturated',
    make: digits(
      { depth: 2, width: 64, activation: 'sigmoid', initializer: xavier },
      { scale: 1000, offset: 500 },
    ),
  },
  'tanh-large-8': {
    kind: 'saturated',
    make: digits({ depth: 8, width: 64, activation: 'tanh', initializer: normal(1) }),
  },
  'simple-50-steps': { kind: 'vanishing', make: sequences(50, simple(0.1)) },
  'simple-30-steps-large': { kind: 'exploding', make: sequences(30, simple(1)) },
};
