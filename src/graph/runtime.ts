// The two ways to run a program's graph have one interface: TensorFlow's session, and the native engine's plan.
import type { tf } from '../backend';
import type { ScalarFeed } from './trace';

/** An input of a run: a tensor, or a number that is read at each call. */
export type Feed = tf.Tensor | ScalarFeed;

/** The outputs of a run. */
export interface Results {
  /** An output as a tensor, which the caller owns; each may be asked for once. */
  tensor(index: number): tf.Tensor;
  /** The first output as numbers; it is no tensor then. */
  numbers(): Float32Array;
  /** Frees the first output where it is no result. */
  discard(): void;
}

/** A loaded graph with variables of its own. */
export interface Runtime {
  /** Whether each run takes the variables' values, and none are kept. */
  readonly feedsVariables: boolean;
  run(feeds: readonly Feed[], variables: readonly tf.Variable[]): Results;
  /** Sets the kept variables to the values that tfjs has. */
  upload(variables: readonly tf.Variable[]): void;
  /** Gives the values of kept variables as tensors of TensorFlow, by their ids; the caller owns them. */
  fetch(slots: readonly number[]): number[];
  dispose(): void;
}
