// The tensors for a model's inputs or outputs, in the model's order, from any form in which fit takes them.
import { isTensor, type tf } from '../backend';
import { first, itemAt } from '../arrays';
import { invalidArgument, mismatch } from '../errors';
import { sourceLayerNames } from './outputs';
import { describeShape, formatShape } from './shapes';

/** A tensor with the name that errors have for it, such as 'x.image'. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

export const TARGETS = 'a tensor of targets';

/** One tensor, or an array of several. */
export const tensorOrArray = (named: readonly NamedTensor[]): tf.Tensor | tf.Tensor[] =>
  named.length === 1 ? first(named).tensor : named.map(({ tensor }) => tensor);

/** A tensor that is not disposed, or an error. */
export function checkTensor(where: string, name: string, takes: string, value: unknown): tf.Tensor {
  if (!isTensor(value)) throw invalidArgument(where, name, takes, value);
  if (value.isDisposed) throw new TypeError(`${where}: ${name} must be ${takes}; got one that is disposed`);
  return value;
}

/**
 * The tensors for all inputs or outputs of a model.
 *
 * @param name the argument's name in errors
 * @param value a tensor, an array of tensors, or an object of tensors by name
 * @throws {TypeError} where one is missing, disposed, or too many
 */
export function namedTensors(
  where: string,
  name: string,
  value: unknown,
  model: tf.LayersModel,
  end: 'input' | 'output',
): NamedTensor[] {
  const symbolic = end === 'input' ? model.inputs : model.outputs;
  const takes = (i: number): string =>
    end === 'input' ? `a tensor of shape ${formatShape(itemAt(symbolic, i).shape)}` : TARGETS;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isTensor(value))
    return tensorsByName(where, name, value as Record<string, unknown>, sourceLayerNames(symbolic), takes);
  const given: unknown[] = Array.isArray(value) ? value : [value];
  if (given.length !== symbolic.length) {
    const all = `${symbolic.length} tensors, one an ${end} of the model`;
    if (isTensor(value)) throw mismatch(where, name, all, `one of ${describeShape(value)}`);
    throw invalidArgument(where, name, all, Array.isArray(value) ? value.length : value);
  }
  return given.map((one, i) => {
    const own = Array.isArray(value) ? `${name}[${i}]` : name;
    return { name: own, tensor: checkTensor(where, own, takes(i), one) };
  });
}

function tensorsByName(
  where: string,
  name: string,
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  takes: (i: number) => string,
): NamedTensor[] {
  const unknown = Object.keys(value).some((key) => !names.includes(key));
  if (unknown || names.some((key) => !(key in value))) {
    const form =
      names.length === 1 ? takes(0) : `an object with ${names.join(', ')}, or an array in this order`;
    throw invalidArgument(where, name, form, value);
  }
  return names.map((key, i) => {
    const own = `${name}.${key}`;
    return { name: own, tensor: checkTensor(where, own, takes(i), value[key]) };
  });
}
