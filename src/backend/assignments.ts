// Undoing writes to variables.
import { tf } from './tensorflow';

/** The variables that were written to, with their values from before. */
export interface Assignments {
  readonly before: ReadonlyMap<tf.Variable, tf.Tensor>;
  /** Restores the variables. */
  readonly undo: () => void;
}

/**
 * Runs work whose writes to variables, of any owner, can be undone: batch normalisation's moving averages, for example.
 *
 * @param work runs op by op, and gets what it has written so far
 */
export function undoable<T>(work: (assignments: Assignments) => T): T {
  const before = new Map<tf.Variable, tf.Tensor>();
  const prototype = tf.Variable.prototype;
  const own = Object.getOwnPropertyDescriptor(prototype, 'assign')!;
  const assign = own.value as (this: tf.Variable, value: tf.Tensor) => void;
  // A clone shares its data with the variable, so it costs next to nothing.
  prototype.assign = function (this: tf.Variable, value: tf.Tensor): void {
    if (!before.has(this)) before.set(this, tf.keep(this.clone()));
    assign.call(this, value);
  };
  try {
    return work({
      before,
      undo() {
        for (const [variable, value] of before) if (!variable.isDisposed) assign.call(variable, value);
      },
    });
  } finally {
    Object.defineProperty(prototype, 'assign', own);
    tf.dispose([...before.values()]);
  }
}
