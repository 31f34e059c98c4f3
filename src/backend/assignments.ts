import * as tf from '@tensorflow/tfjs-node';

/** The variables that some work wrote to, with what they held before it. */
export interface Assignments {
  readonly before: ReadonlyMap<tf.Variable, tf.Tensor>;
  /** Puts them back. */
  readonly undo: () => void;
}

/**
 * Runs some work whose writes to variables, whoever owns them, can be taken back: batch norm's averages, for one.
 *
 * @param work runs on the tape, and gets what it has written so far
 */
export function undoable<T>(work: (assignments: Assignments) => T): T {
  const before = new Map<tf.Variable, tf.Tensor>();
  const prototype = tf.Variable.prototype;
  const own = Object.getOwnPropertyDescriptor(prototype, 'assign')!;
  const assign = own.value as (this: tf.Variable, value: tf.Tensor) => void;
  // A clone shares its values with the variable, so it costs next to nothing.
  prototype.assign = function (this: tf.Variable, value: tf.Tensor): void {
    if (!before.has(this)) before.set(this, tf.keep(this.clone()));
    assign.call(this, value);
  };
  try {
    return work({
      before,
      undo() {
        for (const [variable, was] of before) if (!variable.isDisposed) assign.call(variable, was);
      },
    });
  } finally {
    Object.defineProperty(prototype, 'assign', own);
    tf.dispose([...before.values()]);
  }
}
