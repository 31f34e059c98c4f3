// Optimisers by name, with PyTorch's defaults where PyTorch has them.
import {
  compiledFields,
  fieldsOf,
  innerModel,
  learningRateOf,
  OPTIMIZER_CLASSES,
  rateTensorOf,
  tf,
} from '../backend';
import { oneOf, type NameOf } from '../errors';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';

/** Options of an optimiser; each takes those that belong to it. */
export interface OptimizerOptions {
  /**
   * The learning rate, at least 0. Default: 0.01 for 'sgd', 'momentum', 'rmsprop' and 'adagrad', 0.001 for 'adam', 0.002 for
   * 'adamax', 1 for 'adadelta'.
   */
  readonly learningRate?: number;
  /** The factor of the former update in each update of 'momentum' and 'rmsprop', at least 0. Default 0.9, and 0. */
  readonly momentum?: number;
  /** Whether 'momentum' is Nesterov's accelerated gradient. Default false. */
  readonly nesterov?: boolean;
  /** The decay of the mean of the gradient in 'adam' and 'adamax', at least 0. Default 0.9. */
  readonly beta1?: number;
  /** The decay of the mean square of the gradient in 'adam', of its maximum in 'adamax', at least 0. Default 0.999. */
  readonly beta2?: number;
  /** The decay of the mean square of the gradient in 'rmsprop' and 'adadelta', at least 0. Default 0.99, and 0.9. */
  readonly decay?: number;
  /** The number that is added to a denominator, at least 0. Default: 1e-6 for 'adadelta', else 1e-8. */
  readonly epsilon?: number;
}

type Schemas = Partial<Schema<OptimizerOptions>> & Pick<Schema<OptimizerOptions>, 'learningRate'>;

/** One optimiser: the schema of its options, and what makes it from them. */
const row = <S extends Schemas>(schema: S, create: (options: Checked<S>) => tf.Optimizer) => ({
  check(where: string, name: string, options: unknown) {
    const checked = checkOptions(where, `optimizer '${name}'`, options, schema, 'optimizer.');
    const { learningRate, momentum, epsilon } = checked as OptimizerOptions & { learningRate: number };
    return {
      learningRate,
      momentum: momentum ?? 0,
      epsilon: epsilon ?? null,
      create: () => create(checked),
    };
  },
});

const number = (value: number) => option.nonNegative({ default: value });
const BETAS = { beta1: number(0.9), beta2: number(0.999), epsilon: number(1e-8) };

const OPTIMIZERS = {
  sgd: row({ learningRate: number(0.01) }, ({ learningRate }) => tf.train.sgd(learningRate)),
  momentum: row(
    { learningRate: number(0.01), momentum: number(0.9), nesterov: option.boolean({ default: false }) },
    ({ learningRate, momentum, nesterov }) => tf.train.momentum(learningRate, momentum, nesterov),
  ),
  adam: row({ learningRate: number(1e-3), ...BETAS }, ({ learningRate, beta1, beta2, epsilon }) =>
    tf.train.adam(learningRate, beta1, beta2, epsilon),
  ),
  adamax: row({ learningRate: number(2e-3), ...BETAS }, ({ learningRate, beta1, beta2, epsilon }) =>
    tf.train.adamax(learningRate, beta1, beta2, epsilon),
  ),
  rmsprop: row(
    { learningRate: number(0.01), decay: number(0.99), momentum: number(0), epsilon: number(1e-8) },
    ({ learningRate, decay, momentum, epsilon }) => tf.train.rmsprop(learningRate, decay, momentum, epsilon),
  ),
  adagrad: row({ learningRate: number(0.01) }, ({ learningRate }) => tf.train.adagrad(learningRate, 1e-10)),
  adadelta: row(
    { learningRate: number(1), decay: number(0.9), epsilon: number(1e-6) },
    ({ learningRate, decay, epsilon }) => tf.train.adadelta(learningRate, decay, epsilon),
  ),
};

/** The name of an optimiser. */
export type OptimizerName = keyof typeof OPTIMIZERS;
const OPTIMIZER_NAMES = Object.keys(OPTIMIZERS) as OptimizerName[];

/** An optimiser by name, by name with options, or one of tfjs's own. */
export type OptimizerSpec =
  | NameOf<OptimizerName>
  | ({
      /** The name of the optimiser. */
      readonly name: NameOf<OptimizerName>;
    } & OptimizerOptions)
  | tf.Optimizer;

/** An optimiser after its check; a spec is not made into one yet. */
export interface CheckedOptimizer {
  /** The name, as in specs; of an optimiser of the caller's, its class in tfjs's words. */
  readonly name: string;
  /** The learning rate before any schedule. */
  readonly learningRate: number;
  /** The factor of the former update in each update; 0 where there is none. */
  readonly momentum: number;
  /** The number that is added to a denominator; null where there is none, or it is not an option. */
  readonly epsilon: number | null;
  /** The settings in tfjs's names, such as beta1; none where its class is not of tfjs. */
  config(): Readonly<Record<string, unknown>>;
  /** Whether `create` makes a new optimiser, which its user disposes of. */
  readonly isOwned: boolean;
  create(): tf.Optimizer;
}

/** @throws {TypeError | RangeError} that names what is not right */
export function checkOptimizer(where: string, argument: string, spec: unknown): CheckedOptimizer {
  if (spec instanceof tf.Optimizer)
    return {
      name: spec.getClassName(),
      learningRate: learningRateOf(spec),
      momentum: momentumOf(spec),
      epsilon: epsilonOf(spec),
      config: () => (isBuiltIn(spec) ? spec.getConfig() : {}),
      isOwned: false,
      create: () => spec,
    };
  const { name: given, ...options } = (
    typeof spec === 'object' && spec !== null ? spec : { name: spec }
  ) as Readonly<Record<string, unknown>>;
  const name = oneOf(where, argument, given, OPTIMIZER_NAMES);
  const checked = OPTIMIZERS[name].check(where, name, options);
  const config = (): Readonly<Record<string, unknown>> => {
    const made = checked.create();
    const settings = made.getConfig();
    disposeOptimizer(made);
    return settings;
  };
  return { name, ...checked, config, isOwned: true };
}

function momentumOf(optimizer: tf.Optimizer): number {
  const { momentum } = fieldsOf(optimizer);
  return typeof momentum === 'number' ? momentum : 0;
}

function epsilonOf(optimizer: tf.Optimizer): number | null {
  const { epsilon } = fieldsOf(optimizer);
  return typeof epsilon === 'number' ? epsilon : null;
}

/** The default of `train`: the optimiser that a model was compiled with, as it is, else gradient descent. */
export function defaultOptimizer(where: string, model: tf.LayersModel): CheckedOptimizer {
  const { optimizer } = compiledFields(innerModel(model)) as { readonly optimizer?: tf.Optimizer };
  return optimizer ? checkOptimizer(where, 'optimizer', optimizer) : DEFAULT_OPTIMIZER;
}

/** The default for models that were not compiled. */
export const DEFAULT_OPTIMIZER = checkOptimizer('train', 'optimizer', 'sgd');

const BUILT_IN: readonly unknown[] = OPTIMIZER_CLASSES;

/** Whether an optimiser is of a class of tfjs, not of a class derived from one. */
export const isBuiltIn = (optimizer: tf.Optimizer): boolean => BUILT_IN.includes(optimizer.constructor);

/** Disposes of an optimiser, and of the learning rate that tfjs's momentum does not dispose of. */
export function disposeOptimizer(optimizer: tf.Optimizer): void {
  const rate = rateTensorOf(optimizer);
  optimizer.dispose();
  if (rate && !rate.isDisposed) rate.dispose();
}
