// Trees of tensors: tensors in arrays, objects, Maps and Sets, as functions take and give them (JAX: pytrees).
import { isLayersModel, isTensor, tf } from '../backend';

/** A tree, taken apart into its tensors and its structure. */
export interface TensorTree {
  readonly tensors: tf.Tensor[];
  /** The structure with shapes, types and plain values, as text: the same for trees that one trace can serve. */
  readonly key: string;
  /** A name for each tensor from its place, such as `x_0` for the first one in an array under the name x; each once. */
  readonly names: readonly string[];
  /** The same structure with other tensors. */
  readonly unflatten: (tensors: readonly tf.Tensor[]) => unknown;
}

export interface FlattenOptions {
  /** Whether variables are leaves of the structure, kept as they are; otherwise they are tensors like others. */
  readonly keepVariables: boolean;
  /**
   * Makes the error for what can't be in a tree.
   *
   * @param what what it is
   * @param path its place, such as '0.x'
   */
  readonly invalid: (what: string, path: string) => Error;
}

const ids = new WeakMap<object, number>();
let nextId = 0;

/** A number for an object, which no other object has. */
export function objectId(object: object): number {
  const known = ids.get(object);
  if (known !== undefined) return known;
  ids.set(object, nextId);
  return nextId++;
}

const isPlainObject = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
};

/** The name of an object's built-in class, such as Generator. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice('[object '.length, -1);
/** Whether an object is of a built-in class, also of another realm's: a Map of a notebook is no instance of this realm's. */
const hasTag = (value: object, name: string): boolean => tagOf(value) === name;

const isMap = (value: object): value is Map<unknown, unknown> => hasTag(value, 'Map');
const isSet = (value: object): value is Set<unknown> => hasTag(value, 'Set');
const isTypedArray = (value: object): value is Float32Array =>
  ArrayBuffer.isView(value) && !hasTag(value, 'DataView');

const MAX_ARRAY_LENGTH = 1024; // of a typed array that is a setting; a longer one is data, and ought to be a tensor
const MAX_LEAVES = 10_000;

/** A name that TensorFlow accepts, and that is not taken. */
function nameOf(path: readonly string[], taken: readonly string[]): string {
  const plain = path.join('_').replaceAll(/\W/g, '_');
  const name = /^[A-Za-z]/.test(plain) ? plain : `x_${plain}`.replace(/_$/, '');
  return taken.includes(name) ? `${name}_${taken.length}` : name;
}

/** A part of a tree. */
interface Subtree<T = unknown> {
  readonly key: string;
  readonly unflatten: (tensors: readonly tf.Tensor[]) => T;
}

type Path = readonly string[];

/**
 * Flattens a tree of arrays, objects, Maps and Sets whose leaves are tensors, plain values and short typed arrays. Functions,
 * models, layers and optimisers are leaves that are kept as they are. An object of a class is made anew from its fields.
 */
export function flatten(tree: unknown, options: FlattenOptions): TensorTree {
  const flattener = new Flattener(options);
  const { key, unflatten } = flattener.visit(tree, []);
  return { tensors: flattener.tensors, key, names: flattener.names, unflatten };
}

class Flattener {
  readonly tensors: tf.Tensor[] = [];
  readonly names: string[] = [];
  readonly #options: FlattenOptions;
  /** The objects around the one that is visited. */
  readonly #ancestors = new Set<object>();
  #leaves = 0;

  constructor(options: FlattenOptions) {
    this.#options = options;
  }

  visit(part: unknown, path: Path): Subtree {
    if (++this.#leaves > MAX_LEAVES)
      throw this.#invalid(`an object of more than ${MAX_LEAVES} parts`, path.slice(0, 1));
    if (typeof part === 'function') return keep(part);
    if (typeof part !== 'object' || part === null) {
      const key = JSON.stringify(`${typeof part} ${Object.is(part, -0) ? '-0' : String(part)}`);
      return { key, unflatten: () => part };
    }
    if (this.#ancestors.has(part)) throw this.#invalid('an object that refers to itself', path);
    this.#ancestors.add(part);
    const subtree = this.#object(part, path);
    this.#ancestors.delete(part);
    return subtree;
  }

  #invalid(what: string, path: Path): Error {
    return this.#options.invalid(what, path.join('.'));
  }

  #object(part: object, path: Path): Subtree {
    if (part instanceof tf.Variable && this.#options.keepVariables) {
      const key = `variable #${objectId(part)} ${part.dtype}[${String(part.shape)}]`;
      return { key, unflatten: () => part };
    }
    if (isTensor(part)) return this.#tensor(part, path);
    if (Array.isArray(part)) return this.#list(part, path);
    if (isMap(part)) {
      const { key, unflatten } = this.#entries([...part], path);
      return { key: `Map${key}`, unflatten: (tensors) => new Map(unflatten(tensors)) };
    }
    if (isSet(part)) {
      const { key, unflatten } = this.#list([...part], path);
      return { key: `Set${key}`, unflatten: (tensors) => new Set(unflatten(tensors)) };
    }
    const { name = '' } = (part.constructor as { name?: string } | undefined) ?? {};
    if (isTypedArray(part)) {
      if (part.length <= MAX_ARRAY_LENGTH)
        return { key: `${name}(${part.join()})`, unflatten: () => part.slice() };
      throw this.#invalid(`a ${name} of ${part.length} numbers`, path);
    }
    if (isLayersModel(part) || part instanceof tf.layers.Layer || part instanceof tf.Optimizer)
      return keep(part);
    if (!hasTag(part, 'Object')) throw this.#invalid(`an instance of ${name || tagOf(part)}`, path);
    return this.#fields(part, path);
  }

  #tensor(tensor: tf.Tensor, path: Path): Subtree {
    const index = this.tensors.push(tensor) - 1;
    this.names.push(nameOf(path, this.names));
    return { key: `${tensor.dtype}[${tensor.shape.join(',')}]`, unflatten: (tensors) => tensors[index] };
  }

  #list(parts: readonly unknown[], path: Path): Subtree<unknown[]> {
    const subtrees = parts.map((part, i) => this.visit(part, [...path, String(i)]));
    return {
      key: `(${subtrees.map(({ key }) => key).join(' ')})`,
      unflatten: (tensors) => subtrees.map((subtree) => subtree.unflatten(tensors)),
    };
  }

  #entries(entries: readonly (readonly [unknown, unknown])[], path: Path): Subtree<[unknown, unknown][]> {
    const subtrees = entries.map(([key, part]) => [key, this.visit(part, [...path, String(key)])] as const);
    const label = (key: unknown): string =>
      typeof key === 'string' ? JSON.stringify(key) : this.visit(key, path).key;
    return {
      key: `{${subtrees.map(([key, subtree]) => `${label(key)}:${subtree.key}`).join(' ')}}`,
      unflatten: (tensors) => subtrees.map(([key, subtree]) => [key, subtree.unflatten(tensors)]),
    };
  }

  /** A plain object, or an object of a class, which is made anew with the same prototype. */
  #fields(part: object, path: Path): Subtree {
    const fields = Object.entries(part);
    if (fields.length === 0 && !isPlainObject(part)) {
      const { name } = part.constructor;
      throw this.#invalid(`an instance of ${name}, which shows no field,`, path);
    }
    const { key, unflatten } = this.#entries(fields, path);
    if (isPlainObject(part))
      return { key, unflatten: (tensors): unknown => Object.fromEntries(unflatten(tensors)) };
    const prototype = Object.getPrototypeOf(part) as object;
    return {
      key: `#${objectId(prototype)}${key}`,
      unflatten: (tensors): unknown =>
        Object.assign(Object.create(prototype) as object, Object.fromEntries(unflatten(tensors))),
    };
  }
}

/** A leaf that stays as it is. */
const keep = (part: object): Subtree => ({ key: `#${objectId(part)}`, unflatten: () => part });
