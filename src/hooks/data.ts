// The check of x and y against a model and its loss, before anything runs.
import { scope, tf } from '../backend';
import { first, itemAt } from '../arrays';
import { mismatch } from '../errors';
import { isTracing } from '../graph';
import type { Inputs, Loss, Targets } from './loss';
import { checkModel } from './model';
import { checkTensor, namedTensors, TARGETS, tensorOrArray, type NamedTensor } from './named-tensors';
import { describeShape, fitsShape, formatShape } from './shapes';
import { checkTargetShape, checkTargetValues } from './targets';

/** x and y in the model's own order: one tensor where it has one input or output, else an array. They stay the caller's. */
export interface Data {
  readonly x: Inputs;
  /** The targets as they were given, for a loss that is a caller's function. */
  readonly y: Targets;
}

/**
 * Checks x and y against a model and a loss, more strictly than fit: y of shape [batch] stands for [batch, 1], class indices
 * have to be whole numbers that the outputs have, and nothing broadcasts. It makes no tensor.
 *
 * @param x a tensor, an array of them for several inputs, or an object by input name
 * @param y the same by output; the shape depends on the loss
 * @param names the names of the arguments in errors
 * @throws {TypeError | RangeError} that names the argument, what it got and what to write
 */
export function checkData(
  where: string,
  model: tf.LayersModel,
  loss: Loss,
  x: unknown,
  y: unknown,
  names = { x: 'x', y: 'y' },
): Data {
  checkModel(where, model);
  const inputs = namedInputs(where, model, x, names.x);
  const [rows] = first(inputs).tensor.shape;
  const targets = loss.outputs
    ? namedTensors(where, names.y, y, model, 'output')
    : [y].flat().map((tensor) => ({ name: names.y, tensor: checkTensor(where, names.y, TARGETS, tensor) }));
  for (const { name, tensor } of targets) {
    if (tensor.rank > 0 && tensor.shape[0] === rows) continue;
    const takes = `a tensor of ${rows} rows, as many as ${names.x} has`;
    throw mismatch(where, name, takes, describeShape(tensor));
  }
  loss.outputs?.forEach((outputLoss, i) => {
    const { name, tensor } = itemAt(targets, i);
    const { shape } = itemAt(model.outputs, i);
    checkTargetShape(where, name, tensor, shape, outputLoss);
    if (!isTracing()) checkTargetValues(where, name, tensor, shape, outputLoss);
  });
  if (!loss.outputs && !isTracing()) checkBroadcast(where, names.y, model, loss, targets);
  return {
    x: tensorOrArray(inputs),
    y: loss.outputs ? tensorOrArray(targets) : (y as Targets),
  };
}

/** Checks x alone against a model: see `checkData`. */
export const checkInputs = (where: string, model: tf.LayersModel, x: unknown): Inputs =>
  tensorOrArray(namedInputs(where, model, x, 'x'));

function namedInputs(where: string, model: tf.LayersModel, x: unknown, argument: string): NamedTensor[] {
  const inputs = namedTensors(where, argument, x, model, 'input');
  inputs.forEach((input, i) => {
    checkInput(where, input, itemAt(model.inputs, i));
  });
  const { name, tensor } = first(inputs);
  const [rows] = tensor.shape;
  if (rows === 0)
    throw new RangeError(`${where}: ${argument} must have a row at least; got ${describeShape(tensor)}`);
  const other = inputs.find((input) => input.tensor.shape[0] !== rows);
  if (other) throw mismatch(where, other.name, `of ${rows} rows, as ${name} is`, describeShape(other.tensor));
  return inputs;
}

function checkInput(where: string, { name, tensor }: NamedTensor, { shape, dtype }: tf.SymbolicTensor): void {
  if (!fitsShape(tensor.shape, shape))
    throw mismatch(where, name, `a tensor of shape ${formatShape(shape)}`, describeShape(tensor));
  const isNumeric = tensor.dtype !== 'string' && tensor.dtype !== 'complex64';
  if (!isNumeric && (dtype as string) !== tensor.dtype)
    throw mismatch(where, name, 'a tensor of numbers', `dtype ${tensor.dtype}`);
}

/**
 * Evaluates a caller's own loss on a y of shape [batch] beside an output [batch, 1]: an operation on the two easily makes a
 * [batch, batch] of them.
 */
function checkBroadcast(
  where: string,
  name: string,
  model: tf.LayersModel,
  loss: Loss,
  targets: readonly NamedTensor[],
): void {
  const { tensor: y } = first(targets);
  const { shape } = first(model.outputs);
  const isSingle = targets.length === 1 && model.outputs.length === 1;
  if (!isSingle || y.rank !== 1 || y.size === 1 || shape.length !== 2 || shape[1] !== 1) return;
  const evaluate = (targets: tf.Tensor): number | null => {
    try {
      return scope(() => {
        const output = tf.reshape(tf.linspace(0.1, 0.9, y.size), [-1, 1]);
        return loss(targets, output).dataSync<'float32'>()[0]!;
      });
    } catch {
      return null;
    }
  };
  const [asGiven, again] = [evaluate(y), evaluate(y)];
  const expanded = scope(() => evaluate(tf.expandDims(y, 1)));
  if (asGiven !== again || asGiven === expanded || expanded === null) return;
  if (asGiven !== null && Math.abs(asGiven - expanded) <= 1e-5 * Math.abs(expanded)) return;
  throw mismatch(
    where,
    name,
    `of the output's shape [batch, 1], as in y.expandDims(1): the loss gives ${asGiven ?? 'an error'} for y [batch] and ` +
      `${expanded} for [batch, 1]`,
    describeShape(y),
  );
}
