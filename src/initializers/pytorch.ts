// PyTorch's default initialisation.
import type { IndependentInitializer } from './initializer';

/**
 * The default of torch.nn.Linear and Conv2d: weights and biases from U(-1/√fan_in, 1/√fan_in), so that
 * fan_in · Var(w) = 1/3; in PyTorch's source, kaiming_uniform_(a=√5). Recurrent layers draw all their weights from
 * U(±1/√units).
 */
export const pytorch: IndependentInitializer = {
  label: "PyTorch's default",
  source: 'PyTorch, torch.nn.Linear.reset_parameters; LeCun, Bottou, Orr and Müller 1998, section 4.6',
  options: [],
  fansFromUnits: true,
  weight: (fan) => ({ uniform: 1 / Math.sqrt(fan.in) }),
  bias: (fan) => ({ uniform: 1 / Math.sqrt(fan.in) }),
};
