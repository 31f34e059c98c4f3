// tf.function for tfjs: a function recorded once, run as one TensorFlow graph.
import { isUnderGradient } from '../backend';
import { callback, flag, checkKeys, invalidArgument } from '../errors';
import { Kept } from './kept';
import { nestOf, type Nest } from './nest';
import { fast, forXla, type Pass } from './passes';
import { Program } from './program';
import type { Compiled, CompileOptions } from './compiled';
import { isTracing } from './tracing';

/**
 * A function of tensors that runs as one TensorFlow graph: what tf.function is to TensorFlow and jax.jit to JAX. tfjs-node
 * dispatches every op from JavaScript, at 30 to 60 microseconds each; a graph is dispatched once.
 *
 * The function is traced at its first call with arguments of new shapes, types or plain values: it runs once on the tape, which
 * says what it does, and is then put back; from then on its graph runs. It may read and write variables, which are in step with
 * the outside in both directions, compute gradients, apply optimisers, and run layers and hooks. Inside of a gradient, and of
 * another compiled function, it runs as what it is.
 *
 * What it does in JavaScript besides happens while it is traced and not again, and what it reads there is that of this moment. What
 * may change from call to call is: the arguments; variables; what `fresh` makes, such as `fresh(() => tf.scalar(rate))`; and the
 * learning rate of tfjs's own optimisers. For each plain value among the arguments it is traced anew: a number that changes often is
 * better a tensor. The last 32 graphs are kept.
 *
 * @param fn takes tensors, variables, plain values, and arrays, plain objects, Maps and Sets of them, and gives such; not async
 * @param options whether XLA compiles it, and what to call it
 * @returns the function, with `trace`, `inspect`, `save` and `dispose`
 * @throws {TraceError} at a call, where it does what a graph can't hold: it says which line did it, and what to write instead
 * @example
 * const step = compile((x, y) => {
 *   const { value, grads } = tf.variableGrads(() => loss(model.apply(x), y));
 *   optimizer.applyGradients(grads);
 *   return { loss: value, norms: Object.values(grads).map((grad) => grad.norm()) };
 * });
 * const { loss, norms } = step(x, y);
 */
export function compile<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  callback('compile', 'fn', fn, '(x, y) => …');
  checkKeys('compile', 'options', options, ['xla', 'name']);
  const { xla = false, name = fn.name || 'function' } = options;
  flag('compile', 'xla', xla);
  if (typeof name !== 'string') throw invalidArgument('compile', 'name', 'a string', name);
  return compileWith(fn, name, { xla, ...(xla ? { passes: forXla } : {}) });
}

export interface InternalOptions {
  /** False to leave variables as they are, whatever the function does. */
  readonly writes?: boolean;
  /** Whether variables that it makes, such as an optimiser's, are sure to be made once. Default: it is tried. */
  readonly makesOnce?: boolean;
  readonly xla?: boolean;
  /** Default: all. */
  readonly passes?: readonly Pass[];
}

/** `compile`, with what only this library asks for. */
export function compileWith<A extends unknown[], R>(
  fn: (...args: A) => R,
  name: string,
  { passes = fast, xla = false, writes = true, makesOnce = false }: InternalOptions,
): Compiled<A, R> {
  const programs = new Kept<Program>(MOST);
  let [disposed, traces] = [false, 0];
  const argumentsOf = (args: unknown[]): Nest => {
    const given = nestOf(args, true, notAnArgument(name));
    const gone = given.tensors.findIndex(({ isDisposed }) => isDisposed);
    if (gone >= 0)
      throw new TypeError(
        `compile: ${name} was given a tensor that has been disposed of, as ${given.names[gone]}`,
      );
    return given;
  };
  const programFor = (given: Nest): Program => {
    if (disposed) throw new Error(`compile: ${name} has been disposed of; compile it again`);
    let program = programs.get(given.key);
    if (program === undefined) {
      const traced = (nest: Nest): unknown => fn(...(nest.around(nest.tensors) as A));
      program = new Program(traced, given, { passes, xla, writes, makesOnce });
      const before = programs.entries().at(-1)?.[0];
      programs.set(given.key, program);
      traces++;
      if (traces === MANY) console.warn(tooMany(name, before ?? '', given.key));
    }
    return program;
  };
  const call = (...args: A): R => {
    if (isTracing() || isUnderGradient()) return fn(...args);
    const given = argumentsOf(args);
    return programFor(given).run(given.tensors) as R;
  };
  const extra = {
    trace: (...args: A): void => void programFor(argumentsOf(args)),
    save: (folder: string, ...args: A | []): void => {
      const traced = programs.entries().map(([, program]) => program);
      if (args.length === 0 && traced.length !== 1) {
        throw new Error(
          traced.length === 0
            ? `compile: ${name} has not been traced yet; call it first, or give save the arguments`
            : `compile: ${name} was traced for ${traced.length} kinds of arguments; give save those that are meant`,
        );
      }
      (args.length === 0 ? traced[0] : programFor(argumentsOf(args))).save(folder);
    },
    inspect: () => programs.entries().map(([signature, program]) => program.inspect(signature)),
    dispose: () => {
      disposed = true;
      programs.clear();
    },
  };
  Object.defineProperty(call, 'name', { value: name });
  return Object.assign(call, extra);
}

/** Graphs hold memory: only those last used are kept. */
const MOST = 32;
/** So many traces are rarely meant. */
const MANY = 16;

const notAnArgument =
  (name: string) =>
  (what: string, place: string): Error =>
    new TypeError(
      `compile: ${name} was given ${what} as its argument ${place}, of which a graph would keep what it holds now. ` +
        'Give the tensors in it, or an array, a plain object or a Map of them',
    );

const tooMany = (name: string, before: string, now: string): string => {
  const short = (key: string): string => (key.length > 120 ? `${key.slice(0, 120)} …` : key);
  return (
    `compile: ${name} was traced ${MANY} times, once for each combination of shapes, types and plain values: last for ` +
    `${short(now)}, before that for ${short(before)}. Only the ${MOST} graphs last used are kept. ` +
    'A number that changes from call to call is better a tensor: tf.scalar(n)'
  );
};
