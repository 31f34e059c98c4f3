// Bad input of every public function: a named error that says what it got and what it takes, before anything is allocated.
import { table } from 'arquero';
import { afterAll, expect, test } from 'vitest';
import {
  build,
  charts,
  claim,
  convolutional,
  datasets,
  highway,
  initialize,
  learningRateRange,
  lsuv,
  mlp,
  observe,
  progress,
  recurrent,
  registerBackwardHook,
  registerForwardHook,
  repeat,
  residual,
  show,
  tf,
  theory,
  train,
  watch,
} from '../src';

const model = mlp({ inputs: 6, hidden: [5], outputs: 3 });
const softmax = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [6], activation: 'softmax' })],
});
const x = tf.zeros([4, 6]);
const labels = tf.tensor1d([0, 1, 2, 1], 'int32');
const [narrow, wide, far] = [tf.zeros([4, 5]), tf.zeros([4, 7]), tf.tensor1d([0, 1, 3, 1], 'int32')];
const data = { x, y: labels };
const none = { x: tf.zeros([0, 6]), y: tf.zeros([0], 'int32') };
const gone = tf.zeros([4, 6]);
gone.dispose();
const [short, fractional, negative, missing] = [
  [0, 1, 2],
  [0, 1, 1.5, 2],
  [0, 1, -1, 2],
  [0, NaN, 1, 2],
].map((values) => tf.tensor1d(values));
const words = tf.fill([4, 6], 'a') as tf.Tensor;
const disposed = mlp({ inputs: 6, hidden: [5], outputs: 3 });
disposed.dispose();
const frozen = mlp({ inputs: 6, hidden: [5], outputs: 3 });
for (const one of frozen.layers) one.trainable = false;
const unscaled = tf.sequential({
  layers: [
    tf.layers.dense({ units: 4, inputShape: [6] }),
    tf.layers.batchNormalization({ scale: false }),
    tf.layers.dense({ units: 3 }),
  ],
});
const [layer] = model.layers;
/** A model of layers over six inputs, compiled. */
const over = (loss: unknown, ...layers: tf.layers.Layer[]): tf.LayersModel => {
  const made = tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [6] }), ...layers] });
  made.compile({ optimizer: tf.train.sgd(0.1), loss: loss as string });
  return made;
};
const one = (activation?: 'sigmoid'): tf.layers.Layer =>
  tf.layers.dense(activation ? { units: 1, activation } : { units: 1 });
const binary = over('binaryCrossentropy', one('sigmoid'));
const categorical = over('categoricalCrossentropy', tf.layers.dense({ units: 3, activation: 'softmax' }));
const asynchronous = over(async (t: tf.Tensor) => Promise.resolve(t), one());
const thresholded = over('meanSquaredError', tf.layers.thresholdedReLU({ theta: 0.1 }), one());
const [signs, levels] = [tf.tensor2d([[-1], [1], [1], [-1]]), tf.fill([4, 3], 255)];
/** A pass over the model with a hook on its first layer of weights. */
function hooked<Hook>(
  register: (layer: tf.layers.Layer, hook: Hook) => { remove(): void },
  hook: Hook,
): unknown {
  const handle = register(model.layers[1], hook);
  try {
    return observe(model, x, labels);
  } finally {
    handle.remove();
  }
}
afterAll(() => {
  model.dispose();
  softmax.dispose();
  unscaled.dispose();
  frozen.dispose();
  tf.dispose([data, none, narrow, wide, far, short, fractional, negative, missing, words]);
});

const M = { inputs: 6, hidden: [5], outputs: 3 };
const R = { inputs: 6, width: 5, blocks: 2, outputs: 3 };
const H = { inputs: 6, width: 5, layers: 2, outputs: 3 };
const C = { filters: [4], outputs: 3 };
const S = { inputs: 6, units: 5, outputs: 3 };
const no = (): void => undefined;

/** Whatever its types say: these are calls from JavaScript, too. */
const call = (f: unknown, ...args: unknown[]): unknown => (f as (...a: unknown[]) => unknown)(...args);

type Row = [what: string, act: () => unknown, message: string];

/** Calls of a function with an object that is right but for the change, by what is wrong with each. */
const changed = (
  f: unknown,
  right: object,
  cases: Record<string, [change: object, message: string]>,
): Row[] =>
  Object.entries(cases).map(([what, [change, message]]) => [
    what,
    () => call(f, { ...right, ...change }),
    message,
  ]);

/** Trainings of the model for one step, with options of their own. */
const training = (cases: Record<string, [options: object, message: string]>): Row[] =>
  changed((options: unknown) => call(train, model, data, options), { steps: 1 }, cases);

/** Calls of a function, by what is wrong with each. */
const calls = (f: unknown, cases: Record<string, [args: unknown[], message: string]>): Row[] =>
  Object.entries(cases).map(([what, [args, message]]) => [what, () => call(f, ...args), message]);

const rows: Row[] = [
  // networks
  ...changed(mlp, M, {
    'a misspelt activation': [{ activation: 'sigmod' }, "did you mean 'sigmoid'?"],
    'an activation that is no name': [{ activation: 3 }, 'mlp: activation 3 is not one of linear, sigmoid'],
    'a misspelt key': [{ activations: 'relu' }, "it has no 'activations'; did you mean 'activation'?"],
    'no inputs': [{ inputs: 0 }, 'mlp: inputs must be a whole number of at least 1; got 0'],
    'widths that are no list': [{ hidden: 128 }, 'mlp: hidden must be an array of whole numbers; got 128'],
    'a negative width': [{ hidden: [5, -1] }, 'mlp: hidden[1] must be a whole number of at least 1; got -1'],
    'no outputs': [
      { outputs: undefined },
      'mlp: outputs must be a whole number of at least 1; got undefined',
    ],
    'a bias that is a word': [{ bias: 'yes' }, "mlp: bias must be true or false; got 'yes'"],
    'a negative seed': [{ seed: -1 }, 'mlp: seed must be a whole number of at least 0; got -1'],
    'a skip over no layer': [{ skip: 0 }, 'mlp: skip must be a whole number of at least 1; got 0'],
    'a skip between widths': [{ hidden: [5, 4], skip: true }, 'hidden goes from 5 to 4'],
    'a dropout of everything': [{ dropout: 1 }, 'mlp: dropout must be at least 0 and below 1; got 1'],
    'a misspelt normalisation': [{ normalization: 'btach' }, "did you mean 'batch'?"],
    'a normalisation elsewhere': [{ normalizationPosition: 'behind' }, 'is not one of before, after'],
    'a misspelt initialiser': [{ initializer: 'heNorma' }, "did you mean 'heNormal'?"],
    'an option of another initialiser': [{ initializer: { name: 'heNormal', std: 1 } }, "it has no 'std'"],
  }),
  ['no spec', () => call(mlp), 'mlp: spec must be an object with inputs, hidden'],
  ...changed(residual, R, {
    'no blocks': [{ blocks: 0 }, 'residual: blocks must be a whole number of at least 1; got 0'],
    'an unknown variant': [
      { variant: 'pre' },
      "residual: variant 'pre' is not one of original, preActivation",
    ],
    'an unknown branch': [{ branch: 'fixUp' }, "did you mean 'fixup'?"],
    'Fixup with one layer a block': [
      { branch: 'fixup', layersPerBlock: 1 },
      'layersPerBlock must be a whole number of at least 2',
    ],
  }),
  ...changed(highway, H, {
    'a gate bias that is none': [{ gateBias: NaN }, 'highway: gateBias must be a number; got NaN'],
    'a highway without layers': [
      { layers: 0 },
      'highway: layers must be a whole number of at least 1; got 0',
    ],
  }),
  ...changed(convolutional, C, {
    'filters that are no list': [
      { filters: 16 },
      'convolutional: filters must be an array of whole numbers; got 16',
    ],
    'an even kernel of size zero': [{ kernelSize: 0 }, 'convolutional: kernelSize must be a whole number'],
    'delta-orthogonal weights that narrow': [
      { filters: [4, 2], initializer: 'deltaOrthogonal' },
      'at least as many outputs as inputs; got 4 to 2',
    ],
  }),
  ...changed(recurrent, S, {
    'an unknown cell': [{ cell: 'rnn' }, "recurrent: cell 'rnn' is not one of simple, lstm, gru"],
    'an activation for an LSTM': [{ cell: 'lstm', activation: 'relu' }, 'activation is for the simple cell'],
    'a forget bias that is none': [{ forgetBias: '1' }, "recurrent: forgetBias must be a number; got '1'"],
    'a chrono time of one step': [
      { forgetBias: { chrono: 1 } },
      'recurrent: forgetBias.chrono must be a whole number of at least 2; got 1',
    ],
    'a chrono time of another name': [
      { forgetBias: { time: 9 } },
      "recurrent: forgetBias takes chrono; it has no 'time'",
    ],
  }),
  [
    'a spec of no network',
    () => call(build, { inputs: 3, outputs: 2 }),
    'build: spec must be a spec of mlp, residual, highway, convolutional or recurrent',
  ],
  [
    'nothing to train',
    () => call(train, 5, data, { steps: 1 }),
    'train: network must be a tf.LayersModel or a spec; got 5',
  ],
  // initialisers
  ...calls(initialize, {
    'no model to initialise': [[{}, 'heNormal'], 'initialize: model must be a tf.LayersModel; got {}'],
    'a gain below zero': [
      [model, { name: 'orthogonal', gain: -1 }],
      'initializer.gain must be a number of at least 0; got -1',
    ],
    'an unknown fan': [[model, { name: 'heNormal', mode: 'fanin' }], "did you mean 'fanIn'?"],
    'a recurrent initialiser that is none': [
      [model, 'zeros', { recurrent: 'ortho' }],
      "initializer 'ortho' is not one of",
    ],
  }),
  // data
  ...calls(datasets.randomBatch, {
    'a batch of no examples': [
      [{ size: 0, inputs: 1, classes: 1 }],
      'randomBatch: size must be a whole number of at least 1; got 0',
    ],
    'a batch without options': [
      [],
      'randomBatch: options must be an object with size, inputs, classes, seed',
    ],
  }),
  ...calls(datasets.digits, {
    'a split that leaves nothing': [
      [{ testFraction: 1 }],
      'digits: testFraction must be between 0 and 1; got 1',
    ],
    'a misspelt option': [[{ image: true }], "did you mean 'images'?"],
  }),
  [
    'negative noise',
    () => call(datasets.spirals, { size: 5, noise: -1 }),
    'spirals: noise must be a number of at least 0; got -1',
  ],
  [
    'a sequence of one step',
    () => call(datasets.addingProblem, { size: 1, steps: 1 }),
    'addingProblem: steps must be a whole number of at least 2; got 1',
  ],
  [
    'nothing to split',
    () => call(datasets.split, null),
    'split: dataset must be { x, y }, two tensors with as many rows; got null',
  ],
  // hooks
  [
    'a hook on a name',
    () => call(registerForwardHook, 'dense_1', no),
    "registerForwardHook: layer must be a layer, such as model.layers[0]; got 'dense_1'",
  ],
  [
    'a hook that is none',
    () => call(registerBackwardHook, layer, 7),
    'registerBackwardHook: hook must be a function (gradOutput) => …; got 7',
  ],
  ...calls(observe, {
    'no model to observe': [[null, x, labels], 'observe: model must be a tf.LayersModel; got null'],
    'inputs that are no tensor': [
      [model, [[1, 2]], labels],
      'observe: x[0] must be a tensor of shape [batch, 6]',
    ],
    'inputs of another width': [[model, narrow, labels], 'observe: x must be a tensor of shape [batch, 6]'],
    'too many inputs': [[model, [x, x], labels], 'observe: x must be 1 tensors, one an input of the model'],
    'no targets': [[model, x], 'observe: y must be a tensor of targets; got undefined'],
    'a label that is no class': [
      [model, x, far],
      "observe: y has the class index 3; the model's 3 outputs take 0 to 2",
    ],
    'targets of another width': [
      [model, x, wide],
      'observe: y must be class indices [batch] or probabilities [batch, 3]',
    ],
    'an unknown loss': [
      [model, x, labels, { loss: 'mse' }],
      "observe: loss 'mse' is not one of crossEntropy, meanSquaredError",
    ],
    'a softmax without a loss': [
      [softmax, x, labels],
      'cross-entropy takes logits. Compile the model with its loss first',
    ],
    'histograms without bins': [
      [model, x, labels, { histograms: 0 }],
      'observe: histograms must be a whole number of at least 1; got 0',
    ],
  }),
  // training
  ...calls(train, {
    'training without a length': [[model, data, {}], 'train: give how long to train, as steps or as epochs'],
    'ragged examples': [
      [model, { x: narrow, y: [1] }, { steps: 1 }],
      'train: data must be { x, y }, tensors with as many rows',
    ],
  }),
  ...training({
    'training of two lengths': [{ epochs: 1 }, 'train: give steps or epochs, not both'],
    'a misspelt optimiser': [{ optimizer: 'addam' }, "did you mean 'adam'?"],
    'momentum for plain descent': [
      { optimizer: { name: 'sgd', momentum: 1 } },
      "optimizer 'sgd' takes learningRate; it has no 'momentum'",
    ],
    'an unknown schedule': [
      { schedule: { kind: 'cos' } },
      "schedule.kind 'cos' is not one of constant, cosine, linear",
    ],
    'a clip that leaves no gradient': [
      { clip: { norm: 0 } },
      'train: clip.norm must be above 0; got 0, which leaves no gradient',
    ],
    'a negative clip': [{ clip: { norm: -1 } }, 'train: clip.norm must be a number of at least 0; got -1'],
  }),
  [
    'a range upside down',
    () => call(learningRateRange, model, data, { from: 1, to: 0.1 }),
    'from must be above 0 and below to; got 1 and 0.1',
  ],
  [
    'LSUV without a batch',
    () => call(lsuv, model, [1]),
    'lsuv: x[0] must be a tensor of shape [batch, 6]; got 1',
  ],
  ...calls(watch, {
    'nothing to watch': [[{}], 'watch: model must be a tf.LayersModel; got {}'],
    'watching never': [[model, { every: 0 }], 'watch: every must be a whole number of at least 1; got 0'],
  }),
  // what a model and its data may be like
  ...calls(train, {
    'a training on no rows': [
      [model, { x: none.x, y: none.y }, { steps: 2 }],
      'train: x must have a row at least; got shape [0, 6]',
    ],
    'inputs that are gone': [
      [model, { x: gone, y: labels }, { steps: 1 }],
      'train: x must be a tensor of shape [batch, 6]; got one that is disposed',
    ],
    'test examples that are gone': [
      [model, { train: data, test: { x: gone, y: labels } }, { steps: 1 }],
      'train: test.x must be',
    ],
    'a model that is gone': [[disposed, data, { steps: 1 }], 'train: the model is disposed; build it anew'],
    'a model without layers': [[tf.sequential(), data, { steps: 1 }], 'train: the model has no layers'],
    'batch norm without a scale': [
      [unscaled, data, { steps: 1 }],
      'batch normalization has scale or center false',
    ],
    'targets with other rows than inputs': [
      [model, { x, y: short }, { steps: 1 }],
      'train: y must be a tensor of 4 rows, as many as x has; got shape [3]',
    ],
    'targets of a regression for classes': [
      [model, { x, y: fractional }, { steps: 1 }],
      'train: y has the class index 1.5',
    ],
    'a negative class': [[model, { x, y: negative }, { steps: 1 }], 'train: y has the class index -1'],
    'no data': [[model, null, { steps: 1 }], 'train: data must be { x, y }'],
    'data of a misspelt key': [[model, { xs: x, y: labels }, { steps: 1 }], 'train: data must be { x, y }'],
    'nothing to train on beside the test': [
      [model, { train: null, test: data }, { steps: 1 }],
      'train: data must be { x, y }',
    ],
    'training without options': [[model, data], 'train: options must be an object with steps, epochs'],
    'a dataset without batches': [
      [model, tf.data.array([]), { steps: 1 }],
      'must have a batch at least; got none',
    ],
    'a dataset of something else': [
      [model, tf.data.array([1]), { steps: 1 }],
      'train: data must be a tf.data.Dataset of batches { xs, ys }; got 1',
    ],
    'a batch size for a dataset': [
      [model, tf.data.array([1]), { steps: 1, batchSize: 2 }],
      'train: batchSize is for tensors',
    ],
    'epochs of a dataset without an end': [
      [model, tf.data.array([1]).repeat(), { epochs: 1 }],
      'train: epochs have no end where data has none; give steps',
    ],
    'a test without an end': [
      [model, { train: data, test: tf.data.array([1]).repeat() }, { steps: 1 }],
      'train: test must come to an end',
    ],
    'a training of frozen layers': [
      [frozen, data, { steps: 1 }],
      'train: every layer of the model is frozen',
    ],
  }),
  ...calls(observe, {
    'a look at no rows': [[model, none.x, none.y], 'observe: x must have a row at least; got shape [0, 6]'],
    'targets that are gone': [
      [model, x, gone],
      'observe: y must be a tensor of targets; got one that is disposed',
    ],
    'a look into a model that is gone': [
      [disposed, x, labels],
      'observe: the model is disposed; build it anew',
    ],
    'a look at batch norm without a scale': [[unscaled, x, labels], "observe: tfjs can't run"],
    'a class that is no number': [[model, x, missing], 'observe: y has the class index NaN'],
    'words for inputs': [[model, words, labels], 'observe: x must be a tensor of numbers; got dtype string'],
  }),
  ...calls(learningRateRange, {
    'a range on no rows': [
      [model, { x: none.x, y: none.y }],
      'learningRateRange: x must have a row at least',
    ],
    'a range on a model that is gone': [[disposed, data], 'learningRateRange: the model is disposed'],
    'a range of batch norm without a scale': [[unscaled, data], "learningRateRange: tfjs can't run"],
    'no data for a range': [[model], 'learningRateRange: data must be { x, y }'],
    'a range of frozen layers': [[frozen, data], 'learningRateRange: every layer of the model is frozen'],
  }),
  [
    'first weights for a model that is gone',
    () => call(initialize, disposed, 'heNormal'),
    'initialize: the model is disposed',
  ],
  ['LSUV on a model that is gone', () => call(lsuv, disposed, x), 'lsuv: the model is disposed'],
  // functions of the caller's
  ...training({
    'a loss that is async': [{ loss: async () => Promise.resolve(tf.scalar(1).dispose()) }, 'not async'],
    'a loss that is not reduced': [{ loss: (_: tf.Tensor, out: tf.Tensor) => out }, 'Reduce it: tf.mean(…)'],
    'a loss that nothing trains by': [
      { compiled: false, loss: () => tf.scalar(1) },
      'the loss does not depend on any weight that trains',
    ],
    'a schedule that gives no number': [
      { schedule: () => 'fast' },
      "train: schedule must be a function that gives a factor of the learning rate, a number; got 'fast'",
    ],
    'a schedule that is async': [
      { schedule: () => Promise.resolve(1) },
      'train: schedule must be a function that gives a factor',
    ],
    'a schedule that divides by zero': [{ schedule: () => NaN }, 'a number; got NaN'],
    'progress that is none': [
      { onProgress: true },
      'train: onProgress must be a function ({ step, steps, loss }) => …; got true',
    ],
  }),
  [
    'a loss that is a number',
    () => call(observe, model, x, labels, { loss: () => 3 }),
    'observe: loss must be a function that gives a scalar tensor',
  ],
  // weights of classes, and the rest of the options
  ...training({
    'class weights that are a list of numbers': [{ classWeight: [1, 2, 3] }, 'train: classWeight must be'],
    'a class without a weight': [
      { classWeight: { 0: 1, 1: 1 } },
      'train: classWeight has no weight for class 2',
    ],
    'a batch size of zero': [
      { batchSize: 0 },
      'train: batchSize must be a whole number of at least 1; got 0',
    ],
    'a look at every half step': [{ observeEvery: 0.5 }, 'train: observeEvery must be a whole number'],
    'graphs that are none': [{ graphs: {} }, 'train: graphs must be what the run of a repeat is given'],
  }),
  [
    "class weights for a loss of one's own",
    () => call(observe, model, x, labels, { loss: () => tf.scalar(1), classWeight: { 0: 1 } }),
    'classWeight goes with a loss by name',
  ],
  ...calls(learningRateRange, {
    'a range in words': [[model, data, { from: '1' }], 'learningRateRange: from and to must be two numbers'],
    'a range of a negative rate': [[model, data, { from: -1 }], 'from must be above 0'],
  }),
  ...calls(lsuv, {
    'LSUV with a tolerance of less than nothing': [
      [model, x, { tolerance: -1 }],
      'lsuv: tolerance must be a number of at least 0; got -1',
    ],
    'LSUV on a batch that is all the same': [
      [model, x],
      'has the standard deviation 0 on x; no scale makes it 1',
    ],
    'LSUV on inputs of another width': [
      [model, narrow],
      'lsuv: x must be a tensor of shape [batch, 6]; got shape [4, 5]',
    ],
    'LSUV on a batch that is gone': [
      [model, gone],
      'lsuv: x must be a tensor of shape [batch, 6]; got one that is disposed',
    ],
  }),
  ...calls(watch, {
    'a dashboard nowhere': [[model, { tensorBoard: '' }], "watch: tensorBoard must be a path; got ''"],
    'lines into a folder': [
      [model, { jsonLines: '/' }],
      "watch: jsonLines must be a file that can be written to; got '/'",
    ],
  }),
  // repeat
  ...calls(repeat, {
    'no seeds': [[0, no], 'repeat: seeds must be a whole number of at least 1; got 0'],
    'seeds that are a word': [
      ['ten', no],
      "repeat: seeds must be a number of seeds or an iterable of them; got 'ten'",
    ],
    'a measurement that is none': [[2, 3], 'repeat: run must be a function (seed) => table; got 3'],
    'a measurement without a table': [[2, () => 5], 'repeat: what run gives must be an Arquero table; got 5'],
  }),
  // charts and display
  ...calls(charts.gradientFlow, {
    'no table to draw': [[7], 'charts.gradientFlow: tables must be an Arquero table'],
    'a table of something else': [[table({ x: [1] })], 'has no column'],
  }),
  ...calls(show, {
    'nothing to show': [
      [7],
      'show: value must be a figure of charts, an Arquero table, a tensor or a diagnosis; got 7',
    ],
    'digits below one': [
      [table({ x: [1] }), { digits: 0 }],
      'show: digits must be a whole number of at least 1; got 0',
    ],
  }),
  ...calls(claim, {
    'a claim without a sentence': [['', 1, { atLeast: 0 }], "claim: sentence must be a sentence; got ''"],
    'a claim about a word': [['x', '1', { atLeast: 0 }], "claim: measured must be a number; got '1'"],
    'a claim without a tolerance': [
      ['x', 1, { expected: 1 }],
      "claim: tolerance must be a number of at least 0, or '10%'; got undefined",
    ],
  }),
  [
    'progress over nothing countable',
    () => call(progress, null),
    'progress: items must be a number or a collection; got null',
  ],
  // theory
  [
    'an activation without a name or a derivative',
    () => call(theory.chi1, { activation: { value: Math.tanh }, weightVariance: 1 }),
    'theory.chi1: activation must be a name, or an object with value, derivative and kinks',
  ],
  ...calls(theory.criticalPoint, {
    'a misspelt activation in theory': [
      ['tahn', 0],
      "theory.criticalPoint: activation 'tahn' is not one of linear, sigmoid",
    ],
    'an edge of chaos that is not there': [
      ['relu', 0.1],
      'theory.criticalPoint: no weightVariance makes the activation critical at biasVariance 0.1',
    ],
  }),
  [
    'a standard deviation for a variance',
    () => call(theory.fixedPoint, { activation: 'tanh', weightStd: 1 }),
    "theory.fixedPoint: field takes activation, weightVariance, biasVariance; it has no 'weightStd'",
  ],
  [
    'a variance below zero',
    () => call(theory.varianceMap, { activation: 'tanh', weightVariance: -1 }, 1),
    'theory.varianceMap: weightVariance must be a number of at least 0; got -1',
  ],
  [
    'a correlation above one',
    () => call(theory.correlationMap, { activation: 'tanh', weightVariance: 1 }, 1.2),
    'theory.correlationMap: c must be a number from -1 to 1; got 1.2',
  ],
  [
    'saturation of what does not saturate',
    () => call(theory.saturatedFraction, 'relu', 1),
    "theory.saturatedFraction: activation 'relu' has no saturation point",
  ],
  [
    'theory of another network',
    () => call(theory.layers, C),
    'theory.layers: spec must be a spec of mlp or residual',
  ],
  ...changed(theory.layers, M, {
    'theory of weights that are not random': [
      { initializer: 'identity' },
      "theory.layers: there is no theory of weights drawn by 'identity'",
    ],
    'theory of biases that all lean one way': [
      { initializer: { name: 'heNormal', biasMean: -6 } },
      'theory.layers: there is no theory of biases with a mean of -6, only of 0',
    ],
  }),
  [
    'theory of dropout',
    () => call(theory.gradientRatio, { ...M, dropout: 0.5 }),
    'theory.gradientRatio: dropout has no theory here; got 0.5',
  ],
  [
    'a ratio of one layer',
    () => call(theory.gradientRatio, M),
    'theory.gradientRatio: hidden must have at least two layers; got 1',
  ],
  [
    'theory of the original residual blocks',
    () => call(theory.layers, { ...R, variant: 'original' }),
    "theory.layers: variant 'original' has no theory here; give 'preActivation'",
  ],
  ...calls(observe, {
    'more bins than a table can hold': [
      [model, x, labels, { histograms: 1e9 }],
      'observe: histograms must be at most 10000 bins; got 1000000000',
    ],
    'classes of −1 and 1 for binary cross-entropy': [
      [binary, x, signs],
      'observe: y must be probabilities, from 0 to 1, for binaryCrossentropy; it has -1. Of -1 and 1, write y.add(1).div(2)',
    ],
    'a compiled loss that is async': [
      [asynchronous, x, signs],
      'observe: loss must be a function that gives a tensor at once, not async; got Promise',
    ],
    'a layer that tfjs has no gradient of': [
      [thresholded, x, signs],
      'observe: tfjs has no gradient of Greater, by which the loss depends on weights that train',
    ],
  }),
  ...calls(train, {
    'gray levels for categorical cross-entropy': [
      [categorical, { x, y: levels }, { steps: 1 }],
      'train: y must be probabilities, from 0 to 1, for categoricalCrossentropy; it has 255',
    ],
    'a layer that tfjs has no gradient of, in a training': [
      [thresholded, { x, y: signs }, { steps: 1 }],
      'train: tfjs has no gradient of Greater',
    ],
  }),
  [
    'a forward hook that gives another shape',
    () => hooked(registerForwardHook, () => x),
    'registerForwardHook: hook must be a function whose tensor is like the output, float32 of shape [4, 5]; got one that ' +
      'returns float32 of shape [4, 6]',
  ],
  [
    'a forward hook that gives a disposed tensor',
    () => hooked(registerForwardHook, () => gone),
    'registerForwardHook: hook must be a function whose tensor is like the output, float32 of shape [4, 5]; got one that ' +
      'returns a disposed tensor',
  ],
  [
    'a forward hook that disposes of the output',
    () =>
      hooked(registerForwardHook, (_, output) => {
        output.dispose();
      }),
    "registerForwardHook: hook must leave the layer's output as it is; it has disposed of it",
  ],
  [
    'a backward hook that gives whole numbers',
    () => hooked(registerBackwardHook, (gradient) => tf.ones(gradient.shape, 'int32')),
    'registerBackwardHook: hook must be a function whose tensor is like the gradient, float32 of shape [4, 5]; got one that ' +
      'returns int32 of shape [4, 5]',
  ],
  [
    'a backward hook that disposes of the gradient',
    () =>
      hooked(registerBackwardHook, (gradient) => {
        gradient.dispose();
      }),
    "registerBackwardHook: hook must leave the layer's gradient as it is; it has disposed of it",
  ],
];

test.each(rows)('%s: a named error, and nothing is left behind', async (_, act, message) => {
  const tensors = tf.memory().numTensors;
  const error: unknown = await Promise.resolve()
    .then(act)
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
  expect((error as Error).message).toContain(message);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(model.layers.some((l) => Object.hasOwn(l, 'call'))).toBe(false);
});

test('at least 120 of them', () => {
  expect(rows.length).toBeGreaterThanOrEqual(120);
});
