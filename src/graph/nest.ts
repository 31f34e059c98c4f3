// Tensors in arrays and objects, as functions take and give them.
import { isTensor, type tf } from '../backend';

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

/** A name that TensorFlow takes, and that no other has. */
function nameOf(path: readonly string[], taken: readonly string[]): string {
  const plain = path.join('_').replaceAll(/\W/g, '_');
  const name = /^[A-Za-z]/.test(plain) ? plain : `x_${plain}`.replace(/_$/, '');
  return taken.includes(name) ? `${name}_${taken.length}` : name;
}

/** Takes a nest of tensors apart. */
export function nestOf(value: unknown): Nest {
  const tensors: tf.Tensor[] = [];
  const names: string[] = [];
  type Build = (given: readonly tf.Tensor[]) => unknown;
  const walk = (part: unknown, path: readonly string[]): { key: string; build: Build } => {
    if (isTensor(part)) {
      const place = tensors.push(part) - 1;
      names.push(nameOf(path, names));
      return { key: `${part.dtype}[${part.shape.join(',')}]`, build: (given) => given[place] };
    }
    if (Array.isArray(part)) {
      const parts = part.map((inner, i) => walk(inner, [...path, String(i)]));
      return {
        key: `(${parts.map(({ key }) => key).join(' ')})`,
        build: (given) => parts.map(({ build }) => build(given)),
      };
    }
    if (typeof part === 'object' && part !== null && isPlain(part)) {
      const entries = Object.entries(part).map(([name, inner]) => ({
        name,
        ...walk(inner, [...path, name]),
      }));
      return {
        key: `{${entries.map(({ name, key }) => `${JSON.stringify(name)}:${key}`).join(' ')}}`,
        build: (given) => Object.fromEntries(entries.map(({ name, build }) => [name, build(given)])),
      };
    }
    const key =
      (typeof part === 'object' && part !== null) || typeof part === 'function'
        ? `#${numberOf(part)}`
        : `${typeof part} ${Object.is(part, -0) ? '-0' : String(part)}`;
    return { key: JSON.stringify(key), build: () => part };
  };
  const { key, build } = walk(value, []);
  return { tensors, key, names, around: build };
}
