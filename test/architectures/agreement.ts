// How far two ways to a gradient are apart.
import type { tf } from '../../src/backend';
import type { Looked, Row, Step } from './gradients';
import { everyLayer } from './snapshot';

/** How far numbers may be apart, relative to the larger one's norm. */
const TOLERANCE = 1e-5;
/**
 * A gradient smaller than this share of all gradients together is held against that share: such as that of a bias before batch
 * norm, which is a sum of large numbers that is 0 but for rounding.
 */
const FLOOR = 0.1;

const normOf = (values: Iterable<number>): number => {
  let squares = 0;
  for (const v of values) squares += v * v;
  return Math.sqrt(squares);
};

export const wholeNorm = ({ grads }: Step): number => normOf(grads.map((g) => (g ? normOf(g) : 0)));

/** The norm against which differences are held: eight times as much as rounding is known to move a gradient, over TOLERANCE. */
const noiseOf = ({ noise }: Step, i: number): number => (8 * (noise?.[i] ?? 0)) / TOLERANCE;

const near = (a: number, b: number, scale: number): boolean => Math.abs(a - b) <= TOLERANCE * scale;

/** The differences of a step from the expected one, as sentences. */
export function stepDifferences(model: tf.LayersModel, expected: Step, step: Step): string[] {
  const found: string[] = [];
  if (!near(step.loss, expected.loss, Math.max(Math.abs(expected.loss), 1e-3)))
    found.push(`loss ${step.loss}, expected ${expected.loss}`);
  const whole = wholeNorm(expected);
  expected.grads.forEach((grad, i) => {
    const { name, originalName } = model.weights[i];
    const now = step.grads[i];
    if (now === null || isAverage(originalName)) return; // which move by themselves
    if (grad === null) {
      if (now.some((v) => v !== 0)) found.push(`${name} moved, and is not trained`);
      return;
    }
    const apart = normOf(grad.map((v, j) => v - now[j]));
    const scale = Math.max(normOf(grad), FLOOR * whole, noiseOf(expected, i));
    if (!(apart <= TOLERANCE * scale))
      found.push(`${name}: apart by ${(apart / scale).toExponential(1)} of ${scale.toPrecision(3)}`);
  });
  return found;
}

const isAverage = (name: string): boolean => /moving_(mean|variance)/.test(name);

/** The differences of batch norm's averages from those of fit, as sentences. */
export function averageDifferences(model: tf.LayersModel, fit: Step, step: Step): string[] {
  return model.weights.flatMap(({ name, originalName }, i) => {
    if (!isAverage(originalName)) return [];
    const [expected, now] = [fit.grads[i]!, step.grads[i]!];
    const apart = normOf(expected.map((v, j) => v - now[j]));
    return apart <= TOLERANCE * Math.max(normOf(expected), 1e-6)
      ? []
      : [`${name} moved by ${normOf(now)}, in fit by ${normOf(expected)}`];
  });
}

const ofGradients = (row: Row): boolean => row.weight !== null && row.quantity.startsWith('dL/');

interface Summary {
  readonly norm: number;
  readonly mean: number;
  readonly std: number;
}

function summaryOf(values: Float32Array): Summary {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
  return { norm: normOf(values), mean, std: Math.sqrt(squares / values.length) };
}

/** The differences of a table from the expected gradients, as sentences: a weight without its row, a row without its weight. */
export function rowDifferences(model: tf.LayersModel, expected: Step, { loss, rows }: Looked): string[] {
  const found: string[] = [];
  if (loss !== null && !near(loss, expected.loss, Math.max(Math.abs(expected.loss), 1e-3)))
    found.push(`loss ${loss}, expected ${expected.loss}`);
  const whole = wholeNorm(expected);
  const left = rows.filter(ofGradients);
  const layers = everyLayer(model);
  expected.grads.forEach((grad, i) => {
    if (grad === null) return;
    const weight = model.weights[i];
    const { norm, mean, std } = summaryOf(grad);
    const scale = Math.max(norm, FLOOR * whole, noiseOf(expected, i));
    const holders = layers.filter((layer) => layer.weights.includes(weight)).map(({ name }) => name);
    const called = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
    const at = left.findIndex(
      (row) =>
        row.weight === called &&
        holders.some((name) => row.layer.split('/').includes(name)) &&
        near(row.norm, norm, scale) &&
        near(row.mean, mean, scale) &&
        near(row.std, std, scale),
    );
    if (at >= 0) left.splice(at, 1);
    else if (norm > 0) {
      const shown = left
        .filter(({ layer }) => holders.some((name) => layer.split('/').includes(name)))
        .map((r) => `${r.quantity} ${r.norm}`)
        .join(', ');
      found.push(`${weight.name}: no row with norm ${norm}; rows of ${holders.join(' or ')}: ${shown}`);
    }
  });
  for (const row of left)
    if (row.norm > 0)
      found.push(`${row.layer} ${row.quantity} (norm ${row.norm}): a row of no weight that fit trains`);
  return found;
}
