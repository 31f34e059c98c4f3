// The check of targets against a loss: their shape, and their values.
import type { tf } from '../backend';
import { mismatch } from '../errors';
import { areIndices, type OutputLoss } from './losses';
import { describeShape, expandedShape, fitsShape, formatShape, type Shape } from './shapes';

/**
 * Checks the shape of targets against an output's, so that nothing broadcasts.
 *
 * @param output the shape of the output; null for a size that is open
 */
export function checkTargetShape(
  where: string,
  name: string,
  y: tf.Tensor,
  output: Shape,
  { targetKind, name: loss }: OutputLoss,
): void {
  if (y.dtype === 'string' || y.dtype === 'complex64')
    throw mismatch(where, name, 'a tensor of numbers', `dtype ${y.dtype}`);
  const got = describeShape(y);
  const classes = output.at(-1) ?? null;
  const indices = output.slice(0, -1);
  const indicesForm = formatShape(indices);
  const isIndices = areIndices(y.shape, output) && fitsShape(y.shape.slice(0, indices.length), indices);
  const isWhole = fitsShape(expandedShape(y.shape, output.length), output);
  if (targetKind === 'classes') {
    if (!isIndices && !isWhole)
      throw mismatch(
        where,
        name,
        `class indices ${indicesForm} or probabilities ${formatShape(output)}`,
        got,
      );
    return;
  }
  if (targetKind === 'indices') {
    // fit expands [batch] only.
    if (fitsShape(expandedShape(y.shape, output.length), [...indices, 1])) return;
    const takes = `class indices ${output.length === 2 ? '[batch] or ' : ''}${formatShape([...indices, 1])} for ${loss}`;
    const other = isWhole ? ". For probabilities compile with 'categoricalCrossentropy'" : '';
    throw mismatch(where, name, takes, got + other);
  }
  if (isWhole && !(targetKind === 'distribution' && classes === 1)) return;
  if (targetKind === 'distribution') {
    const takes = `probabilities ${formatShape(output)} for ${loss}`;
    const write = isIndices ? `. Of class indices, write tf.oneHot(y.toInt(), ${classes})` : '';
    const compile = isIndices ? ", or compile with 'sparseCategoricalCrossentropy'" : '';
    const one = classes === 1 ? ". Of one output, compile with 'binaryCrossentropy'" : '';
    throw mismatch(where, name, takes, got + (one || write + compile));
  }
  const takes = `of the output's shape ${formatShape(output)} for ${loss}`;
  throw mismatch(where, name, takes, got);
}

/** Checks the values of targets: class indices, probabilities, and classes that have a weight. */
export function checkTargetValues(
  where: string,
  name: string,
  y: tf.Tensor,
  output: Shape,
  { targetKind, classWeight, takesProbabilities, name: loss }: OutputLoss,
): void {
  const classes = output.at(-1) ?? null;
  const areClasses = targetKind === 'indices' || (targetKind === 'classes' && areIndices(y.shape, output));
  if (areClasses) checkIndices(where, name, y, classes);
  else if (targetKind === 'classes') checkDistributions(where, name, y);
  if (takesProbabilities) checkProbabilities(where, name, y, loss);
  if (classWeight) checkWeightedClasses(where, name, y, classWeight);
}

function checkIndices(where: string, name: string, y: tf.Tensor, classes: number | null): void {
  const bad = y
    .dataSync()
    .find((label) => !Number.isInteger(label) || label < 0 || (classes !== null && label >= classes));
  if (bad === undefined) return;
  const takes =
    classes === null
      ? 'it takes whole numbers from 0'
      : `the model's ${classes} outputs take 0 to ${classes - 1}`;
  throw new RangeError(`${where}: ${name} has the class index ${bad}; ${takes}`);
}

/** NaN and infinities pass: a training says in which row they are. */
function checkProbabilities(where: string, name: string, y: tf.Tensor, loss: string): void {
  const bad = y.dataSync().find((p) => Number.isFinite(p) && (p < -1e-6 || p > 1 + 1e-6));
  if (bad === undefined) return;
  const write = bad === -1 ? `. Of -1 and 1, write ${name}.add(1).div(2)` : '';
  throw new RangeError(
    `${where}: ${name} must be probabilities, from 0 to 1, for ${loss}; it has ${bad}${write}`,
  );
}

function checkDistributions(where: string, name: string, y: tf.Tensor): void {
  const classes = y.shape.at(-1)!;
  const values = y.dataSync<'float32'>();
  for (let row = 0; row < values.length / classes; row++) {
    const one = values.slice(row * classes, (row + 1) * classes);
    const sum = one.reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) < 1e-3 && one.every((p) => p >= -1e-6)) continue;
    throw new RangeError(
      `${where}: ${name} must be probabilities, which sum to 1 in every row, for crossEntropy; row ${row} is ` +
        `[${one.slice(0, 6).join(', ')}${classes > 6 ? ', …' : ''}]. For a regression give loss: 'meanSquaredError'`,
    );
  }
}

/** Checks that every class has a weight. fit reads the classes of y of shape [batch], [batch, 1], or in one-hot rows. */
function checkWeightedClasses(
  where: string,
  name: string,
  y: tf.Tensor,
  weights: Readonly<Record<number, number>>,
): void {
  if (y.rank > 2)
    throw mismatch(where, name, 'class indices [batch] or one-hot rows, for classWeight', describeShape(y));
  const width = y.rank === 2 ? y.shape[1]! : 1;
  const values = y.dataSync<'float32'>();
  for (let row = 0; row < y.shape[0]; row++) {
    const one = values.slice(row * width, (row + 1) * width);
    const label = width === 1 ? one[0]! : one.indexOf(one.reduce((a, b) => Math.max(a, b)));
    if (!(label in weights))
      throw new RangeError(`${where}: classWeight has no weight for class ${label}, which ${name} has`);
  }
}
