// tf.function for tfjs: a function is traced once, and runs as one TensorFlow graph.
import { isUnderGradient } from '../backend';
import { callback } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { environmentVariable } from '../platform';
import type { Compiled, CompileOptions, Engine } from './compiled';
import { LruCache } from './lru-cache';
import { allPasses, xlaPasses, type Pass } from './passes';
import { createProgram, type Program } from './program';
import { isTracing } from './tracing';
import { flatten, type TensorTree } from './tree';

const ENGINES = ['tensorflow', 'native'] as const satisfies readonly Engine[];

const SCHEMA = {
  xla: option.boolean({ default: false }),
  engine: option.oneOf(ENGINES),
  name: option.string(),
} satisfies Schema<CompileOptions>;

/** The engine of graphs that ask for none: `npm run notebooks -- --engine native` sets the variable. */
const defaultEngine = (xla: boolean): Engine =>
  !xla && environmentVariable('VANISHING_GRADIENTS_ENGINE') === 'native' ? 'native' : 'tensorflow';

/**
 * Makes a function of tensors that runs as one TensorFlow graph: what tf.function is to TensorFlow and jax.jit to JAX. tfjs-node
 * dispatches every op from JavaScript, at 30 to 60 microseconds each; a graph is dispatched once.
 *
 * The function is traced at its first call with arguments of new shapes, types or plain values: it runs once op by op, which shows
 * what it does, and every variable is restored; from then on the graph runs. The function may read and write variables, which are
 * in step with tfjs in both directions, compute gradients, apply optimisers, and run layers and hooks. Inside a gradient, and
 * inside another compiled function, the function itself runs.
 *
 * JavaScript in the function runs while it is traced and not again, and reads the values of that moment. From call to call may
 * change: the arguments; variables; tensors that `fresh` makes, such as `fresh(() => tf.scalar(rate))`; and the learning rate of
 * tfjs's own optimisers. Each plain value among the arguments has a trace of its own: a number that changes often is better a
 * tensor. The 32 graphs that were used last are kept.
 *
 * @param fn takes tensors, variables, plain values, and arrays, plain objects, Maps and Sets of them, and gives such; not async
 * @param options whether XLA compiles the graph, what runs it, and the function's name in errors
 * @returns the function, with `trace`, `inspect`, `save` and `dispose`; as a string it is the graph, one node a line. The caller
 * disposes of the tensors that a call returns
 * @throws {TypeError} when `fn` is no function, an option is unknown or of a wrong type, or both XLA and the native engine are
 * asked for; at a call, when an argument is of none
 * of these kinds or holds a disposed tensor, and when the backend is not 'tensorflow', that of tfjs-node
 * @throws {TraceError} at a call, when the function does what a graph can't hold: with the line, and what to write instead
 * @throws {Error} at a call after `dispose`
 * @example
 * const optimizer = tf.train.sgd(0.1);
 * const step = compile((x: tf.Tensor, labels: tf.Tensor) => {
 *   const loss = () => tf.losses.sigmoidCrossEntropy(labels, model.apply(x) as tf.Tensor) as tf.Scalar;
 *   const { value, grads } = tf.variableGrads(loss);
 *   optimizer.applyGradients(grads);
 *   return { loss: value, norms: Object.values(grads).map((grad) => grad.norm()) };
 * });
 * const { loss, norms } = step(x, tf.oneHot(y.toInt(), 10));
 * norms.length; // 6
 */
export function compile<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  callback('compile', 'fn', fn, '(x, y) => …');
  const { xla, engine, name = fn.name || 'function' } = checkOptions('compile', 'options', options, SCHEMA);
  if (xla && engine === 'native')
    throw new TypeError(
      "compile: options have xla: true and engine: 'native'; XLA compiles a graph of TensorFlow's: leave out one of the two",
    );
  return compileWith(fn, name, { xla, ...(engine ? { engine } : {}), ...(xla ? { passes: xlaPasses } : {}) });
}

export interface InternalOptions {
  /** False to leave variables as they are, whatever the function does. Default: true. */
  readonly writes?: boolean;
  /** Whether the function is known to create its variables, such as an optimiser's, once. Default: it is traced again to see. */
  readonly createsVariablesOnce?: boolean;
  readonly xla?: boolean;
  readonly engine?: Engine;
  /** Default: all. */
  readonly passes?: readonly Pass[];
}

/** Graphs hold memory: only those that were used last are kept. */
const MAX_PROGRAMS = 32;
/** So many traces are rarely intended. */
const MANY_TRACES = 16;

/** `compile` with the options that only this library uses. */
export function compileWith<A extends unknown[], R>(
  fn: (...args: A) => R,
  name: string,
  {
    passes = allPasses,
    xla = false,
    engine = defaultEngine(xla),
    writes = true,
    createsVariablesOnce = false,
  }: InternalOptions,
): Compiled<A, R> {
  const programs = new LruCache<Program>(MAX_PROGRAMS);
  let [disposed, traces] = [false, 0];
  const programFor = (tree: TensorTree): Program => {
    if (disposed) throw new Error(`compile: ${name} has been disposed of; compile it again`);
    const known = programs.get(tree.key);
    if (known?.isCurrent()) return known;
    const applied = (args: TensorTree): unknown => fn(...(args.unflatten(args.tensors) as A));
    const program = createProgram(applied, tree, { passes, xla, engine, writes, createsVariablesOnce });
    const before = programs.entries().at(-1)?.[0];
    programs.set(tree.key, program);
    traces++;
    if (traces === MANY_TRACES) console.warn(tooManyTraces(name, before ?? '', tree.key));
    return program;
  };
  const call = (...args: A): R => {
    if (isTracing() || isUnderGradient()) return fn(...args);
    const tree = flattenArguments(name, args);
    return programFor(tree).run(tree.tensors) as R;
  };
  const methods = {
    trace: (...args: A): void => void programFor(flattenArguments(name, args)),
    save: (folder: string, ...args: A | []): void => {
      const program =
        args.length === 0 ? onlyProgram(name, programs) : programFor(flattenArguments(name, args));
      program.save(folder);
    },
    inspect: () => programs.entries().map(([signature, program]) => program.inspect(signature)),
    toString: () => printPrograms(name, programs),
    dispose: () => {
      disposed = true;
      programs.clear();
    },
  };
  Object.defineProperty(call, 'name', { value: name });
  return Object.assign(call, methods);
}

function flattenArguments(name: string, args: unknown[]): TensorTree {
  const tree = flatten(args, {
    keepVariables: true,
    invalid: (what, path) =>
      new TypeError(
        `compile: ${name} was given ${what} as its argument ${path}, of which a graph would keep what it holds now. ` +
          'Give the tensors in it, or an array, a plain object or a Map of them',
      ),
  });
  const gone = tree.tensors.findIndex(({ isDisposed }) => isDisposed);
  if (gone >= 0)
    throw new TypeError(
      `compile: ${name} was given a tensor that has been disposed of, as ${tree.names[gone]!}`,
    );
  return tree;
}

/** The program that is meant where no arguments say so. */
function onlyProgram(name: string, programs: LruCache<Program>): Program {
  const [first, ...others] = programs.entries();
  if (first === undefined)
    throw new Error(`compile: ${name} has not been traced yet; call it first, or give save the arguments`);
  if (others.length > 0)
    throw new Error(
      `compile: ${name} was traced for ${programs.size} kinds of arguments; give save those that are meant`,
    );
  return first[1];
}

function printPrograms(name: string, programs: LruCache<Program>): string {
  if (programs.size === 0) return `${name}: not traced yet`;
  const printed = programs.entries().map(([signature, program]) => {
    const lines = program.print().split('\n');
    return [`${name}${signature}:`, ...lines.map((line) => `  ${line}`)].join('\n');
  });
  return printed.join('\n\n');
}

function tooManyTraces(name: string, before: string, now: string): string {
  const short = (key: string): string => (key.length > 120 ? `${key.slice(0, 120)} …` : key);
  return (
    `compile: ${name} was traced ${MANY_TRACES} times, once for each combination of shapes, types and plain values: last for ` +
    `${short(now)}, before that for ${short(before)}. Only the ${MAX_PROGRAMS} graphs last used are kept. ` +
    'A number that changes from call to call is better a tensor: tf.scalar(n)'
  );
}
