// Optimisers by name, with PyTorch's defaults where PyTorch has them.
import { learningRateOf, rateTensorOf, tf } from '../backend';
import { flag, checkKeys, nonNegative, oneOf, type NameOf } from '../errors';

export interface OptimizerOptions {
  /** Default: 0.01 for 'sgd' and 'momentum', else PyTorch's. */
  readonly learningRate?: number;
  /** Of 'momentum' and 'rmsprop'. Default 0.9, and 0. */
  readonly momentum?: number;
  /** Of 'momentum': Nesterov's look ahead. Default false. */
  readonly nesterov?: boolean;
  /** Of 'adam' and 'adamax'. Default 0.9. */
  readonly beta1?: number;
  /** Of 'adam' and 'adamax'. Default 0.999. */
  readonly beta2?: number;
  /** Of 'rmsprop' and 'adadelta'. Default 0.99, and 0.9. */
  readonly decay?: number;
  /** What keeps a division from zero. Default: PyTorch's. */
  readonly epsilon?: number;
}

interface Row {
  readonly learningRate: number;
  readonly options: readonly (keyof OptimizerOptions)[];
  readonly make: (learningRate: number, options: OptimizerOptions) => tf.Optimizer;
}

const optimizers = {
  sgd: { learningRate: 0.01, options: [], make: (rate) => tf.train.sgd(rate) },
  momentum: {
    learningRate: 0.01,
    options: ['momentum', 'nesterov'],
    make: (rate, { momentum = 0.9, nesterov = false }) => tf.train.momentum(rate, momentum, nesterov),
  },
  adam: {
    learningRate: 1e-3,
    options: ['beta1', 'beta2', 'epsilon'],
    make: (rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) =>
      tf.train.adam(rate, beta1, beta2, epsilon),
  },
  adamax: {
    learningRate: 2e-3,
    options: ['beta1', 'beta2', 'epsilon'],
    make: (rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) =>
      tf.train.adamax(rate, beta1, beta2, epsilon),
  },
  rmsprop: {
    learningRate: 0.01,
    options: ['decay', 'momentum', 'epsilon'],
    make: (rate, { decay = 0.99, momentum = 0, epsilon = 1e-8 }) =>
      tf.train.rmsprop(rate, decay, momentum, epsilon),
  },
  adagrad: { learningRate: 0.01, options: [], make: (rate) => tf.train.adagrad(rate, 1e-10) },
  adadelta: {
    learningRate: 1,
    options: ['decay', 'epsilon'],
    make: (rate, { decay = 0.9, epsilon = 1e-6 }) => tf.train.adadelta(rate, decay, epsilon),
  },
} as const satisfies Record<string, Row>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** By name, by name with options, or one of tfjs's own. */
export type OptimizerSpec =
  NameOf<OptimizerName> | ({ readonly name: NameOf<OptimizerName> } & OptimizerOptions) | tf.Optimizer;

export interface ResolvedOptimizer {
  readonly optimizer: tf.Optimizer;
  /** Before any schedule. */
  readonly learningRate: number;
  /** Whether it was made here, and is to be disposed of here. */
  readonly isOwned: boolean;
}

/** Whether an optimiser is one of tfjs's own, not of a class derived from one. */
export const isBuiltIn = (optimizer: tf.Optimizer): boolean =>
  (
    [
      tf.SGDOptimizer,
      tf.MomentumOptimizer,
      tf.AdamOptimizer,
      tf.AdamaxOptimizer,
      tf.RMSPropOptimizer,
      tf.AdagradOptimizer,
      tf.AdadeltaOptimizer,
    ] as unknown[]
  ).includes(optimizer.constructor);

/**
 * The optimiser that is asked for.
 *
 * @throws {TypeError | RangeError} that names what is not right
 */
export function resolveOptimizer(where: string, spec: OptimizerSpec): ResolvedOptimizer {
  if (spec instanceof tf.Optimizer)
    return { optimizer: spec, learningRate: learningRateOf(spec), isOwned: false };
  const { name: asked, ...options } = typeof spec === 'object' && spec !== null ? spec : { name: spec };
  const name = oneOf(where, 'optimizer', asked, optimizerNames);
  const row: Row = optimizers[name];
  checkKeys(where, `optimizer '${name}'`, options, ['learningRate', ...row.options]);
  for (const [key, value] of Object.entries(options)) {
    if (key !== 'nesterov') nonNegative(where, `optimizer.${key}`, value);
    else flag(where, 'optimizer.nesterov', value);
  }
  const learningRate = options.learningRate ?? row.learningRate;
  return { optimizer: row.make(learningRate, options), learningRate, isOwned: true };
}

/** Frees an optimiser. tfjs's momentum leaves its learning rate behind. */
export function disposeOptimizer(optimizer: tf.Optimizer): void {
  const c = rateTensorOf(optimizer);
  optimizer.dispose();
  if (c && !c.isDisposed) c.dispose();
}
