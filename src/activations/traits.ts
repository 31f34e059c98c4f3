// Traits of activations by name, also of those that only TensorFlow.js has.
import type { Activation } from './activation';
import { ALL } from './table';

/** The traits of an activation on which rules depend. */
export interface ActivationTraits {
  /** The name in sentences. */
  readonly label: string;
  /** The infimum and the supremum of its values; infinite where they have no bound. */
  readonly range: readonly [number, number];
  /** Whether it has two flat ends. */
  readonly saturates: boolean;
  /** Whether it and its derivative are 0 for every input below 0, so that units can die. */
  readonly isRectified: boolean;
  /** Whether it is 0 at 0; else the gradient vanishes whatever the scale of the weights. */
  readonly isZeroAtZero: boolean;
}

/** The activations of TensorFlow.js that are not functions of one number, or whose function depends on the layer. */
const OTHERS: Readonly<Record<string, ActivationTraits>> = {
  softmax: { label: 'softmax', range: [0, 1], saturates: true, isRectified: false, isZeroAtZero: false },
  logSoftmax: {
    label: 'log-softmax',
    range: [-Infinity, 0],
    saturates: false,
    isRectified: false,
    isZeroAtZero: false,
  },
  thresholdedRelu: {
    label: 'thresholded ReLU',
    range: [0, Infinity],
    saturates: false,
    isRectified: true,
    isZeroAtZero: true,
  },
};

const NEGATIVE = [-1e-3, -1, -1e3];

const traitsOfFunction = ({ label, range, saturation, value, derivative }: Activation): ActivationTraits => ({
  label,
  range,
  saturates: saturation !== null,
  isRectified: NEGATIVE.every((z) => value(z) === 0 && derivative(z) === 0),
  isZeroAtZero: value(0) === 0,
});

/** The traits of the activation of a name that `activationNameOf` gives; null where it is not known. */
export function traitsOf(name: string | null): ActivationTraits | null {
  const known = ALL[name ?? 'linear'];
  return known === undefined ? (OTHERS[name ?? 'linear'] ?? null) : traitsOfFunction(known);
}

/** The |z| above which a unit with the activation counts as saturated; null where it has not two flat tails, or is not known. */
export const saturationOf = (name: string | null): number | null => ALL[name ?? 'linear']?.saturation ?? null;

/** Whether an activation's values are in [0, 1], as probabilities are, up to both ends. */
export function isProbability(name: string | null): boolean {
  const [low, high] = traitsOf(name)?.range ?? [];
  return low === 0 && high === 1;
}
