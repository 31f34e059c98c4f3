// Variance scaling: initialisers with Var(w) = gain² / fan, which differ in the gain and the fan.
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

/** U(±√3 · gain / √fan). */
export const scaledUniform = (rule: ScalingRule): IndependentInitializer => ({
  label: `${rule.label} (uniform)`,
  source: rule.source,
  options: ['gain', 'mode'],
  weight: (fan, options) => ({ uniform: Math.sqrt(3) * std(rule, fan, options) }),
});

/** N(0, gain² / fan). */
export const scaledNormal = (rule: ScalingRule): IndependentInitializer => ({
  label: `${rule.label} (normal)`,
  source: rule.source,
  options: ['gain', 'mode', 'truncated'],
  weight: (fan, options) => ({ normal: std(rule, fan, options), truncated: options.truncated ?? false }),
});
