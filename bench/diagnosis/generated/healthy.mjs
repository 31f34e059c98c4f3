// The healthy networks of the generated set: a case from a seed. Whether it is healthy is measured, not believed.
import { randomStream } from './random.mjs';

/**
 * A network with its data and what it is trained with, as plain data.
 *
 * @typedef {{ id: string, family: number, operator: string | null, task: string, post?: Record<string, unknown> }} Case
 */

const TASKS = {
  classes: 0.24,
  binary: 0.15,
  digits: 0.14,
  spirals: 0.05,
  multiLabel: 0.07,
  linear: 0.09,
  nonlinear: 0.11,
  images: 0.08,
  sequences: 0.07,
};
const DEPTHS = { shallow: 0.6, middle: 0.22, deep: 0.13, veryDeep: 0.05 };
const BATCHES = { 1: 0.03, 2: 0.03, 4: 0.06, 8: 0.11, 16: 0.2, 32: 0.3, 64: 0.15, 128: 0.08, 256: 0.04 };

/**
 * Draws the healthy case of a family. A case is plain data, and the same for the same number.
 *
 * @param {number} family
 * @returns {Case}
 */
export function healthyCase(family) {
  const random = randomStream(family, 'healthy');
  const task = random.weighted(TASKS);
  const data = dataOf(task, random);
  const batchSize = Number(random.weighted(BATCHES));
  const network = networkOf(task, data, batchSize, random);
  data.encode ??= network.encode;
  delete network.encode;
  const rows = Math.max(384, batchSize * 4);
  return {
    id: `${family}-healthy`,
    family,
    operator: null,
    task,
    data: { ...data, rows: data.kind === 'digits' ? 1200 : rows * random.pick([1, 2, 3]), seed: family },
    ...network,
    batchSize,
    steps: stepsOf(task, batchSize),
  };
}

function stepsOf(task, batchSize) {
  if (task === 'spirals') return 1000;
  if (task === 'sequences') return 500;
  return batchSize <= 8 ? 500 : 300;
}

function dataOf(task, random) {
  const inputs = Math.round(random.logUniform(4, 60));
  const x = random.weighted({ standard: 0.7, unit: 0.15, scaled: 0.15 });
  const edits = x === 'unit' ? { unit: true } : x === 'scaled' ? { scale: random.pick([0.5, 2, 3]) } : {};
  const kinds = {
    classes: () => ({
      kind: 'clusters',
      inputs,
      classes: random.integer(3, 10),
      separation: random.pick([2, 3]),
    }),
    binary: () => ({ kind: 'clusters', inputs, classes: 2, separation: 2, perClass: random.pick([1, 2]) }),
    digits: () => ({ kind: 'digits' }),
    images: () => ({ kind: 'digits', images: true }),
    spirals: () => ({ kind: 'spirals', turns: random.pick([0.5, 0.75]) }),
    multiLabel: () => ({ kind: 'multiLabel', inputs, targets: random.integer(2, 6) }),
    linear: () => ({
      kind: 'linear',
      inputs,
      targets: random.integer(1, 4),
      y: { scale: random.pick([0.5, 1, 2]) },
    }),
    nonlinear: () => ({
      kind: 'nonlinear',
      inputs: random.integer(2, 8),
      targets: random.integer(1, 2),
      y: { scale: random.pick([0.5, 1, 2]) },
    }),
    sequences: () =>
      random.chance(0.4)
        ? { kind: 'adding', steps: random.integer(6, 10) }
        : { kind: 'sequenceMean', steps: random.integer(5, 30), inputs: random.integer(1, 3) },
  };
  const recipe = kinds[task]();
  return task === 'sequences' || task === 'spirals' ? recipe : { ...recipe, x: edits };
}

function networkOf(task, data, batchSize, random) {
  if (task === 'sequences') return recurrentNetwork(data, random);
  const outputs = data.kind === 'digits' ? 10 : (data.classes ?? data.targets ?? 2);
  const isRegression = data.targets !== undefined && task !== 'multiLabel';
  if (task === 'images') return imageNetwork(batchSize, random);
  const isPlain = task === 'multiLabel' || random.chance(0.58);
  const depth = depthOf(task, random);
  const inputs = data.kind === 'digits' ? 64 : (data.inputs ?? 2);
  const network = isPlain
    ? plainNetwork({ task, inputs, outputs, isRegression, depth, batchSize }, random)
    : builtNetwork({ inputs, outputs, isRegression, depth, batchSize }, random);
  return { ...network, optimizer: optimizerOf(depth, batchSize, isRegression, random) };
}

function depthOf(task, random) {
  const least = task === 'spirals' ? 2 : 1;
  const depths = {
    shallow: () => random.integer(least, 4),
    middle: () => random.integer(5, 10),
    deep: () => random.integer(11, 30),
    veryDeep: () => random.pick([50, 50, 80, 100, 200]),
  };
  return depths[random.weighted(DEPTHS)]();
}

const widthOf = (depth, random) =>
  depth >= 50
    ? random.pick([8, 16, 24])
    : depth > 10
      ? random.pick([16, 24, 32, 48])
      : Math.round(
          random.chance(0.12) && depth <= 3 ? random.logUniform(128, 512) : random.logUniform(12, 96),
        );

function optimizerOf(depth, batchSize, isRegression, random) {
  const name = random.weighted({ adam: 0.5, sgd: 0.25, momentum: 0.13, rmsprop: 0.12 });
  const isDeep = depth > 10;
  const isNoisy = batchSize <= 4;
  const rates = {
    adam: isDeep || isNoisy ? [1e-3, 2e-3] : [3e-3, 5e-3, 1e-2],
    sgd: isDeep || isNoisy ? [0.01, 0.02] : isRegression ? [0.02, 0.05] : [0.05, 0.1, 0.2],
    momentum: isDeep || isNoisy ? [2e-3, 5e-3] : [0.01, 0.02],
    rmsprop: isDeep || isNoisy ? [5e-4, 1e-3] : [1e-3, 3e-3],
  };
  return { name, learningRate: random.pick(rates[name]) };
}

/** A network of tfjs's own layers with a head and a loss as Keras's. */
function plainNetwork({ task, inputs, outputs, isRegression, depth, batchSize }, random) {
  const width = widthOf(depth, random);
  const normalization = batchSize >= 16 && (depth > 10 || random.chance(0.15)) ? 'batch' : 'none';
  const skip = depth > 10;
  const activation = random.weighted(
    depth > 4
      ? { relu: 0.8, elu: 0.1, tanh: 0.1 }
      : { relu: 0.6, tanh: 0.2, elu: 0.1, sigmoid: 0.05, selu: 0.05 },
  );
  const widths = Array(skip && normalization === 'none' ? 8 : depth).fill(width);
  const head = isRegression
    ? { units: outputs }
    : task === 'multiLabel'
      ? { units: outputs, activation: 'sigmoid' }
      : outputs === 2
        ? { units: 1, activation: 'sigmoid' }
        : { units: outputs, activation: 'softmax' };
  const sparse = random.chance(0.4);
  const [loss, encode] = isRegression
    ? [random.chance(0.8) ? 'meanSquaredError' : 'meanAbsoluteError', 'numbers']
    : head.activation === 'sigmoid'
      ? ['binaryCrossentropy', 'column']
      : sparse
        ? ['sparseCategoricalCrossentropy', 'column']
        : ['categoricalCrossentropy', 'oneHot'];
  const lossFactor = isRegression && random.chance(0.2) ? random.pick([0.3, 3]) : undefined;
  const dropout = depth <= 4 && width >= 32 && random.chance(0.15) ? random.pick([0.1, 0.2, 0.3]) : 0;
  return {
    model: {
      builder: 'plain',
      api: skip || random.chance(0.3) ? 'functional' : 'sequential',
      shape: [inputs],
      body: 'dense',
      widths,
      activation,
      initializer:
        activation === 'selu'
          ? 'leCunNormal'
          : depth > 4 || random.chance(0.4)
            ? 'heNormal'
            : 'glorotUniform',
      normalization,
      dropout,
      skip: skip && normalization === 'batch',
      separate: random.chance(0.3),
      head,
    },
    loss,
    ...(lossFactor ? { lossFactor } : {}),
    encode,
  };
}

/** A network of one of the library's builders on logits. */
function builtNetwork({ inputs, outputs, isRegression, depth, batchSize }, random) {
  const width = widthOf(depth, random);
  const loss = isRegression ? 'meanSquaredError' : 'crossEntropy';
  const mayNormalize = batchSize >= 16;
  const wanted = random.weighted({ mlp: 0.45, residual: 0.33, highway: 0.22 });
  const activation = random.weighted({ relu: 0.6, tanh: 0.25, elu: 0.08, gelu: 0.07 });
  const common = { inputs, outputs, activation };
  const models = {
    mlp: () => careful(common, depth, width, mayNormalize, random),
    residual: () => {
      const blocks = Math.max(1, Math.round(depth / 2));
      const branch = random.pick(['skipInit', 'fixup', 'zero']);
      return {
        builder: 'residual',
        spec: {
          ...common,
          width,
          blocks,
          initializer: 'heNormal',
          ...(mayNormalize && random.chance(0.5) ? { normalization: 'batch' } : { branch }),
        },
      };
    },
    highway: () => ({
      builder: 'highway',
      spec: {
        ...common,
        activation: activation === 'gelu' ? 'relu' : activation,
        width,
        layers: Math.max(1, depth - 1),
        gateBias: depth > 10 ? -3 : -2,
        initializer: activation === 'tanh' ? 'xavierUniform' : 'heNormal',
      },
    }),
  };
  const { post, ...model } = models[wanted]();
  return { model, ...(post ? { post } : {}), loss, encode: isRegression ? 'numbers' : 'index' };
}

/** A multilayer perceptron with what keeps its depth healthy. */
function careful(common, depth, width, mayNormalize, random) {
  const hidden = Array(depth).fill(width);
  const isRectified = common.activation !== 'tanh';
  const initializer = isRectified ? 'heNormal' : 'xavierNormal';
  if (depth <= 4) return { builder: 'mlp', spec: { ...common, hidden, initializer } };
  const cares = {
    orthogonal: () => ({
      spec: { ...common, activation: 'tanh', hidden, initializer: { name: 'orthogonal', gain: 1.05 } },
    }),
    lsuv: () => ({ spec: { ...common, hidden }, post: { lsuv: true } }),
    norm: () => ({ spec: { ...common, hidden, initializer, normalization: 'batch', skip: true } }),
    layerNorm: () => ({ spec: { ...common, hidden, initializer, normalization: 'layer', skip: true } }),
    he: () => ({ spec: { ...common, hidden, initializer } }),
  };
  const names =
    depth <= 10
      ? ['he', 'lsuv', 'orthogonal', 'layerNorm']
      : ['orthogonal', 'layerNorm', ...(mayNormalize ? ['norm'] : [])];
  return { builder: 'mlp', ...cares[random.pick(names)]() };
}

function imageNetwork(batchSize, random) {
  const depth = random.integer(2, 4);
  const filters = random.pick([8, 12, 16]);
  const optimizer = { name: 'adam', learningRate: random.pick([3e-3, 5e-3]) };
  if (random.chance(0.5)) {
    const isDeep = batchSize >= 16 && random.chance(0.3);
    return {
      model: {
        builder: 'convolutional',
        spec: {
          filters: Array(isDeep ? 9 : depth).fill(filters),
          outputs: 10,
          initializer: 'heNormal',
          ...(isDeep ? { normalization: 'batch', skip: 2 } : {}),
        },
      },
      loss: 'crossEntropy',
      encode: 'index',
      optimizer: { ...optimizer, learningRate: 0.01 },
    };
  }
  return {
    model: {
      builder: 'plain',
      api: random.pick(['sequential', 'functional']),
      shape: [8, 8, 1],
      body: 'conv',
      widths: Array(depth).fill(filters),
      activation: 'relu',
      initializer: random.pick(['heNormal', 'glorotUniform']),
      normalization: 'none',
      dropout: 0,
      separate: random.chance(0.3),
      head: { units: 10, activation: 'softmax' },
    },
    loss: 'categoricalCrossentropy',
    encode: 'oneHot',
    optimizer,
  };
}

function recurrentNetwork(data, random) {
  const channels = data.kind === 'adding' ? 2 : data.inputs;
  const cell = random.pick(data.kind === 'adding' ? ['lstm', 'gru'] : ['simple', 'lstm', 'gru']);
  const units = random.pick([16, 24, 32]);
  const optimizer = { name: 'adam', learningRate: data.kind === 'adding' ? 0.01 : 5e-3 };
  const common = { loss: 'meanSquaredError', encode: 'numbers', optimizer };
  if (random.chance(0.6))
    return {
      model: {
        builder: 'recurrent',
        spec: {
          inputs: channels,
          steps: data.steps,
          units,
          outputs: 1,
          cell,
          initializer: 'xavierUniform',
          recurrentInitializer: 'orthogonal',
        },
      },
      ...common,
    };
  return {
    model: {
      builder: 'plain',
      api: 'sequential',
      shape: [data.steps, channels],
      body: cell === 'simple' ? 'simpleRNN' : cell,
      widths: [units],
      activation: 'tanh',
      head: { units: 1 },
    },
    ...common,
  };
}
