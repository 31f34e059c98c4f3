// The requests that a function can make of its trace while it is traced.
import { isTensor, tf } from '../backend';
import { invalidArgument } from '../errors';

/** The trace that is under way. */
export interface TraceContext {
  fresh(make: () => tf.Tensor): tf.Tensor;
  writeOnlyIf(condition: tf.Tensor): void;
}

let current: TraceContext | null = null;

/** Whether a function is being traced at this moment. */
export const isTracing = (): boolean => current !== null;

/** Ends the current trace, where an interrupt cut it off. */
export function resetTracing(): void {
  current = null;
}

/** Runs work as a part of a trace. */
export function withContext<R>(context: TraceContext, work: () => R): R {
  const before = current;
  current = context;
  try {
    return work();
  } finally {
    current = before;
  }
}

/**
 * Gives a tensor that a compiled function makes anew at each call, outside of the graph: random numbers, a mask, a rate that
 * changes. Outside of a compiled function it is `make()`.
 *
 * @param make gives a tensor of the same shape and type each time
 * @returns the tensor of this call; in a compiled function the graph disposes of it after the call, elsewhere the caller does
 * @throws {TypeError} when `make` returns no tensor
 * @throws {TraceError} when the tensor, in a compiled function, is not of type float32, int32 or bool
 * @throws {Error} when a layer of a model with an eager loss calls it more often in the backward pass than in the forward pass
 * @example
 * const noisy = compile((x: tf.Tensor) => tf.add(x, fresh(() => tf.randomNormal([2, 3]))));
 * const [first, second] = [noisy(tf.ones([2, 3])), noisy(tf.ones([2, 3]))];
 * tf.equal(first, second).all().dataSync()[0]; // 0
 */
export function fresh(make: () => tf.Tensor): tf.Tensor {
  const makeTensor = (): tf.Tensor => {
    const made: unknown = make();
    if (!isTensor(made)) throw invalidArgument('fresh', 'what make returns', 'a tensor', made);
    return made;
  };
  return current === null ? makeTensor() : current.fresh(makeTensor);
}

/** Has a compiled function write its variables only where a boolean scalar is true. */
export function writeOnlyIf(condition: tf.Tensor): void {
  current?.writeOnlyIf(condition);
}

/** Runs a part of a trace, and collects copies of the tensors that `fresh` gives in it, in order; the caller owns them. */
export function collectFresh<R>(work: () => R): { result: R; drawn: tf.Tensor[] } {
  const drawn: tf.Tensor[] = [];
  const collect = (outer: TraceContext) => (make: () => tf.Tensor) => {
    const tensor = outer.fresh(make);
    drawn.push(tf.keep(tensor.clone()));
    return tensor;
  };
  return { result: withFresh(collect, work), drawn };
}

/** Runs a part of a trace in which `fresh` gives copies of these tensors, in order, and makes none. */
export function supplyFresh<R>(tensors: readonly tf.Tensor[], work: () => R): R {
  let next = 0;
  const supply = () => (): tf.Tensor => {
    const tensor = tensors[next++];
    if (tensor === undefined) throw new Error(`compile: fresh was called more than ${tensors.length} times`);
    return tensor.clone();
  };
  return withFresh(supply, work);
}

function withFresh<R>(fresh: (outer: TraceContext) => TraceContext['fresh'], work: () => R): R {
  const outer = current;
  if (outer === null) return work();
  return withContext({ fresh: fresh(outer), writeOnlyIf: outer.writeOnlyIf.bind(outer) }, work);
}
