// The family with Var(w) = gain² / fan: what its members differ in is the gain and the fan.
import type { Fan, FanMode, IndependentInitializer, InitializerOptions } from './initializer';

interface Member {
  readonly label: string;
  readonly source: string;
  readonly gain: number;
  readonly mode: FanMode;
}

const fanOf = (fan: Fan, mode: FanMode): number =>
  ({ fanIn: fan.in, fanOut: fan.out, fanAvg: (fan.in + fan.out) / 2 })[mode];

const std = ({ gain, mode }: Member, fan: Fan, options: InitializerOptions): number =>
  (options.gain ?? gain) / Math.sqrt(fanOf(fan, options.mode ?? mode));

/** U(±√3 · gain / √fan). */
export const scaledUniform = (member: Member): IndependentInitializer => ({
  label: `${member.label} (uniform)`,
  source: member.source,
  options: ['gain', 'mode'],
  weight: (fan, options) => ({ uniform: Math.sqrt(3) * std(member, fan, options) }),
});

/** N(0, gain² / fan). */
export const scaledNormal = (member: Member): IndependentInitializer => ({
  label: `${member.label} (normal)`,
  source: member.source,
  options: ['gain', 'mode', 'truncated'],
  weight: (fan, options) => ({ normal: std(member, fan, options), truncated: options.truncated ?? false }),
});
