// The optimiser of a plan as code, with another learning rate or its own.
import type { OptimizerPlan } from './plan';

/** The arguments of tfjs's optimisers after the learning rate, with their defaults; null where there is none. */
const ARGUMENTS: Readonly<Record<string, readonly (readonly [name: string, standard: unknown])[]>> = {
  sgd: [],
  momentum: [
    ['momentum', null],
    ['useNesterov', false],
  ],
  adam: [
    ['beta1', 0.9],
    ['beta2', 0.999],
    ['epsilon', 1e-7],
  ],
  adamax: [
    ['beta1', 0.9],
    ['beta2', 0.999],
    ['epsilon', 1e-7],
    ['decay', 0],
  ],
  rmsprop: [
    ['decay', 0.9],
    ['momentum', 0],
    ['epsilon', 1e-7],
    ['centered', false],
  ],
  adagrad: [['initialAccumulatorValue', 0.1]],
  adadelta: [
    ['rho', 0.95],
    ['epsilon', 1e-7],
  ],
};

/** A number as code, with as many digits as float32 holds. */
const codeOf = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value);

/**
 * The optimiser as an argument of `compile`: its class, a rate, and what else it was given, such as
 * `tf.train.momentum(0.01, 0.9)`. One of a class that tfjs does not have becomes `'adam'`.
 */
export function optimizerCode(optimizer: OptimizerPlan, rate: number = optimizer.learningRate): string {
  const name = optimizer.name.toLowerCase();
  const after = ARGUMENTS[name];
  if (!after) return "'adam'";
  const config = optimizer.config();
  const values = after.map(([key, standard]) => config[key] ?? standard);
  const given = after.findLastIndex(([, standard], i) => codeOf(values[i]) !== codeOf(standard));
  return `tf.train.${name}(${[rate, ...values.slice(0, given + 1)].map(codeOf).join(', ')})`;
}

/** The call of `compile` that changes the learning rate alone, to three digits. */
export const compileAtRate = (optimizer: OptimizerPlan, rate: number): string =>
  `model.compile({ optimizer: ${optimizerCode(optimizer, Number(rate.toPrecision(3)))}, loss: model.loss });`;
