import { normalOf, uniformOf } from './distributions';
import type { Fan, Initializer } from './initializer';

// Var(w) = 2 / fan_in: twice what a linear layer needs, since a ReLU lets half of the signal's power through.
const variance = (fan: Fan): number => 2 / fan.in;
const source = 'He, Zhang, Ren and Sun 2015, eq. 10';

/** Kaiming He's initialisation, uniform: U(±√(6 / fan_in)), biases zero. */
export const heUniform: Initializer = {
  label: 'He (uniform)',
  weight: (fan) => uniformOf(variance(fan)),
  bias: null,
  source,
};

/** Kaiming He's initialisation, normal: N(0, 2 / fan_in), biases zero. */
export const heNormal: Initializer = {
  label: 'He (normal)',
  weight: (fan) => normalOf(variance(fan)),
  bias: null,
  source,
};
