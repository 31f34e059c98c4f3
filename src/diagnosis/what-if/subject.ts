// The subject of an experiment: a network with its data and its training, and a fix that changes one of them.
import type { tf } from '../../backend';
import type { NetworkSpec } from '../../networks';
import type { ClipOptions, OptimizerSpec } from '../../training';

/** A network with its data and its training, as plain data. A fix makes another one of it. */
export interface Subject {
  /** The spec of the network; null for a model without one. */
  readonly spec: NetworkSpec | null;
  /** The change of each column of x and y before the training; null for none. */
  readonly scaling: { readonly x: boolean; readonly y: boolean };
  /** The preparation of the weights before the training; null for none. */
  readonly weights: ((model: tf.LayersModel, x: tf.Tensor, seed: number) => void) | null;
  /** The spec that theory takes in the place of `spec`, where the weights are drawn otherwise; null for the same. */
  readonly theory: NetworkSpec | null;
  readonly optimizer: OptimizerSpec;
  /** The factor on the optimiser's learning rate. */
  readonly rateFactor: number;
  readonly clip: ClipOptions;
}

/** The facts that decide whether a fix applies. */
export interface Facts {
  /** The activation of the hidden layers; null where there are several, or none that is known. */
  readonly activation: string | null;
  /** The class names of the layers. */
  readonly kinds: ReadonlySet<string>;
  /** Whether y is numbers, not classes. */
  readonly isRegression: boolean;
  /** The name of the optimiser. */
  readonly optimizer: string;
  readonly learningRate: number;
}

/** A fix: one change that is known to help against a cause. */
export interface Fix {
  /** The name in the table: 'activation', 'initializer', … */
  readonly name: string;
  /** The page of the course that explains it, without the extension; null where none does. */
  readonly notebook: string | null;
  /** The subject with the fix, and the change as code; null where the fix does not apply. */
  readonly apply: (subject: Subject, facts: Facts) => { subject: Subject; change: string } | null;
}
