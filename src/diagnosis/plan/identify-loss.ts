// Recognition of a loss that is a function: its values at a few numbers, held against those of the losses that rules know.
import { scope, tf } from '../../backend';
import { mean, sum } from '../../math';
import { randomStream } from '../../random';
import type { KnownLoss } from './loss-kinds';

/** A loss of one row of K values. */
type RowLoss = (y: readonly number[], p: readonly number[]) => number;

const elementwise =
  (loss: (y: number, p: number) => number): RowLoss =>
  (y, p) =>
    mean(y.map((one, i) => loss(one, p[i]!)));
const norm = (values: readonly number[]): number => Math.hypot(...values);

/** Closed forms; a loss of several forms has a row each. */
const FORMS: readonly (readonly [KnownLoss, RowLoss])[] = [
  ['binaryCrossentropy', elementwise((y, p) => -y * Math.log(p) - (1 - y) * Math.log(1 - p))],
  ['categoricalCrossentropy', (y, p) => -sum(y.map((one, i) => one * Math.log(p[i]! / sum(p))))],
  ['categoricalCrossentropy', (y, p) => -sum(y.map((one, i) => one * Math.log(p[i]!)))],
  [
    'kullbackLeiblerDivergence',
    (y, p) => sum(y.map((one, i) => one * Math.log(Math.max(one, 1e-7) / p[i]!))),
  ],
  ['sigmoidCrossEntropy', elementwise((y, z) => Math.log1p(Math.exp(z)) - y * z)],
  ['crossEntropy', (y, z) => sum(y) * Math.log(sum(z.map(Math.exp))) - sum(y.map((one, i) => one * z[i]!))],
  ['meanSquaredError', elementwise((y, p) => (y - p) ** 2)],
  ['meanAbsoluteError', elementwise((y, p) => Math.abs(y - p))],
  ['logcosh', elementwise((y, p) => Math.log(Math.cosh(y - p)))],
  ['hinge', elementwise((y, p) => Math.max(0, 1 - y * p))],
  ['squaredHinge', elementwise((y, p) => Math.max(0, 1 - y * p) ** 2)],
  ['binaryHinge', elementwise((y, p) => Math.max(0, 1 - (2 * y - 1) * p))],
  ['poisson', elementwise((y, p) => p - y * Math.log(p))],
  ['meanSquaredLogarithmicError', elementwise((y, p) => (Math.log1p(y) - Math.log1p(p)) ** 2)],
  ['meanAbsolutePercentageError', elementwise((y, p) => Math.abs(y - p) / Math.max(Math.abs(y), 1e-7))],
  ['cosineProximity', (y, p) => -sum(y.map((one, i) => one * p[i]!)) / (norm(y) * norm(p))],
];

const PROBES = 8;
const ROWS = 3;
/** Rounding of float32 and the ε of a logarithm; forms differ by some per cent at least. */
const TOLERANCE = 1e-3;
const MOST_VALUES = 100_000;

/**
 * Recognises a loss function of one output by its values, up to a factor and a constant; null for an unknown one.
 *
 * @param shape the shape of the output, open sizes as null
 */
export function identifyLoss(
  loss: (y: tf.Tensor, output: tf.Tensor) => tf.Tensor,
  shape: readonly (number | null)[],
): KnownLoss | null {
  const rowShape = shape.slice(1).map((size) => size ?? 2);
  const width = rowShape.at(-1) ?? 1;
  const count = rowShape.reduce((a, b) => a * b, ROWS);
  if (count > MOST_VALUES) return null;
  // Targets between 0 and 1 tell more losses apart; a loss that counts classes may take whole ones only.
  for (const areHard of [false, true]) {
    const probes = Array.from({ length: PROBES }, (_, i) => makeProbe(i, count, width, areHard));
    const values = probes.map(({ y, p }) => evaluate(loss, [ROWS, ...rowShape], y.flat(), p.flat()));
    if (!values.every((value) => value !== null && Number.isFinite(value))) continue;
    const found = FORMS.find(([, form]) =>
      isAffine(
        probes.map(({ y, p }) => mean(y.map((row, i) => form(row, p[i]!)))),
        values as number[],
      ),
    );
    if (found) return found[0];
  }
  return null;
}

/** The targets and outputs of a probe, as rows along the last axis; outputs are at the same time probabilities and logits. */
function makeProbe(
  seed: number,
  count: number,
  width: number,
  areHard: boolean,
): { y: number[][]; p: number[][] } {
  const random = randomStream(seed, 'identify-loss');
  const rows = Array.from({ length: count / width }, () =>
    Array.from({ length: width }, () => random.uniform()),
  );
  const p = rows.map((row) => row.map((value) => 0.05 + 0.9 * value));
  const y = rows.map(() => {
    const row = Array.from({ length: width }, () => random.uniform());
    if (width === 1) return row.map((value) => (areHard ? Math.round(value) : value));
    const largest = row.indexOf(Math.max(...row));
    return row.map((value, i) => (areHard ? Number(i === largest) : value / sum(row)));
  });
  return { y, p };
}

function evaluate(
  loss: (y: tf.Tensor, output: tf.Tensor) => tf.Tensor,
  shape: number[],
  y: number[],
  p: number[],
): number | null {
  try {
    return scope(() => tf.mean(loss(tf.tensor(y, shape), tf.tensor(p, shape))).dataSync<'float32'>()[0]!);
  } catch {
    return null;
  }
}

/** Whether values are a positive multiple of others plus a constant. */
function isAffine(known: readonly number[], values: readonly number[]): boolean {
  const [k, v] = [mean(known), mean(values)];
  const variance = sum(known.map((one) => (one - k) ** 2));
  const slope = sum(known.map((one, i) => (one - k) * (values[i]! - v))) / variance;
  const scale = Math.sqrt(sum(values.map((one) => (one - v) ** 2)));
  const residual = Math.sqrt(sum(known.map((one, i) => (values[i]! - v - slope * (one - k)) ** 2)));
  return slope > 0 && scale > 0 && residual <= TOLERANCE * scale;
}
