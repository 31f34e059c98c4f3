// The data of the generated set: from a recipe to tensors, with the truth that predictions are scored against.
import { randomStream } from './random.mjs';

/** Rows that predictions are scored on; no network trains on them. */
const TEST_ROWS = 256;

const GENERATORS = { clusters, digits, spirals, multiLabel, linear, nonlinear, adding, sequenceMean };

/**
 * Makes the data of a case.
 *
 * @param library the library, for `tf` and the digits
 * @param {any} recipe kind, its parameters, `rows`, `seed`, the encoding of the targets, and the edits of x and y
 * @returns {Record<'x' | 'y' | 'testX', import('@tensorflow/tfjs-node').Tensor> & { truth: object }} `x` and `y` to train on, `testX` to predict, and `truth`, which `score` takes
 */
export function makeData({ tf, datasets }, recipe) {
  const random = randomStream(recipe.seed, 'data', recipe.kind);
  const { rows } = recipe;
  const all = rows + TEST_ROWS;
  const { x, shape, ids, classes, values, targets } = GENERATORS[recipe.kind](recipe, all, random, datasets);
  editInputs(x, x.length / all, recipe, rows);
  const inputs = tf.tensor(x, [all, ...shape]);
  const [trainX, testX] = tf.split(inputs, [rows, TEST_ROWS]);
  inputs.dispose();
  const edit = recipe.y ?? {};
  const numbers = values?.map((v) => v * (edit.scale ?? 1) + (edit.offset ?? 0));
  const y = ids
    ? encode(tf, labelsOf(ids.slice(0, rows), classes, edit, random), classes, edit.encode ?? recipe.encode)
    : tf.tensor2d(trainTargets(numbers.slice(0, rows * targets), targets, edit, random), [rows, targets]);
  const shift = edit.shift ?? 0;
  const truth = ids
    ? { kind: 'classes', ids: ids.slice(rows).map((id) => id + shift) }
    : {
        kind: recipe.kind === 'multiLabel' ? 'multiLabel' : 'numbers',
        values: numbers.slice(rows * targets),
      };
  return { x: trainX, y, testX, truth };
}

/** Applies the units and the faults of x. */
function editInputs(x, width, { x: edit = {} }, rows) {
  const { scale = 1, offset = 0, unit = false, columnScales = {}, nans = 0, constant } = edit;
  let [least, most] = [Infinity, -Infinity];
  for (const v of x) [least, most] = [Math.min(least, v), Math.max(most, v)];
  for (let i = 0; i < x.length; i++) {
    if (unit) x[i] = (x[i] - least) / (most - least);
    x[i] = (x[i] * scale + offset) * (columnScales[i % width] ?? 1);
    if (constant !== undefined) x[i] = constant;
  }
  for (let k = 0; k < nans; k++) x[Math.floor(((k + 0.5) / nans) * rows) * width + (k % width)] = NaN;
}

/** The class labels that the network is given. */
function labelsOf(ids, classes, { shift = 0, noise = 0, constant, beyond = 0, signs = false }, random) {
  return ids.map((id) => {
    if (constant !== undefined) return constant;
    if (random.chance(noise)) return random.integer(0, classes - 1);
    if (random.chance(beyond)) return id + classes;
    return signs ? 2 * id - 1 : id + shift;
  });
}

function trainTargets(values, targets, { noise = 0, constant }, random) {
  if (constant !== undefined) return values.map(() => constant);
  if (noise === 0) return values;
  const order = random.shuffled(Array.from({ length: values.length / targets }, (_, i) => i));
  return values.map((_, i) => values[order[Math.floor(i / targets)] * targets + (i % targets)]);
}

function encode(tf, labels, classes, encoding) {
  if (encoding === 'oneHot')
    return tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32'));
  if (encoding === 'column') return tf.tensor2d(labels, [labels.length, 1]);
  return tf.tensor1d(labels, 'float32');
}

const fill = (size, next) => Float32Array.from({ length: size }, next);

/** Gaussian clusters, one or two a class. */
function clusters({ classes, inputs, separation, perClass = 1 }, rows, random) {
  const centers = Array.from({ length: classes * perClass }, () =>
    fill(inputs, () => (separation * random.normal()) / Math.sqrt(inputs / 8)),
  );
  const ids = Array.from({ length: rows }, () => random.integer(0, classes - 1));
  const x = new Float32Array(rows * inputs);
  ids.forEach((id, row) => {
    const center = centers[id + classes * random.integer(0, perClass - 1)];
    for (let j = 0; j < inputs; j++) x[row * inputs + j] = center[j] + random.normal();
  });
  standardize(x);
  return { x, shape: [inputs], ids, classes };
}

/** Handwritten digits, as rows or as images. */
function digits({ images = false }, rows, random, { digitsTable }) {
  const table = digitsTable();
  const labels = table.array('label');
  const columns = table
    .columnNames()
    .slice(1)
    .map((name) => table.array(name));
  const chosen = random.shuffled(labels.map((_, i) => i)).slice(0, rows);
  const x = fill(rows * 64, (_, i) => columns[i % 64][chosen[Math.floor(i / 64)]]);
  standardize(x);
  return { x, shape: images ? [8, 8, 1] : [64], ids: chosen.map((row) => labels[row]), classes: 10 };
}

/** Two spirals (Lang and Witbrock 1988), with fewer turns than in the paper. */
function spirals({ turns }, rows, random) {
  const ids = Array.from({ length: rows }, (_, i) => i % 2);
  const x = new Float32Array(2 * rows);
  ids.forEach((id, row) => {
    const radius = Math.sqrt(random.uniform());
    const angle = 2 * Math.PI * turns * radius + Math.PI * id;
    x[2 * row] = radius * Math.cos(angle) + 0.02 * random.normal();
    x[2 * row + 1] = radius * Math.sin(angle) + 0.02 * random.normal();
  });
  standardize(x);
  return { x, shape: [2], ids, classes: 2 };
}

/** Several labels of an example, each on one side of a plane. */
function multiLabel({ inputs, targets }, rows, random) {
  const { x, z } = projections(inputs, targets, rows, random);
  return { x, shape: [inputs], values: Array.from(z, (v) => Number(v > 0)), targets };
}

function linear({ inputs, targets, noise = 0.1 }, rows, random) {
  const { x, z } = projections(inputs, targets, rows, random);
  return { x, shape: [inputs], values: Array.from(z, (v) => v + noise * random.normal()), targets };
}

/** A ridge function with a fold: no linear model explains it. */
function nonlinear({ inputs, targets, noise = 0.05 }, rows, random) {
  const { x, z } = projections(inputs, targets, rows, random);
  const values = Array.from(z, (v) => (Math.abs(v) - 0.798) / 0.603 + noise * random.normal());
  return { x, shape: [inputs], values, targets };
}

/** Standard normal x, and projections on random directions of unit length. */
function projections(inputs, targets, rows, random) {
  const directions = Array.from({ length: targets }, () => {
    const one = fill(inputs, () => random.normal());
    const norm = Math.hypot(...one);
    return one.map((v) => v / norm);
  });
  const x = fill(rows * inputs, () => random.normal());
  const z = fill(rows * targets, (_, i) => {
    const row = Math.floor(i / targets) * inputs;
    return directions[i % targets].reduce((sum, w, j) => sum + w * x[row + j], 0);
  });
  return { x, z };
}

/** The adding problem (Hochreiter and Schmidhuber 1997, section 5.4). */
function adding({ steps }, rows, random) {
  const x = new Float32Array(rows * steps * 2);
  const values = Array.from({ length: rows }, (_, row) => {
    for (let t = 0; t < steps; t++) x[2 * (row * steps + t)] = random.uniform();
    const half = Math.floor(steps / 2);
    return [random.integer(0, half - 1), random.integer(half, steps - 1)].reduce((sum, t) => {
      x[2 * (row * steps + t) + 1] = 1;
      return sum + x[2 * (row * steps + t)];
    }, 0);
  });
  return { x, shape: [steps, 2], values, targets: 1 };
}

/** The mean over time of one channel, in its own standard deviations. */
function sequenceMean({ steps, inputs }, rows, random) {
  const x = fill(rows * steps * inputs, () => random.normal());
  const values = Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let t = 0; t < steps; t++) sum += x[(row * steps + t) * inputs];
    return sum / Math.sqrt(steps);
  });
  return { x, shape: [steps, inputs], values, targets: 1 };
}

/** Mean 0 and variance 1 over all values. */
function standardize(x) {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  const std = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length);
  for (let i = 0; i < x.length; i++) x[i] = (x[i] - mean) / std;
}

/**
 * The share of what there is to learn that predictions have: accuracy above that of the most frequent class, or of the variance; 1 is
 * all, 0 what a constant reaches.
 *
 * @param output the predictions of the test rows, row by row
 * @param units the number of outputs of a row
 * @param {any} truth of `makeData`
 */
export function score(output, units, { kind, ids, values }) {
  if (output.some((v) => !Number.isFinite(v))) return 0;
  if (kind === 'numbers') {
    if (units !== values.length / TEST_ROWS) return 0;
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const total = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    return 1 - values.reduce((sum, v, i) => sum + (v - output[i]) ** 2, 0) / total;
  }
  if (kind === 'multiLabel')
    return aboveConstant(
      values.map((v, i) => v === Number(output[i] > 0.5)),
      values,
    );
  // A single output may be a probability or a logit.
  const guesses =
    units === 1
      ? [0.5, 0].map((threshold) => ids.map((_, i) => Number(output[i] > threshold)))
      : [ids.map((_, row) => argMax(output, row * units, units))];
  return Math.max(
    ...guesses.map((guess) =>
      aboveConstant(
        ids.map((id, i) => id === guess[i]),
        ids,
      ),
    ),
  );
}

function aboveConstant(right, labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const base = Math.max(...counts.values()) / labels.length;
  return (right.filter(Boolean).length / right.length - base) / (1 - base);
}

function argMax(values, from, size) {
  let best = 0;
  for (let i = 1; i < size; i++) if (values[from + i] > values[from + best]) best = i;
  return best;
}
