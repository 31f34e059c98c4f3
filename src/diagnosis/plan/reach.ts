// The distance that an optimiser can move weights, by its rule and its rate alone.
import type { Plan } from './plan';

/** The family of an optimiser's rule: 'adam' has those whose step is about the rate, whatever the gradient and the step. */
export type OptimizerFamily = 'adam' | 'gradient' | 'adagrad' | 'adadelta' | 'unknown';

const FAMILIES: Readonly<Record<string, OptimizerFamily>> = {
  sgd: 'gradient',
  momentum: 'gradient',
  adam: 'adam',
  adamax: 'adam',
  rmsprop: 'adam',
  adagrad: 'adagrad',
  adadelta: 'adadelta',
};

/** The rates that the papers and Keras have as defaults. */
const USUAL_RATES: Readonly<Record<string, number>> = {
  sgd: 0.01,
  momentum: 0.01,
  adam: 0.001,
  adamax: 0.002,
  rmsprop: 0.001,
  adagrad: 0.01,
  adadelta: 1,
};

/** The distances that an optimiser's rule and rate allow a weight. */
export interface Reach {
  readonly family: OptimizerFamily;
  readonly rate: number;
  /** The usual rate of the optimiser; null where it is not known. */
  readonly usualRate: number | null;
  /**
   * The distance of a weight after one step: the rate for optimisers that divide by the gradient's size (Kingma and Ba 2015,
   * section 2.1). For gradient descent the rate times a gradient of 1, with momentum's sum of it.
   */
  readonly perStep: number;
  /** The distance after all steps; null where their number is not known. */
  readonly total: number | null;
  /** Whether the distance is bounded whatever the gradient is. */
  readonly isBounded: boolean;
  /** The root mean square of the inputs, of the largest one. */
  readonly inputRms: number;
}

/** The reach of a plan's optimiser. */
export function reachOf({ optimizer, steps, inputs }: Pick<Plan, 'optimizer' | 'steps' | 'inputs'>): Reach {
  const name = optimizer.name.toLowerCase();
  const family = FAMILIES[name] ?? 'unknown';
  const rate = optimizer.learningRate;
  const perStep = rate / (1 - Math.min(0.999, optimizer.momentum));
  // Adagrad's step shrinks as 1/√t: the steps' sum is about 2 √t (Duchi et al. 2011).
  const effective = family === 'adagrad' ? (n: number) => 2 * Math.sqrt(n) : (n: number) => n;
  return {
    family,
    rate,
    usualRate: USUAL_RATES[name] ?? null,
    perStep,
    total: steps === null ? null : perStep * effective(steps),
    isBounded: family === 'adam' || family === 'adagrad',
    inputRms: Math.max(
      0,
      ...inputs.map(({ data }) => Math.hypot(data.mean, data.std)).filter((rms) => Number.isFinite(rms)),
    ),
  };
}
