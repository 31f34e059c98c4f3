// The first stage of a program: a function and its arguments to a graph.
import type { tf } from '../../backend';
import { TraceError } from '../errors';
import { flatten, type TensorTree } from '../tree';
import { disposeFirstTensors, record, type Recording } from './recorder';

/** A traced function: its recording, and the structure of its result. */
export interface Trace extends Recording {
  readonly result: TensorTree;
}

/**
 * Traces a function. One that creates variables is traced once more, since it is likely to find them there at its later calls.
 *
 * @param fn gets the arguments with stand-ins for the tensors
 * @param createsVariablesOnce whether the function is known to create its variables at its first call only
 * @throws {TraceError} where the function does what a graph can't hold
 */
export function trace(
  fn: (args: TensorTree) => unknown,
  args: TensorTree,
  createsVariablesOnce: boolean,
): Trace {
  let result!: TensorTree;
  const run = (standIns: tf.Tensor[]): tf.Tensor[] => {
    const value = checkResult(fn({ ...args, tensors: standIns }));
    result = flatten(value, { keepVariables: false, invalid: invalidResult });
    return result.tensors;
  };
  const recording = recordTwice(run, args.tensors, createsVariablesOnce);
  return { ...recording, result };
}

function recordTwice(
  run: (inputs: tf.Tensor[]) => tf.Tensor[],
  inputs: readonly tf.Tensor[],
  createsVariablesOnce: boolean,
): Recording {
  const first = record(run, inputs);
  if (createsVariablesOnce || first.created.length === 0) return first;
  disposeFirstTensors(first.generated);
  try {
    return record(run, inputs, false);
  } catch (error) {
    for (const variable of first.created) variable.dispose();
    throw error;
  }
}

const invalidResult = (what: string, path: string): Error =>
  new TraceError(
    `the result has ${what}${path === '' ? '' : ` at ${path}`}`,
    'Give tensors and plain values, in arrays, plain objects, Maps and Sets',
  );

function checkResult(result: unknown): unknown {
  if (!(result instanceof Promise)) return result;
  result.catch(() => undefined);
  throw new TraceError(
    'the function is async',
    'A graph has no waiting in it: compile what lies between two awaits',
  );
}
