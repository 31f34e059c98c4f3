import { normalOf, uniformOf } from './distributions';
import type { Fan, Initializer } from './initializer';

// Var(w) = 1 / fan_in: a linear layer keeps the variance of its input.
const variance = (fan: Fan): number => 1 / fan.in;
const source = 'LeCun, Bottou, Orr and Müller 1998, eq. 16';

/** Yann LeCun's initialisation, uniform: U(±√(3 / fan_in)), biases zero. */
export const lecunUniform: Initializer = {
  label: 'LeCun (uniform)',
  weight: (fan) => uniformOf(variance(fan)),
  bias: null,
  source,
};

/** Yann LeCun's initialisation, normal: N(0, 1 / fan_in), biases zero. */
export const lecunNormal: Initializer = {
  label: 'LeCun (normal)',
  weight: (fan) => normalOf(variance(fan)),
  bias: null,
  source,
};
