// The check at the door: what a model and its loss are to be given, before anything runs.
import { isTensor, scope, tf } from '../backend';
import { mismatch, invalidArgument } from '../errors';
import { isTracing } from '../graph';
import type { Inputs, Loss, Targets } from './loss';
import { checkModel } from './model';
import { sourceLayerNames } from './outputs';
import { checkTargetShape, checkTargetValues, formatShape, describeShape } from './targets';

/** x and y in the model's own order: one tensor where it has one input or output, else an array. They stay the caller's. */
export interface Data {
  readonly x: Inputs;
  /** For a loss that is a caller's function, as it was given. */
  readonly y: Targets;
}

interface Named {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/**
 * Holds x and y against a model and a loss, as fit does and further: y of shape [batch] stands for [batch, 1]; class indices
 * have to be whole numbers that the outputs have; nothing broadcasts. It makes no tensor.
 *
 * @param x a tensor, an array of them for several inputs, or an object by input name
 * @param y likewise by output; what it takes depends on the loss
 * @param names what the arguments are called in messages
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
  const inputs = inputsOf(where, model, x, names.x);
  const [rows] = inputs[0].tensor.shape;
  const targets = loss.outputs
    ? tensorsOf(where, names.y, y, model, 'output')
    : [y].flat().map((tensor) => ({ name: names.y, tensor: usable(where, names.y, TARGETS, tensor) }));
  for (const { name, tensor } of targets) {
    if (tensor.rank === 0 || tensor.shape[0] !== rows)
      throw mismatch(
        where,
        name,
        `a tensor of ${rows} rows, as many as ${names.x} has`,
        describeShape(tensor),
      );
  }
  loss.outputs?.forEach((one, i) => {
    const { name, tensor } = targets[i];
    checkTargetShape(where, name, tensor, model.outputs[i].shape, one);
    if (!isTracing()) checkTargetValues(where, name, tensor, model.outputs[i].shape, one);
  });
  if (!loss.outputs && !isTracing()) checkBroadcast(where, names.y, model, loss, targets);
  return {
    x: inForm(inputs),
    y: loss.outputs ? inForm(targets) : (y as Targets),
  };
}

function inputsOf(where: string, model: tf.LayersModel, x: unknown, called: string): Named[] {
  const inputs = tensorsOf(where, called, x, model, 'input');
  for (const [i, { name, tensor }] of inputs.entries()) checkInput(where, name, tensor, model.inputs[i]);
  const [{ name: first, tensor }] = inputs;
  const [rows] = tensor.shape;
  if (rows === 0)
    throw new RangeError(`${where}: ${called} must have a row at least; got ${describeShape(tensor)}`);
  const other = inputs.find((one) => one.tensor.shape[0] !== rows);
  if (other)
    throw mismatch(where, other.name, `of ${rows} rows, as ${first} is`, describeShape(other.tensor));
  return inputs;
}

/** Holds x alone against a model: see `checkData`. */
export const checkInputs = (where: string, model: tf.LayersModel, x: unknown): Inputs =>
  inForm(inputsOf(where, model, x, 'x'));

const TARGETS = 'a tensor of targets';

const inForm = (named: readonly Named[]): Inputs =>
  named.length === 1 ? named[0].tensor : named.map(({ tensor }) => tensor);

/** A tensor of numbers that is still there. */
function usable(where: string, name: string, takes: string, value: unknown): tf.Tensor {
  if (!isTensor(value)) throw invalidArgument(where, name, takes, value);
  if (value.isDisposed) throw new TypeError(`${where}: ${name} must be ${takes}; got one that is disposed`);
  return value;
}

/** A tensor for each input or output of a model, from a tensor, an array, or an object by name. */
function tensorsOf(
  where: string,
  name: string,
  value: unknown,
  model: tf.LayersModel,
  what: 'input' | 'output',
): Named[] {
  const ends = what === 'input' ? model.inputs : model.outputs;
  const names = sourceLayerNames(ends);
  const takes = (i: number): string =>
    what === 'input' ? `a tensor of shape ${formatShape(ends[i].shape)}` : TARGETS;
  const byName =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isTensor(value)
      ? (value as Record<string, unknown>)
      : null;
  if (byName) {
    const stranger = Object.keys(byName).find((key) => !names.includes(key));
    const missing = names.find((key) => !(key in byName));
    if (stranger !== undefined || missing !== undefined) {
      const form =
        names.length === 1 ? takes(0) : `an object with ${names.join(', ')}, or an array in this order`;
      throw invalidArgument(where, name, form, value);
    }
    return names.map((key, i) => {
      const own = `${name}.${key}`;
      return { name: own, tensor: usable(where, own, takes(i), byName[key]) };
    });
  }
  const given: unknown[] = Array.isArray(value) ? value : [value];
  if (given.length !== ends.length) {
    const takes = `${ends.length} tensors, one an ${what} of the model`;
    if (isTensor(value)) throw mismatch(where, name, takes, `one of ${describeShape(value)}`);
    throw invalidArgument(where, name, takes, Array.isArray(value) ? value.length : value);
  }
  return given.map((one, i) => {
    const own = Array.isArray(value) ? `${name}[${i}]` : name;
    return { name: own, tensor: usable(where, own, takes(i), one) };
  });
}

function checkInput(where: string, name: string, tensor: tf.Tensor, input: tf.SymbolicTensor): void {
  const { shape, dtype } = input;
  const fits =
    tensor.rank === shape.length && shape.every((size, axis) => size === null || size === tensor.shape[axis]);
  if (!fits) throw mismatch(where, name, `a tensor of shape ${formatShape(shape)}`, describeShape(tensor));
  const odd = tensor.dtype === 'string' || tensor.dtype === 'complex64';
  if (odd && (dtype as string) !== tensor.dtype)
    throw mismatch(where, name, 'a tensor of numbers', `dtype ${tensor.dtype}`);
}

/** A caller's own loss is tried on a y of shape [batch] beside an output [batch, 1]: together they are easily [batch, batch]. */
function checkBroadcast(
  where: string,
  name: string,
  model: tf.LayersModel,
  loss: Loss,
  targets: readonly Named[],
): void {
  const [{ tensor: y }] = targets;
  const [{ shape }] = model.outputs;
  const one = targets.length === 1 && model.outputs.length === 1;
  if (!one || y.rank !== 1 || y.size === 1 || shape.length !== 2 || shape[1] !== 1) return;
  const tried = (targets: tf.Tensor): number | null => {
    try {
      return scope(() => loss(targets, tf.reshape(tf.linspace(0.1, 0.9, y.size), [-1, 1])).dataSync()[0]);
    } catch {
      return null;
    }
  };
  const [asGiven, again] = [tried(y), tried(y)];
  const lifted = scope(() => tried(tf.expandDims(y, 1)));
  if (asGiven !== again || asGiven === lifted || lifted === null) return;
  if (asGiven !== null && Math.abs(asGiven - lifted) <= 1e-5 * Math.abs(lifted)) return;
  throw mismatch(
    where,
    name,
    `of the output's shape [batch, 1], as in y.expandDims(1): the loss gives ${asGiven ?? 'an error'} for y [batch] and ` +
      `${lifted} for [batch, 1]`,
    describeShape(y),
  );
}
