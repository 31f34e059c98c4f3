// A random model with data, a loss and an optimiser, all from one seed.
import { tf } from '../../../src/backend';
import { fill, indices, numbers, oneHot, type Architecture } from '../architecture';
import type { ClassWeights, LossName } from '../losses';
import { apply, Blocks, through, type Block, type Symbolic } from './blocks';
import { Draw } from './draw';

const L = tf.layers;
const ROWS = 4;

const optimizers = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5),
} as const;

export interface RandomArchitecture extends Architecture {
  readonly description: string;
  readonly optimizer: () => tf.Optimizer;
  /** Whether a step depends on the order of the rows. */
  readonly byRow: boolean;
}

interface Head {
  readonly layer: tf.layers.Layer;
  readonly loss: LossName;
  readonly y: () => tf.Tensor;
  readonly classWeight: ClassWeights | null;
}

const labels = (classes: number, seed: number) => () =>
  tf.tidy(() => tf.cast(indices([ROWS], classes, seed), 'float32'));

function head(draw: Draw, blocks: Blocks, seed: number): Head {
  const loss = draw.one([
    'meanSquaredError',
    'meanAbsoluteError',
    'logcosh',
    'hinge',
    'squaredHinge',
    'categoricalCrossentropy',
    'sparseCategoricalCrossentropy',
    'binaryCrossentropy',
  ] as const);
  const isClasses = loss === 'categoricalCrossentropy' || loss === 'sparseCategoricalCrossentropy';
  const weigh = isClasses && draw.chance(0.3);
  draw.words.push(`head, ${loss}${weigh ? ', class weights' : ''}:`);
  const classWeight = weigh ? { 0: 1, 1: 3, 2: 0.5 } : null;
  if (isClasses) {
    const y = loss === 'categoricalCrossentropy' ? () => oneHot(ROWS, 3, seed) : labels(3, seed);
    return { layer: blocks.dense(3, 'softmax'), loss, y, classWeight };
  }
  const units = draw.int(1, 2);
  if (loss === 'binaryCrossentropy')
    return {
      layer: blocks.dense(units, 'sigmoid'),
      loss,
      y: () => tf.tidy(() => tf.cast(indices([ROWS, units], 2, seed), 'float32')),
      classWeight,
    };
  const shape = units === 1 && draw.chance(0.5) ? [ROWS] : [ROWS, units];
  return {
    layer: blocks.dense(units, draw.one(['linear', 'tanh'])),
    loss,
    y: () => numbers(shape, seed),
    classWeight,
  };
}

/** An input of some kind, its data, and the blocks that lead from it to [batch, width]. */
function stem(draw: Draw, blocks: Blocks, seed: number, stateful: boolean) {
  const kind = draw.one(
    stateful ? (['sequence'] as const) : (['flat', 'flat', 'flat', 'sequence', 'words', 'image'] as const),
  );
  draw.words.push(`${kind}:`);
  const shapes = { flat: [3], sequence: [4, 2], words: [4], image: [4, 4, 2] };
  const shape = shapes[kind];
  const x = (): tf.Tensor =>
    kind === 'words' ? indices([ROWS, 4], 5, seed) : numbers([ROWS, ...shape], seed);
  const input = tf.input(stateful ? { batchShape: [ROWS, ...shape] } : { shape });
  if (kind === 'flat') return { input, x, path: [] as Block[], width: 3 };
  if (kind === 'image') {
    const path: Block[] = [blocks.image()];
    const units = draw.int(2, 4);
    path.push([blocks.dense(units)]);
    return { input, x, path, width: units };
  }
  const { block, width } = blocks.sequence(stateful);
  if (kind === 'sequence') return { input, x, path: [block], width };
  const maskZero = draw.chance(0.3) && (block as tf.layers.Layer[])[0].supportsMasking;
  const name = draw.name(`embedding${maskZero ? ' with mask' : ''}`);
  return {
    input,
    x,
    path: [[L.embedding({ inputDim: 5, outputDim: 2, maskZero, name })], block] as Block[],
    width,
  };
}

/** The model of a seed. The same seed gives the same one. */
export function randomArchitecture(seed: number): RandomArchitecture {
  const draw = new Draw(seed);
  const optimizer = draw.one(Object.keys(optimizers) as (keyof typeof optimizers)[]);
  const built = assemble(seed, new Draw(seed + 1_000_000));
  const description = [...built.draw.words, `optimiser ${optimizer}`].join('; ');
  built.model.dispose();
  return {
    ...built.architecture,
    description,
    optimizer: optimizers[optimizer],
    build: () => assemble(seed, new Draw(seed + 1_000_000)).model,
  };
}

function assemble(seed: number, draw: Draw) {
  const blocks = new Blocks(draw);
  const stateful = draw.chance(0.08);
  const stems = Array.from({ length: draw.chance(0.2) && !stateful ? 2 : 1 }, (_, i) =>
    stem(draw, blocks, seed + 10 * i, stateful),
  );
  const path: Block[] = [];
  let width = stems.reduce((sum, one) => sum + one.width, 0);
  for (let i = draw.int(1, 3); i > 0; i--) {
    const next = blocks.flat(width);
    path.push(next.block);
    width = next.width;
  }
  const heads = Array.from({ length: draw.chance(0.2) ? 2 : 1 }, (_, i) => head(draw, blocks, seed + 20 + i));
  const asSequential = stems.length === 1 && heads.length === 1 && draw.chance(0.5);
  const model =
    (asSequential ? sequential([...stems[0].path, ...path, [heads[0].layer]], stems[0].input) : null) ??
    functional(stems, path, heads);
  draw.words.unshift(model.getClassName());
  const frozen = blocks.names.filter((name) => draw.chance(0.12) && hasWeights(model, name));
  // The head learns in any case.
  const kept = frozen.filter((name) => !heads.some(({ layer }) => layer.name === name));
  if (kept.length > 0) draw.words.push(`frozen: ${kept.join(', ')}`);
  for (const name of kept) layerOf(model, name)!.trainable = false;
  fill(model, 0.8);
  const classWeight = heads.map((one) => one.classWeight);
  const architecture: Architecture = {
    name: `seed ${seed}`,
    build: () => model,
    x: () => stems.map(({ x }) => x()),
    y: () => heads.map(({ y }) => y()),
    loss: heads.map(({ loss }) => loss),
    ...(classWeight.some(Boolean) && { classWeight }),
    frozen: kept,
    penalties: (of) =>
      blocks.regularized.map(({ name, l2, times }) => ({ layer: layerOf(of, name)!, weight: 0, l2, times })),
  };
  return { draw, model, architecture: { ...architecture, byRow: blocks.byRow || stateful } };
}

/** A Sequential model where every block is layers one after another; else null. */
function sequential(path: readonly Block[], input: Symbolic): tf.LayersModel | null {
  if (path.some((block) => typeof block === 'function')) return null;
  const model = tf.sequential();
  model.add(L.inputLayer({ batchInputShape: input.shape }));
  for (const layer of path.flat() as tf.layers.Layer[]) model.add(layer);
  return model;
}

function functional(
  stems: readonly { input: Symbolic; path: Block[] }[],
  path: readonly Block[],
  heads: readonly Head[],
): tf.LayersModel {
  const starts = stems.map(({ input, path: way }) => way.reduce(through, input));
  const joined = starts.length === 1 ? starts[0] : apply(L.concatenate(), starts);
  const body = path.reduce(through, joined);
  return tf.model({
    inputs: stems.map(({ input }) => input),
    outputs: heads.map(({ layer }) => apply(layer, body)),
  });
}

/** A layer by name, also in the models and wrappers within. */
function layerOf(model: tf.LayersModel, name: string): tf.layers.Layer | undefined {
  const inside = (layer: tf.layers.Layer): tf.layers.Layer[] => {
    const { layers, layer: wrapped } = layer as { layers?: tf.layers.Layer[]; layer?: tf.layers.Layer };
    return [layer, ...(layers ?? []).flatMap(inside), ...(wrapped && !layers ? inside(wrapped) : [])];
  };
  return inside(model).find((layer) => layer.name === name);
}

const hasWeights = (model: tf.LayersModel, name: string): boolean =>
  (layerOf(model, name)?.weights.length ?? 0) > 0;
