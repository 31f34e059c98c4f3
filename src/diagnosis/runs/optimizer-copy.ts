// Optimisers for the runs: a new one like the caller's, so that the caller's own stays as it is.
import type { tf } from '../../backend';
import { isBuiltIn, snapshotOptimizer, type CheckedOptimizer } from '../../training';

/** An optimiser for runs, and what puts the caller's own back as it was. */
export interface RunOptimizer {
  readonly optimizer: CheckedOptimizer;
  readonly restore: () => void;
}

/** The part of an optimiser's class by which tfjs makes one like another. */
interface OptimizerClass {
  fromConfig(cls: OptimizerClass, config: object): tf.Optimizer;
}

/** A new optimiser with the same hyperparameters; one of a class of the caller's is used itself, and restored. */
export function copyOptimizer(given: CheckedOptimizer): RunOptimizer {
  if (given.isOwned) return { optimizer: given, restore: () => undefined };
  const own = given.create();
  if (!isBuiltIn(own)) return { optimizer: given, restore: snapshotOptimizer(own) };
  const cls = own.constructor as unknown as OptimizerClass;
  const create = (): tf.Optimizer => cls.fromConfig(cls, own.getConfig());
  return { optimizer: { ...given, isOwned: true, create }, restore: () => undefined };
}
