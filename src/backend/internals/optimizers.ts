// Private parts of tfjs's optimisers.
import { tf } from '../tensorflow';

/** The classes of tfjs's own optimisers. */
export const OPTIMIZER_CLASSES = [
  tf.SGDOptimizer,
  tf.MomentumOptimizer,
  tf.AdamOptimizer,
  tf.AdamaxOptimizer,
  tf.RMSPropOptimizer,
  tf.AdagradOptimizer,
  tf.AdadeltaOptimizer,
];

interface OptimizerFields {
  learningRate: number;
  setLearningRate?: (rate: number) => void;
  /** The count of steps. */
  iterations_?: number;
  /** Minus the learning rate, in gradient descent. */
  readonly c?: tf.Tensor;
}

const fields = (optimizer: tf.Optimizer): OptimizerFields => optimizer as unknown as OptimizerFields;

/** The method that every optimiser class defines on its prototype. */
interface OptimizerMethods {
  applyGradients: (this: tf.Optimizer, gradients: unknown) => void;
}

/** The methods of an optimiser class: one that is replaced there is replaced for all its instances. */
export const methodsOf = (optimizer: { readonly prototype: tf.Optimizer }): OptimizerMethods =>
  optimizer.prototype as unknown as OptimizerMethods;

/** The learning rate of an optimiser of tfjs, which every class keeps under this name. */
export const learningRateOf = (optimizer: tf.Optimizer): number => fields(optimizer).learningRate;

/** Sets the learning rate for the next step. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const own = fields(optimizer);
  if (own.learningRate === rate) return;
  if (own.setLearningRate) own.setLearningRate(rate);
  else own.learningRate = rate;
}

/** How many steps an optimiser has taken; undefined for one that has not counted yet. */
export const iterationsOf = (optimizer: tf.Optimizer): number | undefined => fields(optimizer).iterations_;

/** Sets an optimiser's count of steps; `iterations` can only be read. */
export function setIterations(optimizer: tf.Optimizer, steps: number): void {
  fields(optimizer).iterations_ = steps;
}

/**
 * Remembers the variables that an optimiser has now.
 *
 * @returns whether it still has these: setWeights replaces them
 */
export function snapshotSlots(optimizer: tf.Optimizer): () => boolean {
  const slots = Object.entries(optimizer)
    .filter(([, value]) => Array.isArray(value) || value instanceof tf.Variable)
    .map(([name, value]) => ({
      name,
      value: value as unknown,
      length: (value as { length?: number }).length,
    }));
  return () =>
    slots.every(({ name, value, length }) => {
      const now = (optimizer as unknown as Record<string, unknown>)[name];
      return now === value && (now as { length?: number }).length === length;
    });
}

/** The tensor in which gradient descent keeps minus its learning rate; momentum does not dispose of it. */
export const rateTensorOf = (optimizer: tf.Optimizer): tf.Tensor | undefined => fields(optimizer).c;
