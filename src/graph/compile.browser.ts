// A browser has no TensorFlow to run a graph: what asks for one says so, and what can do without runs op by op.
import { callback } from '../errors';
import type { Compiled, CompileOptions } from './compiled';

const needsNode = (): Error =>
  new Error(
    'compile: a graph runs in TensorFlow, which @tensorflow/tfjs-node brings to Node and a browser has not. ' +
      'Here, call the function itself; observe and train do so where compiled is left out',
  );

/** See compile.ts. @throws {Error} always: a graph needs @tensorflow/tfjs-node */
export const compile: <A extends unknown[], R>(
  fn: (...args: A) => R,
  options?: CompileOptions,
) => Compiled<A, R> = (fn) => {
  callback('compile', 'fn', fn, '(x, y) => …');
  throw needsNode();
};

/** A function that can't be traced; using it throws. */
export const compileWith: <A extends unknown[], R>(
  fn: (...args: A) => R,
  name: string,
  options: object,
) => Compiled<A, R> = (_, name) => {
  const refuse = (): never => {
    throw needsNode();
  };
  const compiled = Object.assign(() => refuse(), {
    trace: refuse,
    inspect: () => [],
    save: refuse,
    dispose: () => undefined,
  });
  return Object.defineProperty(compiled, 'name', { value: name });
};
