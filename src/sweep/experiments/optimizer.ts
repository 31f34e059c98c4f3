// The optimiser of a point of a built-in experiment.
import type { OptimizerSpec } from '../../training';

/** The columns of a point that describe its optimiser. */
export interface OptimizerPoint {
  /** The optimiser, by name or by name with options. Default 'sgd'. */
  readonly optimizer?: Extract<OptimizerSpec, string | { readonly name: unknown }>;
  /** Its learning rate. Default: the optimiser's own. */
  readonly learningRate?: number;
}

export function optimizerOf({ optimizer = 'sgd', learningRate }: OptimizerPoint): OptimizerSpec {
  const options = typeof optimizer === 'string' ? { name: optimizer } : optimizer;
  return learningRate === undefined ? options : { ...options, learningRate };
}
