// The fault operators of the generated set: what is done to a healthy case, and the causes that are true by it.
//
// The operators follow published lists. DC: DeepCrime (Humbatova, Jahangirova and Tonella 2021, table 1), with its codes; MU: the
// mutators of deepmufl (Ghanbari, Thomas, Arshad and Rajan 2023); FD: DeepFD's seeded faults (Cao et al. 2022); AT: the training
// problems of AutoTrainer (Zhang et al. 2021).

/** Effects of a forward pass or a backward pass that has left its scale; where it began, chance decides which of them is seen. */
const SCALE = [
  'exploding-gradient',
  'vanishing-gradient',
  'bad-initialization',
  'saturating-hidden-activation',
];
const DEAD = ['dying-relu', 'dead-output'];
const LABELS = [
  'labels-do-not-fit-output',
  'wrong-loss-for-task',
  'output-activation-mismatch-loss',
  'data-mistake',
];
const PROBABILITIES = [
  'logits-into-probability-loss',
  'output-activation-mismatch-loss',
  'wrong-loss-for-task',
  'labels-do-not-fit-output',
  'dead-output',
];

const isPlain = ({ model }) => model.builder === 'plain';
const isRecurrent = ({ task }) => task === 'sequences';
const headOf = ({ model }) => (model.builder === 'plain' ? (model.head.activation ?? 'linear') : 'linear');
const isRegression = ({ loss }) => loss.startsWith('mean');
const depthOf = ({ model: { builder, widths, spec } }) =>
  builder === 'plain'
    ? widths.length
    : (spec.hidden?.length ?? spec.filters?.length ?? spec.layers ?? spec.blocks * 2);
const activationOf = ({ model }) =>
  model.builder === 'plain' ? model.activation : (model.spec.activation ?? 'relu');

/** The case with other fields of its model or spec. */
const withModel = (c, plain, spec = plain) => ({
  ...c,
  model: isPlain(c) ? { ...c.model, ...plain } : { ...c.model, spec: { ...c.model.spec, ...spec } },
});
const withHead = (c, head) => ({ ...c, model: { ...c.model, head: { ...c.model.head, ...head } } });
const withPost = (c, post) => ({ ...c, post: { ...c.post, ...post } });
const withX = (c, x) => ({ ...c, data: { ...c.data, x: { ...c.data.x, ...x } } });
const withY = (c, y) => ({ ...c, data: { ...c.data, y: { ...c.data.y, ...y } } });
const withRate = (c, factor) => ({
  ...c,
  optimizer: { ...c.optimizer, learningRate: Number((c.optimizer.learningRate * factor).toPrecision(6)) },
});

/**
 * The operators. `when`: whether a case can have the fault; `apply`: the case with it; `causes`: those that the operator makes true;
 * `accepts`: others that are true with it, as consequences or as other names of the same thing; `weight`: how often it is drawn.
 */
export const OPERATORS = {
  'remove-activations': {
    source: 'DC ARM, MU',
    causes: ['missing-nonlinearity'],
    accepts: ['capacity-too-small'],
    weight: 4,
    when: (c) =>
      ['nonlinear', 'spirals', 'digits', 'images', 'binary'].includes(c.task) &&
      depthOf(c) <= 10 &&
      !c.post &&
      c.model.builder !== 'highway',
    apply: (c) => withModel(c, { activation: null }, { activation: 'linear' }),
  },
  'sigmoid-at-depth': {
    source: 'DC ACH, AT vanishing gradient',
    causes: ['vanishing-gradient'],
    accepts: ['bad-initialization', 'saturating-hidden-activation', 'learning-rate-too-low', 'too-few-steps'],
    weight: 3,
    when: (c) =>
      depthOf(c) >= 6 && !isRecurrent(c) && c.model.builder !== 'highway' && c.model.builder !== 'residual',
    apply: (c) =>
      withModel(
        { ...c, post: undefined },
        { activation: 'sigmoid', initializer: 'glorotUniform', normalization: 'none', skip: false },
        { activation: 'sigmoid', initializer: 'pytorch', normalization: 'none', skip: false },
      ),
  },
  'softmax-in-hidden-layers': {
    source: 'DC ACH, AAL',
    causes: ['saturating-hidden-activation'],
    accepts: [
      ...SCALE,
      'output-activation-mismatch-loss',
      'softmax-twice',
      'learning-rate-too-low',
      'capacity-too-small',
    ],
    weight: 1,
    when: (c) => isPlain(c) && c.model.body === 'dense',
    apply: (c) => withModel(c, { activation: 'softmax' }),
  },
  'remove-output-activation': {
    source: 'DC ARM, FD loss and activation',
    causes: ['logits-into-probability-loss'],
    accepts: PROBABILITIES,
    weight: 2,
    when: (c) => ['softmax', 'sigmoid'].includes(headOf(c)),
    apply: (c) => withHead(c, { activation: 'linear' }),
  },
  'relu-output': {
    source: 'DC ACH',
    causes: ['output-activation-mismatch-loss'],
    accepts: [...PROBABILITIES, 'dying-relu'],
    weight: 2,
    when: (c) => isPlain(c),
    apply: (c) => withHead(c, { activation: 'relu' }),
  },
  'bounded-output-for-numbers': {
    source: 'DC ACH, AAL',
    causes: ['output-activation-mismatch-loss'],
    accepts: ['labels-do-not-fit-output', 'wrong-loss-for-task', 'targets-not-scaled'],
    weight: 2,
    when: (c) => isPlain(c) && isRegression(c),
    apply: (c) => withHead(c, { activation: 'sigmoid' }),
  },
  'softmax-over-one-unit': {
    source: 'DC ACH',
    causes: ['softmax-on-one-unit'],
    accepts: ['labels-do-not-fit-output', 'output-activation-mismatch-loss', 'dead-output'],
    weight: 2,
    when: (c) => isPlain(c) && c.model.head.units === 1,
    apply: (c) => withHead(c, { activation: 'softmax' }),
  },
  'softmax-twice': {
    source: 'DC AAL, MU',
    causes: ['softmax-twice'],
    accepts: ['output-activation-mismatch-loss', 'learning-rate-too-low'],
    weight: 2,
    when: (c) => headOf(c) === 'softmax' || c.loss === 'crossEntropy',
    apply: (c) =>
      isPlain(c) ? withModel(c, { softmaxTwice: true }) : { ...c, model: { ...c.model, output: 'softmax' } },
  },
  'one-unit-for-several-classes': {
    source: 'DC ACH, MU units',
    causes: ['labels-do-not-fit-output'],
    accepts: [...LABELS, 'shape-broadcast', 'softmax-on-one-unit'],
    weight: 1,
    when: (c) => headOf(c) === 'softmax' && c.loss.startsWith('sparse'),
    apply: (c) => ({ ...withHead(c, { units: 1, activation: 'sigmoid' }), loss: 'binaryCrossentropy' }),
  },
  'cross-entropy-for-numbers': {
    source: 'DC LCH, FD loss',
    causes: ['wrong-loss-for-task'],
    accepts: [...PROBABILITIES, ...LABELS],
    weight: 2,
    when: (c) => isPlain(c) && isRegression(c) && !c.lossFactor,
    apply: (c) => ({ ...c, loss: 'binaryCrossentropy' }),
  },
  'squared-error-on-class-indices': {
    source: 'DC LCH, FD loss',
    causes: ['wrong-loss-for-task'],
    accepts: [...LABELS, 'shape-broadcast'],
    weight: 1,
    when: (c) => headOf(c) === 'softmax' && c.loss.startsWith('sparse'),
    apply: (c) => ({ ...c, loss: 'meanSquaredError' }),
  },
  'squared-error-for-classes': {
    source: 'DC LCH, FD loss',
    causes: ['wrong-loss-for-task'],
    accepts: [
      'learning-rate-too-low',
      'output-activation-mismatch-loss',
      'too-few-steps',
      'vanishing-gradient',
    ],
    weight: 1,
    when: (c) => c.loss === 'categoricalCrossentropy' || c.loss === 'binaryCrossentropy',
    apply: (c) => ({ ...c, loss: 'meanSquaredError' }),
  },
  'rate-times-1000': {
    source: 'DC HLR, FD rate, AT oscillating loss',
    causes: ['learning-rate-too-high'],
    accepts: ['exploding-gradient', 'saturating-hidden-activation', ...DEAD],
    weight: 3,
    when: () => true,
    apply: (c) => withRate(c, 1000),
  },
  'rate-by-1000': {
    source: 'DC HLR, FD rate, AT slow convergence',
    causes: ['learning-rate-too-low'],
    accepts: ['too-few-steps'],
    weight: 3,
    when: () => true,
    apply: (c) => withRate(c, 1e-3),
  },
  'other-optimizer': {
    source: 'DC OCH, FD optimiser',
    causes: ['wrong-optimizer'],
    accepts: ['learning-rate-too-low', 'learning-rate-too-high', 'too-few-steps', ...DEAD],
    weight: 2,
    when: () => true,
    apply: (c, random) => ({
      ...c,
      optimizer: {
        ...c.optimizer,
        name:
          c.optimizer.name === 'adam' || c.optimizer.name === 'rmsprop'
            ? random.pick(['sgd', 'adadelta'])
            : 'adam',
      },
    }),
  },
  'weights-zero': {
    source: 'DC WCI',
    causes: ['bad-initialization'],
    accepts: ['vanishing-gradient', 'frozen-or-disconnected', ...DEAD],
    weight: 2,
    when: (c) => depthOf(c) >= 1 && c.model.builder !== 'residual',
    apply: (c) => withPost({ ...c, post: undefined }, { initializer: 'zeros' }),
  },
  'weights-one': {
    source: 'DC WCI',
    causes: ['bad-initialization'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high'],
    weight: 2,
    when: (c) => !isRecurrent(c),
    apply: (c) => withPost({ ...c, post: undefined }, { initializer: { name: 'constant', value: 1 } }),
  },
  'weights-standard-normal': {
    source: 'DC WCI, AT exploding gradient',
    causes: ['bad-initialization'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high'],
    weight: 3,
    when: () => true,
    apply: (c) => withPost({ ...c, post: undefined }, { initializer: { name: 'normal', std: 1 } }),
  },
  'weights-small-normal': {
    source: 'DC WCI, AT vanishing gradient',
    causes: ['bad-initialization'],
    accepts: ['vanishing-gradient', 'learning-rate-too-low', 'too-few-steps', 'dead-output'],
    weight: 2,
    when: (c) => depthOf(c) >= 3,
    apply: (c) => withPost({ ...c, post: undefined }, { initializer: { name: 'normal', std: 0.01 } }),
  },
  'wrong-gain': {
    source: 'DC WCI',
    causes: ['bad-initialization'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-low', 'learning-rate-too-high', 'too-few-steps'],
    weight: 2,
    when: (c) => depthOf(c) >= 5 && !isRecurrent(c),
    apply: (c, random) =>
      withPost(
        { ...c, post: undefined },
        { initializer: { name: 'lecunNormal', gain: random.pick([0.4, 0.5, 3, 4]) } },
      ),
  },
  'remove-normalization-and-skips': {
    source: 'MU layer deletion, AT exploding and vanishing gradient',
    causes: ['vanishing-gradient'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high', 'learning-rate-too-low'],
    weight: 6,
    when: (c) =>
      depthOf(c) >= 10 && ['plain', 'mlp'].includes(c.model.builder) && (c.model.skip || c.model.spec?.skip),
    apply: (c) =>
      withModel(
        c,
        { normalization: 'none', skip: false, initializer: 'glorotUniform' },
        { normalization: 'none', skip: false, initializer: 'pytorch' },
      ),
  },
  'remove-skips': {
    source: 'MU layer deletion',
    causes: ['vanishing-gradient'],
    accepts: [...SCALE, ...DEAD, 'normalization-misuse', 'learning-rate-too-high'],
    weight: 4,
    when: (c) =>
      depthOf(c) >= 10 && ['plain', 'mlp'].includes(c.model.builder) && (c.model.skip || c.model.spec?.skip),
    apply: (c) => withModel(c, { skip: false }),
  },
  'depth-times-10': {
    source: 'MU layer addition, AT vanishing gradient',
    causes: ['vanishing-gradient'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high', 'learning-rate-too-low'],
    weight: 2,
    when: (c) =>
      ['plain', 'mlp'].includes(c.model.builder) &&
      c.task !== 'images' &&
      !isRecurrent(c) &&
      depthOf(c) >= 2 &&
      depthOf(c) <= 5 &&
      (c.model.widths ?? c.model.spec.hidden)[0] <= 64,
    apply: (c) => {
      const deep = Array(10 * depthOf(c)).fill((c.model.widths ?? c.model.spec.hidden)[0]);
      return withModel(
        { ...c, post: undefined },
        { widths: deep, initializer: 'glorotUniform', normalization: 'none', dropout: 0 },
        { hidden: deep, initializer: 'pytorch', normalization: 'none' },
      );
    },
  },
  'one-hidden-unit': {
    source: 'MU units, DC',
    causes: ['capacity-too-small'],
    accepts: ['dropout-too-strong', 'dying-relu', 'dead-output'],
    weight: 1,
    when: (c) =>
      isPlain(c) && c.model.body === 'dense' && depthOf(c) <= 4 && c.model.normalization === 'none',
    apply: (c) => withModel(c, { widths: c.model.widths.map(() => 1) }),
  },
  'labels-from-one': {
    source: 'DC TCL; DeepFD labels',
    causes: ['labels-do-not-fit-output'],
    accepts: ['data-mistake'],
    weight: 3,
    when: (c) =>
      c.loss === 'sparseCategoricalCrossentropy' || c.loss === 'crossEntropy' || headOf(c) === 'sigmoid',
    apply: (c) => (c.task === 'multiLabel' ? withY(c, { offset: 1 }) : withY(c, { shift: 1 })),
  },
  'labels-beyond-the-outputs': {
    source: 'DC TCL',
    causes: ['labels-do-not-fit-output'],
    accepts: ['data-mistake'],
    weight: 2,
    when: (c) => c.loss === 'sparseCategoricalCrossentropy' || c.loss === 'crossEntropy',
    apply: (c) => withY(c, { beyond: 0.6 }),
  },
  'labels-minus-one-and-one': {
    source: 'DC TCL',
    causes: ['labels-do-not-fit-output'],
    accepts: ['data-mistake', 'output-activation-mismatch-loss', 'wrong-loss-for-task'],
    weight: 2,
    when: (c) => headOf(c) === 'sigmoid' && c.task !== 'multiLabel',
    apply: (c) => withY(c, { signs: true }),
  },
  'indices-for-one-hot': {
    source: 'DC LCH, TCL',
    causes: ['labels-do-not-fit-output'],
    accepts: [...LABELS, 'shape-broadcast'],
    weight: 1,
    when: (c) => c.loss === 'categoricalCrossentropy',
    apply: (c) => withY(c, { encode: 'column' }),
  },
  'one-hot-for-indices': {
    source: 'DC LCH, TCL',
    causes: ['labels-do-not-fit-output'],
    accepts: [...LABELS, 'shape-broadcast'],
    weight: 1,
    when: (c) => c.loss === 'sparseCategoricalCrossentropy',
    apply: (c) => withY(c, { encode: 'oneHot' }),
  },
  'labels-constant': {
    source: 'DC TCL, TUD',
    causes: ['data-mistake'],
    accepts: ['labels-do-not-fit-output'],
    weight: 1,
    when: (c) => c.task !== 'multiLabel',
    apply: (c) => withY(c, { constant: isRegression(c) ? 0.7 : 0 }),
  },
  'labels-noise': {
    source: 'DC TCL, TAN',
    causes: ['data-mistake'],
    accepts: ['too-few-steps', 'capacity-too-small'],
    weight: 1,
    when: (c) => c.task !== 'multiLabel',
    apply: (c) => withY(c, { noise: 1 }),
  },
  'inputs-nan': {
    source: 'DC TAN',
    causes: ['data-mistake'],
    accepts: [],
    weight: 2,
    when: () => true,
    apply: (c, random) => withX(c, { nans: random.integer(1, 4) }),
  },
  'inputs-constant': {
    source: 'DC TCO',
    causes: ['data-mistake'],
    accepts: [],
    weight: 1,
    when: (c) => !isRecurrent(c),
    apply: (c) => withX(c, { constant: 0.5 }),
  },
  'inputs-times-1000': {
    source: 'DC TAN; DeepFD, inputs not scaled',
    causes: ['inputs-not-scaled'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high'],
    weight: 3,
    when: (c) => c.model.spec?.normalization !== 'batch',
    apply: (c) => withX(c, { scale: 1000 }),
  },
  'inputs-with-offset': {
    source: 'DC TAN; DeepFD, inputs not scaled',
    causes: ['inputs-not-scaled'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high'],
    weight: 2,
    when: (c) => !isRecurrent(c),
    apply: (c, random) => withX(c, { offset: random.pick([30, 100, 300]) }),
  },
  'one-column-in-other-units': {
    source: 'DC TAN; DeepFD, inputs not scaled',
    causes: ['inputs-not-scaled'],
    accepts: [...SCALE, ...DEAD, 'learning-rate-too-high'],
    weight: 2,
    when: (c) => c.model.shape?.length === 1 || c.model.spec?.inputs > 1,
    apply: (c, random) => withX(c, { columnScales: { 1: random.pick([1e3, 1e4]) } }),
  },
  'targets-times-1000': {
    source: 'DC TAN; DeepFD, targets not scaled',
    causes: ['targets-not-scaled'],
    accepts: [
      'exploding-gradient',
      'learning-rate-too-high',
      'learning-rate-too-low',
      'too-few-steps',
      ...DEAD,
    ],
    weight: 4,
    when: (c) => isRegression(c),
    apply: (c) => withY(c, { scale: 1000 }),
  },
  'all-layers-frozen': {
    source: 'MU trainable',
    causes: ['frozen-or-disconnected'],
    accepts: [],
    weight: 1,
    when: () => true,
    apply: (c) => withPost(c, { frozen: 'all' }),
  },
  'all-but-the-last-frozen': {
    source: 'MU trainable',
    causes: ['frozen-or-disconnected'],
    accepts: ['learning-rate-too-low', 'capacity-too-small'],
    weight: 2,
    when: (c) => depthOf(c) >= 2,
    apply: (c) => withPost(c, { frozen: 'body' }),
  },
  'round-before-the-output': {
    source: 'MU layer addition; ops without a derivative',
    causes: ['zero-derivative-op'],
    accepts: ['vanishing-gradient', 'frozen-or-disconnected'],
    weight: 2,
    when: (c) => isPlain(c) && !isRecurrent(c),
    apply: (c) => withModel(c, { round: true }),
  },
  'too-few-steps': {
    source: 'DC HNE, FD epochs',
    causes: ['too-few-steps'],
    accepts: ['learning-rate-too-low'],
    weight: 2,
    when: () => true,
    apply: (c, random) => ({ ...c, steps: random.integer(2, 8) }),
  },
  'batch-of-one-with-batch-norm': {
    source: 'DC HBS',
    causes: ['normalization-misuse'],
    accepts: ['batch-size', 'learning-rate-too-high', ...DEAD, 'vanishing-gradient'],
    weight: 6,
    when: (c) => (c.model.normalization ?? c.model.spec?.normalization) === 'batch' && c.task !== 'images',
    apply: (c) => ({ ...c, batchSize: 1 }),
  },
  'batch-of-one': {
    source: 'DC HBS',
    causes: ['batch-size'],
    accepts: ['learning-rate-too-high', 'too-few-steps', ...DEAD, 'exploding-gradient'],
    weight: 1,
    when: (c) =>
      (c.model.normalization ?? c.model.spec?.normalization ?? 'none') === 'none' && c.batchSize >= 16,
    apply: (c) => ({ ...c, batchSize: 1 }),
  },
  'dropout-of-nine-tenths': {
    source: 'DC RCD',
    causes: ['dropout-too-strong'],
    accepts: ['capacity-too-small', 'learning-rate-too-low'],
    weight: 4,
    when: (c) =>
      ((isPlain(c) && !isRecurrent(c)) || c.model.builder === 'mlp') && c.batchSize >= 16 && depthOf(c) <= 4,
    apply: (c, random) => withModel(c, { dropout: random.pick([0.9, 0.95]) }),
  },
  'biases-below-zero': {
    source: 'DC WAB, AT dying ReLU',
    causes: ['dying-relu'],
    accepts: ['bad-initialization', 'dead-output', 'vanishing-gradient'],
    weight: 2,
    when: (c) =>
      activationOf(c) === 'relu' &&
      ['plain', 'mlp'].includes(c.model.builder) &&
      !isRecurrent(c) &&
      (c.model.normalization ?? c.model.spec?.normalization ?? 'none') === 'none',
    apply: (c) => withPost(c, { bias: -20 }),
  },
};

/**
 * The operators that a case can have, in an order that follows from the case's family.
 *
 * @returns {string[]}
 */
export function operatorsFor(c, random) {
  return Object.keys(OPERATORS)
    .filter((name) => OPERATORS[name].when(c))
    .map((name) => ({ name, key: random.uniform() ** (1 / OPERATORS[name].weight) }))
    .sort((p, q) => q.key - p.key)
    .map(({ name }) => name);
}

/**
 * A case with a fault.
 *
 * @returns {import('./healthy.mjs').Case}
 */
export function applyFault(c, name, random) {
  const faulty = OPERATORS[name].apply(structuredClone(c), random);
  if (faulty.post === undefined) delete faulty.post;
  return { ...faulty, id: `${c.family}-${name}`, operator: name };
}
