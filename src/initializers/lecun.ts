// LeCun initialisation.
import { scaledNormal, scaledUniform } from './variance-scaling';

// Var(w) = 1 / fan_in: a linear layer keeps the variance of its input. With gain σ_w, the weights of mean-field theory.
const lecun = {
  label: 'LeCun',
  source: 'LeCun, Bottou, Orr and Müller 1998, eq. 16',
  gain: 1,
  mode: 'fanIn',
} as const;

/** Yann LeCun's initialisation, uniform: U(±√(3 / fan_in)), biases zero. */
export const lecunUniform = scaledUniform(lecun);

/** Yann LeCun's initialisation, normal: N(0, 1 / fan_in), biases zero. */
export const lecunNormal = scaledNormal(lecun);
