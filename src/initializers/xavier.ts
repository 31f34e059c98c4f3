import { normalOf, uniformOf } from './distributions';
import type { Fan, Initializer } from './initializer';

// Var(w) = 2 / (fan_in + fan_out): halfway between what keeps the signal and what keeps the gradient.
const variance = (fan: Fan): number => 2 / (fan.in + fan.out);
const source = 'Glorot and Bengio 2010, eq. 12 and 16';

/** Xavier Glorot's initialisation, uniform: U(±√(6 / (fan_in + fan_out))), biases zero. */
export const xavierUniform: Initializer = {
  label: 'Xavier (uniform)',
  weight: (fan) => uniformOf(variance(fan)),
  bias: null,
  source,
};

/** Xavier Glorot's initialisation, normal: N(0, 2 / (fan_in + fan_out)), biases zero. */
export const xavierNormal: Initializer = {
  label: 'Xavier (normal)',
  weight: (fan) => normalOf(variance(fan)),
  bias: null,
  source,
};
