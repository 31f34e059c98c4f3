// Gradients that tfjs spells out and TensorFlow has an op for.
import { op, sameShape, T, type Node, type Value } from '../ir';
import { bothOrders, inputOf, inputsOf, isSplat, keepsChannels, uniformValue } from './match';

const gradient = (name: string, inputs: readonly Value[], like: Value): Value => op(name, inputs, T, like);

/** The z of the slope of a ReLU as tfjs writes it: z where z is NaN, else 1 or 0. */
function inputOfStep(slope: Value): Value | null {
  const [isNan, z, otherwise] = inputsOf(slope, 'Select') ?? [];
  if (!isNan || !z || !otherwise || inputOf(isNan, 'IsNan') !== z) return null;
  const [isPositive, one, zero] = inputsOf(otherwise, 'Select') ?? [];
  if (!isPositive || !one || !zero || !isSplat(one, 1) || uniformValue(zero) !== 0) return null;
  const [by, limit] = inputsOf(isPositive, 'Greater') ?? [];
  return by === z && limit && isSplat(limit, 0) ? z : null;
}

/** dy · step(z). A NaN in z does not reach the gradients before its ReLU; the loss shows it in any case. */
function reluGradient(dy: Value, slope: Value): Value | null {
  const z = inputOfStep(slope);
  return z && sameShape(dy.shape, z.shape) ? gradient('ReluGrad', [dy, z], dy) : null;
}

/** dy · (1 - y²) */
function tanhGradient(dy: Value, slope: Value): Value | null {
  const [one, squared] = inputsOf(slope, 'Sub') ?? [];
  const y = one && squared && isSplat(one, 1) ? inputOf(squared, 'Square') : null;
  return y && sameShape(dy.shape, y.shape) && inputOf(y, 'Tanh') ? gradient('TanhGrad', [y, dy], dy) : null;
}

/** dy · (y · (1 - y)) */
function sigmoidGradient(dy: Value, slope: Value): Value | null {
  for (const [y, rest] of bothOrders(inputsOf(slope, 'Mul'))) {
    const [one, again] = inputsOf(rest, 'Sub') ?? [];
    if (one && again === y && isSplat(one, 1) && inputOf(y, 'Sigmoid') && sameShape(dy.shape, y.shape))
      return gradient('SigmoidGrad', [y, dy], dy);
  }
  return null;
}

function activationGradient({ outputs: [out] }: Node): Value | null {
  if (out.dtype !== 'float32') return null;
  for (const [dy, slope] of bothOrders(inputsOf(out, 'Mul'))) {
    const found = reluGradient(dy, slope) ?? tanhGradient(dy, slope) ?? sigmoidGradient(dy, slope);
    if (found) return found;
  }
  return null;
}

/** The gradient of a bias: a sum over all but the last axis. */
function biasGradient({ attrs, outputs: [out] }: Node): Value | null {
  const [x, axes] = inputsOf(out, 'Sum') ?? [];
  if (!x || !axes || out.dtype !== 'float32' || x.shape.length < 2 || x.shape.length > 4) return null;
  const keepDims = attrs.keep_dims;
  if (!keepDims || !('bool' in keepDims) || keepDims.bool) return null;
  return keepsChannels(x, axes) && !x.shape.includes(0) ? op('BiasAddGrad', [x], T, out) : null;
}

/** bench/passes.mjs, 50 layers of 128: 248 of 3,334 nodes and 7 % of the time less. */
export function fuseGradients(node: Node): readonly Value[] | null {
  const next = activationGradient(node) ?? biasGradient(node);
  return next && [next];
}
