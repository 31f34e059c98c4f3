// Variance scaling: the initialisers with Var(w) = gain² / fan. They differ in the gain and the fan; each has two distributions.
import type { Fan, FanMode, IndependentInitializer, InitializerOptions } from './initializer';

interface ScalingRule {
  readonly label: string;
  readonly source: string;
  readonly gain: number;
  readonly mode: FanMode;
}

const fanOf = (fan: Fan, mode: FanMode): number =>
  ({ fanIn: fan.in, fanOut: fan.out, fanAvg: (fan.in + fan.out) / 2 })[mode];

const std = ({ gain, mode }: ScalingRule, fan: Fan, options: InitializerOptions): number =>
  (options.gain ?? gain) / Math.sqrt(fanOf(fan, options.mode ?? mode));

/** The initialisers of a rule; biases are zero. */
const scaled = (rule: ScalingRule): Record<'uniform' | 'normal', IndependentInitializer> => ({
  /** U(±√3 · gain / √fan). */
  uniform: {
    label: `${rule.label} (uniform)`,
    source: rule.source,
    options: ['gain', 'mode'],
    weight: (fan, options) => ({ uniform: Math.sqrt(3) * std(rule, fan, options) }),
  },
  /** N(0, gain² / fan). */
  normal: {
    label: `${rule.label} (normal)`,
    source: rule.source,
    options: ['gain', 'mode', 'truncated'],
    weight: (fan, options) => ({ normal: std(rule, fan, options), truncated: options.truncated ?? false }),
  },
});

/**
 * LeCun's: Var(w) = 1 / fan_in, U(±√(3 / fan_in)) or N(0, 1 / fan_in). A linear layer keeps the variance of its input. With gain σ_w,
 * the weights of mean-field theory.
 */
export const lecun = scaled({
  label: 'LeCun',
  source: 'LeCun, Bottou, Orr and Müller 1998, eq. 16',
  gain: 1,
  mode: 'fanIn',
});

/**
 * Xavier Glorot's: Var(w) = 2 / (fan_in + fan_out), U(±√(6 / (fan_in + fan_out))) or N(0, 2 / (fan_in + fan_out)). Between the variances
 * that keep the signal and the gradient of a linear network.
 */
export const xavier = scaled({
  label: 'Xavier',
  source: 'Glorot and Bengio 2010, eq. 12 and 16',
  gain: 1,
  mode: 'fanAvg',
});

/**
 * Kaiming He's: Var(w) = 2 / fan_in, U(±√(6 / fan_in)) or N(0, 2 / fan_in). Twice that of a linear layer, since a ReLU halves the mean
 * square of its input.
 */
export const he = scaled({
  label: 'He',
  source: 'He, Zhang, Ren and Sun 2015, eq. 10; with mode fanOut, eq. 14',
  gain: Math.SQRT2,
  mode: 'fanIn',
});
