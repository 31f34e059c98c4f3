// Networks of the literature that do not train: each fault as its paper describes it, on the digits or on random sequences.

/** A chain of dense layers from the 64 pixels of the digits to 10 classes. */
const chain = (tf, { depth, width, activation, initializer, bias, norm }) => {
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
  (
    depth,
    width,
    activation,
    initializer,
    { bias, norm = false, rate = 0.01, scale = 1, offset = 0, optimizer = 'momentum' } = {},
  ) =>
  ({ tf, datasets }) => {
    const { train } = datasets.digits();
    const model = chain(tf, { depth, width, activation, initializer, bias, norm });
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

const fault = (kind, make) => ({ kind, make });

/** The cases: the kind of fault, and what builds the model, compiled, with its data. */
export const LITERATURE = {
  'sigmoid-10': fault('vanishing', digits(10, 64, 'sigmoid', xavier)),
  'sigmoid-50': fault('vanishing', digits(50, 32, 'sigmoid', xavier)),
  'tanh-small-20': fault('vanishing', digits(20, 64, 'tanh', normal(0.05))),
  'relu-small-10': fault('vanishing', digits(10, 64, 'relu', normal(0.01))),
  'relu-xavier-30': fault('vanishing', digits(30, 64, 'relu', xavier)),
  'relu-xavier-30-adam': fault(
    'vanishing',
    digits(30, 64, 'relu', xavier, { rate: 0.001, optimizer: 'adam' }),
  ),
  'selu-small-20': fault('vanishing', digits(20, 64, 'selu', normal(0.02))),
  'relu-large-6': fault('exploding', digits(6, 64, 'relu', normal(1))),
  'relu-large-20': fault('exploding', digits(20, 64, 'relu', normal(0.4))),
  'softsign-large-20': fault('exploding', digits(20, 64, 'softsign', normal(1))),
  'batch-norm-50': fault('exploding', digits(50, 32, 'relu', he, { norm: true })),
  'dead-bias': fault('dying', digits(4, 64, 'relu', he, { bias: -5 })),
  'dead-offset': fault('dying', digits(3, 32, 'relu', he, { offset: -100 })),
  'dead-rate': fault('dying', digits(4, 64, 'relu', he, { rate: 3 })),
  'tanh-unscaled': fault('saturated', digits(3, 64, 'tanh', xavier, { scale: 1000 })),
  'sigmoid-unscaled': fault('saturated', digits(2, 64, 'sigmoid', xavier, { scale: 1000, offset: 500 })),
  'tanh-large-8': fault('saturated', digits(8, 64, 'tanh', normal(1))),
  'simple-50-steps': fault('vanishing', sequences(50, simple(0.1))),
  'simple-30-steps-large': fault('exploding', sequences(30, simple(1))),
};
