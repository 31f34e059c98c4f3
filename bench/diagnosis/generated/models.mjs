// The networks of the generated set: from a case to a model, its optimiser and its loss.

const OPTIMIZERS = {
  sgd: (train, rate) => train.sgd(rate),
  momentum: (train, rate) => train.momentum(rate, 0.9),
  adam: (train, rate) => train.adam(rate),
  rmsprop: (train, rate) => train.rmsprop(rate, 0.9),
  adagrad: (train, rate) => train.adagrad(rate),
  adadelta: (train, rate) => train.adadelta(rate),
};

/** The optimiser of a case, as the library and `compile` take it. */
export const makeOptimizer = ({ tf }, { name, learningRate }) => OPTIMIZERS[name](tf.train, learningRate);

/** The loss of a case: its name, or a function that is `lossFactor` times as large. */
export function makeLoss({ tf }, { loss, lossFactor = 1 }) {
  if (lossFactor === 1) return loss;
  const losses = {
    meanSquaredError: (yTrue, yPred) => tf.mean(tf.squaredDifference(yPred, yTrue)),
    meanAbsoluteError: (yTrue, yPred) => tf.mean(tf.abs(tf.sub(yPred, yTrue))),
  };
  return (yTrue, yPred) => tf.mul(losses[loss](yTrue, yPred), lossFactor);
}

/**
 * Builds the model of a case, compiled where the case says so.
 *
 * @param library the library
 * @param {any} c the case
 * @param {number} seed the seed of the weights
 * @param {any} x the inputs that LSUV measures on
 * @returns {import('@tensorflow/tfjs-node').LayersModel}
 */
export function makeModel(library, c, seed, x) {
  const { model, post = {}, loss, lossFactor, optimizer } = c;
  const { tf, initialize, lsuv } = library;
  let network = model.builder === 'plain' ? plain(library, model, seed) : built(library, model, seed);
  if (post.initializer) initialize(network, post.initializer, { seed });
  if (post.lsuv)
    lsuv(network, x.slice(0, Math.min(64, x.shape[0])), { seed, tolerance: 0.05, maxIterations: 20 });
  if (post.bias !== undefined) fillBiases(tf, network, post.bias);
  if (post.frozen) freeze(network, post.frozen);
  if (model.builder === 'plain' || lossFactor)
    network.compile({
      optimizer: makeOptimizer(library, optimizer),
      loss: makeLoss(library, { loss, lossFactor }),
    });
  return network;
}

/** A network of one of the library's builders, with what a fault puts behind its logits. */
function built(library, { builder, spec, output }, seed) {
  const { tf } = library;
  const network = library[builder]({ ...spec, seed });
  if (!output) return network;
  const end = tf.layers.activation({ activation: output, name: 'probabilities' }).apply(network.outputs[0]);
  return tf.model({ inputs: network.inputs, outputs: end });
}

/** A network of tfjs's own layers: Sequential, or functional where it has skips or is asked to be. */
function plain({ tf }, model, seed) {
  const { api, shape, head, softmaxTwice, round } = model;
  const layers = hiddenLayers(tf, model, seed);
  if (round) layers.push({ layer: roundLayer(tf), skip: false });
  layers.push({
    layer: tf.layers.dense({ ...head, kernelInitializer: seeded(model, seed, 999) }),
    skip: false,
  });
  if (softmaxTwice) layers.push({ layer: tf.layers.softmax(), skip: false });
  if (api === 'sequential') {
    const network = tf.sequential();
    network.add(tf.layers.inputLayer({ inputShape: shape }));
    for (const { layer } of layers) network.add(layer);
    return network;
  }
  const input = tf.input({ shape });
  let value = input;
  let from = null;
  for (const { layer, skip, start } of layers) {
    if (start) from = value;
    value = layer.apply(value);
    if (skip && from.shape.at(-1) === value.shape.at(-1)) value = tf.layers.add().apply([from, value]);
  }
  return tf.model({ inputs: input, outputs: value });
}

function hiddenLayers(tf, model, seed) {
  const { body, widths, normalization, dropout, shape, separate } = model;
  const layers = [];
  const add = (layer, skip = false, start = false) => layers.push({ layer, skip, start });
  widths.forEach((units, i) => {
    const kernelInitializer = seeded(model, seed, i);
    const activation = model.activation ?? 'linear';
    if (body === 'dense' || body === 'conv') {
      const isApart = separate || normalization === 'batch';
      const args = { kernelInitializer, activation: isApart ? 'linear' : activation };
      add(
        body === 'dense'
          ? tf.layers.dense({ units, ...args })
          : tf.layers.conv2d({ filters: units, kernelSize: 3, padding: 'same', ...args }),
        false,
        true,
      );
      if (normalization === 'batch') add(tf.layers.batchNormalization({ momentum: 0.9 }));
      if (isApart && activation !== 'linear') add(tf.layers.activation({ activation }));
      if (body === 'conv' && i % 2 === 1 && i < 4) add(tf.layers.maxPooling2d({ poolSize: 2 }));
      if (dropout) add(tf.layers.dropout({ rate: dropout }));
      if (model.skip) layers.at(-1).skip = true;
    } else {
      const recurrentInitializer = tf.initializers.orthogonal({ gain: 1, seed: seed * 1000 + i });
      const args = { units, kernelInitializer, recurrentInitializer, returnSequences: i < widths.length - 1 };
      add(tf.layers[body](body === 'simpleRNN' ? { ...args, activation } : args));
    }
  });
  if (shape.length > 1 && (body === 'conv' || body === 'dense')) add(tf.layers.flatten());
  return layers;
}

/** A Keras initialiser with a seed of its own for each layer. */
const seeded = ({ initializer = 'glorotUniform' }, seed, i) => ({
  className: KERAS_CLASSES[initializer],
  config: { ...SCALINGS[initializer], seed: seed * 1000 + i },
});
const KERAS_CLASSES = {
  glorotUniform: 'VarianceScaling',
  heNormal: 'VarianceScaling',
  leCunNormal: 'VarianceScaling',
};
const SCALINGS = {
  glorotUniform: { scale: 1, mode: 'fanAvg', distribution: 'uniform' },
  heNormal: { scale: 2, mode: 'fanIn', distribution: 'normal' },
  leCunNormal: { scale: 1, mode: 'fanIn', distribution: 'normal' },
};

let Round = null;
/** A layer of the caller's own that rounds: its derivative is zero. */
function roundLayer(tf) {
  Round ??= class Round extends tf.layers.Layer {
    static get className() {
      return 'Round';
    }
    call(inputs) {
      return tf.tidy(() => tf.round([inputs].flat()[0]));
    }
  };
  return new Round({ name: 'round' });
}

function fillBiases(tf, network, value) {
  for (const layer of network.layers.slice(0, -1))
    if (/dense|conv/i.test(layer.getClassName()) && layer.useBias) {
      const [kernel, bias] = layer.getWeights();
      layer.setWeights([kernel, tf.fill(bias.shape, value)]);
    }
}

/** Freezes all layers, or all but the last with weights. */
function freeze(network, which) {
  const withWeights = network.layers.filter((layer) => layer.weights.length > 0);
  for (const layer of which === 'all' ? withWeights : withWeights.slice(0, -1)) layer.trainable = false;
}
