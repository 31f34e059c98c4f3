// What a function can ask for while it is traced.
import { tf } from '../backend';

/** The trace that is under way. */
export interface Tracing {
  fresh(make: () => tf.Tensor): tf.Tensor;
  writeOnlyIf(ok: tf.Tensor): void;
}

let current: Tracing | null = null;

/** Whether a function is being traced at this moment. */
export const isTracing = (): boolean => current !== null;

/** Ends a trace that was cut off. */
export function forget(): void {
  current = null;
}

/** Runs work as a part of a trace. */
export function during<R>(tracing: Tracing, work: () => R): R {
  const before = current;
  current = tracing;
  try {
    return work();
  } finally {
    current = before;
  }
}

/**
 * A tensor that a compiled function makes anew at each call, outside of the graph: random numbers, a mask, a rate that changes.
 * Where nothing is traced it is `make()`.
 *
 * @param make gives a tensor of the same shape and type each time; the graph owns it
 * @example const noise = fresh(() => tf.randomNormal([32, 100]));
 */
export const fresh = (make: () => tf.Tensor): tf.Tensor => (current === null ? make() : current.fresh(make));

/** Has a compiled function write its variables only where a boolean scalar is true. */
export function writeOnlyIf(ok: tf.Tensor): void {
  current?.writeOnlyIf(ok);
}

/** Runs a part of a trace, and gives what was made anew in it, in order; the tensors are the caller's. */
export function collecting<R>(work: () => R): { result: R; drawn: tf.Tensor[] } {
  const drawn: tf.Tensor[] = [];
  const draw = (outer: Tracing) => (make: () => tf.Tensor) => {
    const tensor = outer.fresh(make);
    drawn.push(tf.keep(tensor.clone()));
    return tensor;
  };
  return { result: within(draw, work), drawn };
}

/** Runs a part of a trace that takes tensors, in order, where it would make some anew. */
export function supplying<R>(tensors: readonly tf.Tensor[], work: () => R): R {
  let next = 0;
  return within(() => () => tensors[next++].clone(), work);
}

function within<R>(draw: (outer: Tracing) => Tracing['fresh'], work: () => R): R {
  const outer = current;
  if (outer === null) return work();
  const writeOnly = outer.writeOnlyIf.bind(outer);
  return during({ fresh: draw(outer), writeOnlyIf: writeOnly }, work);
}
