// The activations of the hidden layers, which decide how large values do harm.
import { activationNameOf, traitsOf } from '../../activations';
import type { Plan } from './plan';

/** The activations of a network that large values do harm to. */
export interface HiddenActivations {
  /** The names of those with flat ends, in the order of the layers. */
  readonly saturating: readonly string[];
  /** Whether a hidden layer has a ReLU, whose units can die. */
  readonly hasRelu: boolean;
}

/** Reads the activations off a plan. */
export function hiddenActivations({ layers, calls }: Pick<Plan, 'layers' | 'calls'>): HiddenActivations {
  const outputs = new Set(calls.outputs.map(({ layer }) => layer));
  const names = layers.filter((layer) => !outputs.has(layer)).map((layer) => activationNameOf(layer) ?? '');
  return {
    saturating: [...new Set(names.filter((name) => traitsOf(name)?.saturates))],
    hasRelu: names.some((name) => traitsOf(name)?.isRectified),
  };
}
