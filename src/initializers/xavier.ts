// Xavier (Glorot) initialisation.
import { scaledNormal, scaledUniform } from './variance-scaling';

// Var(w) = 2 / (fan_in + fan_out): between the variances that keep the signal and the gradient of a linear network.
const xavier = {
  label: 'Xavier',
  source: 'Glorot and Bengio 2010, eq. 12 and 16',
  gain: 1,
  mode: 'fanAvg',
} as const;

/** Xavier Glorot's initialisation, uniform: U(±√(6 / (fan_in + fan_out))), biases zero. */
export const xavierUniform = scaledUniform(xavier);

/** Xavier Glorot's initialisation, normal: N(0, 2 / (fan_in + fan_out)), biases zero. */
export const xavierNormal = scaledNormal(xavier);
