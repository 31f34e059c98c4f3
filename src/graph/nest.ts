// Tensors in arrays and objects, as functions take and give them.
import { isLayersModel, isTensor, tf } from '../backend';

/** What is around the tensors: the same text for the same structure, shapes and types. */
export interface Nest {
  readonly tensors: tf.Tensor[];
  readonly key: string;
  /** The tensors' places, such as `x_0` for the first in an array under the name x: each once. */
  readonly names: readonly string[];
  /** The same structure around other tensors. */
  readonly around: (tensors: readonly tf.Tensor[]) => unknown;
}

const known = new WeakMap<object, number>();
let objects = 0;

/** A number for an object, which no other object has. */
export function numberOf(object: object): number {
  if (!known.has(object)) known.set(object, objects++);
  return known.get(object)!;
}

const isPlain = (value: object): value is Record<string, unknown> => {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
};

/** (A Map of another realm, such as a notebook's, is not an instance of this one's.) */
const isOf = (value: object, name: string): boolean =>
  Object.prototype.toString.call(value) === `[object ${name}]`;

const NUMBERS = 1024; // in a typed array that is a setting: what is longer is data, and ought to be a tensor
const PARTS = 10_000; // in one nest

/** A name that TensorFlow takes, and that no other has. */
function nameOf(path: readonly string[], taken: readonly string[]): string {
  const plain = path.join('_').replaceAll(/\W/g, '_');
  const name = /^[A-Za-z]/.test(plain) ? plain : `x_${plain}`.replace(/_$/, '');
  return taken.includes(name) ? `${name}_${taken.length}` : name;
}

type Build = (given: readonly tf.Tensor[]) => unknown;
interface Part {
  readonly key: string;
  readonly build: Build;
}

/**
 * Takes a nest of tensors apart: arrays, objects, Maps and Sets, of tensors, plain values and short typed arrays. Functions,
 * models, layers and optimisers are taken as they are. An object of a class is made anew from its fields.
 *
 * @param variables whether variables are taken as they are, too; else they are tensors like others
 * @param refuse says what to throw at anything else: what it is, and its place, such as '0.x'
 */
export function nestOf(
  value: unknown,
  variables: boolean,
  refuse: (what: string, place: string) => Error,
): Nest {
  const tensors: tf.Tensor[] = [];
  const names: string[] = [];
  const open = new Set<object>();
  let parts = 0;

  const tensor = (part: tf.Tensor, path: readonly string[]): Part => {
    const place = tensors.push(part) - 1;
    names.push(nameOf(path, names));
    return { key: `${part.dtype}[${part.shape.join(',')}]`, build: (given) => given[place] };
  };
  const asItIs = (part: object): Part => ({ key: `#${numberOf(part)}`, build: () => part });
  const list = (parts: readonly unknown[], path: readonly string[]) => {
    const walked = parts.map((inner, i) => walk(inner, [...path, String(i)]));
    const build = (given: readonly tf.Tensor[]): unknown[] => walked.map((part) => part.build(given));
    return { key: `(${walked.map(({ key }) => key).join(' ')})`, build };
  };
  const entries = (of: readonly (readonly [unknown, unknown])[], path: readonly string[]) => {
    const walked = of.map(([key, inner]) => [key, walk(inner, [...path, String(key)])] as const);
    const build = (given: readonly tf.Tensor[]) =>
      walked.map(([key, part]) => [key, part.build(given)] as const);
    const label = (key: unknown): string =>
      typeof key === 'string' ? JSON.stringify(key) : walk(key, path).key;
    return { key: `{${walked.map(([key, part]) => `${label(key)}:${part.key}`).join(' ')}}`, build };
  };

  const walk = (part: unknown, path: readonly string[]): Part => {
    if (++parts > PARTS) throw refuse(`an object of more than ${PARTS} parts`, path[0] ?? '');
    if (typeof part === 'function') return asItIs(part);
    if (typeof part !== 'object' || part === null) {
      const key = JSON.stringify(`${typeof part} ${Object.is(part, -0) ? '-0' : String(part)}`);
      return { key, build: () => part };
    }
    if (open.has(part)) throw refuse('an object that refers to itself', path.join('.'));
    open.add(part);
    const walked = walkObject(part, path);
    open.delete(part);
    return walked;
  };

  const walkObject = (part: object, path: readonly string[]): Part => {
    if (part instanceof tf.Variable && variables)
      return { key: `variable #${numberOf(part)} ${part.dtype}[${String(part.shape)}]`, build: () => part };
    if (isTensor(part)) return tensor(part, path);
    if (Array.isArray(part)) return list(part, path);
    if (isOf(part, 'Map')) {
      const { key, build } = entries([...(part as Map<unknown, unknown>)], path);
      return { key: `Map${key}`, build: (given) => new Map(build(given)) };
    }
    if (isOf(part, 'Set')) {
      const { key, build } = list([...(part as Set<unknown>)], path);
      return { key: `Set${key}`, build: (given) => new Set(build(given)) };
    }
    const { name = '' } = (part.constructor as { name?: string } | undefined) ?? {};
    if (ArrayBuffer.isView(part) && !isOf(part, 'DataView')) {
      const array = part as unknown as Float32Array;
      if (array.length <= NUMBERS) return { key: `${name}(${array.join()})`, build: () => array.slice() };
      throw refuse(`a ${name} of ${array.length} numbers`, path.join('.'));
    }
    if (isLayersModel(part) || part instanceof tf.layers.Layer || part instanceof tf.Optimizer)
      return asItIs(part);
    if (!isOf(part, 'Object')) throw refuse(`an instance of ${name}`, path.join('.'));
    const { key, build } = entries(Object.entries(part as Readonly<Record<string, unknown>>), path);
    if (isPlain(part)) return { key, build: (given): unknown => Object.fromEntries(build(given)) };
    const prototype = Object.getPrototypeOf(part) as object;
    return {
      key: `#${numberOf(prototype)}${key}`,
      build: (given): unknown =>
        Object.assign(Object.create(prototype) as object, Object.fromEntries(build(given))),
    };
  };

  const { key, build } = walk(value, []);
  return { tensors, key, names, around: build };
}
