// He initialisation, for ReLUs.
import { scaledNormal, scaledUniform } from './variance-scaling';

// Var(w) = 2 / fan_in: twice that of a linear layer, since a ReLU halves the mean square of its input.
const he = {
  label: 'He',
  source: 'He, Zhang, Ren and Sun 2015, eq. 10; with mode fanOut, eq. 14',
  gain: Math.SQRT2,
  mode: 'fanIn',
} as const;

/** Kaiming He's initialisation, uniform: U(±√(6 / fan_in)), biases zero. */
export const heUniform = scaledUniform(he);

/** Kaiming He's initialisation, normal: N(0, 2 / fan_in), biases zero. */
export const heNormal = scaledNormal(he);
