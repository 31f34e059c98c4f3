// Gradients that tfjs spells out and TensorFlow has a node for.
import { op, sameShape, T, type Node, type Value } from '../ir';
import { eitherWay, isNumber, isOverBatch, made, numberIn } from './match';

const shaped = (name: string, inputs: readonly Value[], like: Value): Value => op(name, inputs, T, like);

/** Where z is positive, as tfjs writes the slope of a ReLU: z itself where it is NaN, else 1 or 0. */
function isStep(slope: Value): Value | null {
  const [isNan, z, otherwise] = made(slope, 'Select') ?? [];
  if (isNan === undefined || made(isNan, 'IsNan')?.[0] !== z) return null;
  const [positive, one, zero] = made(otherwise, 'Select') ?? [];
  if (positive === undefined || !isNumber(one, 1) || numberIn(zero) !== 0) return null;
  const [by, limit] = made(positive, 'Greater') ?? [];
  return by === z && isNumber(limit, 0) ? z : null;
}

/** dy * step(z). A NaN in z stops at its ReLU on the way back; the loss shows it anyway. */
function relu(dy: Value, slope: Value): Value | null {
  const z = isStep(slope);
  return z && sameShape(dy.shape, z.shape) ? shaped('ReluGrad', [dy, z], dy) : null;
}

/** dy * (1 - y²) */
function tanh(dy: Value, slope: Value): Value | null {
  const [one, squared] = made(slope, 'Sub') ?? [];
  const y = squared && isNumber(one, 1) ? made(squared, 'Square')?.[0] : undefined;
  return y && sameShape(dy.shape, y.shape) && made(y, 'Tanh') ? shaped('TanhGrad', [y, dy], dy) : null;
}

/** dy * (y * (1 - y)) */
function sigmoid(dy: Value, slope: Value): Value | null {
  for (const [y, rest] of eitherWay(made(slope, 'Mul') ?? [slope, slope])) {
    const [one, again] = made(rest, 'Sub') ?? [];
    if (again === y && isNumber(one, 1) && made(y, 'Sigmoid') && sameShape(dy.shape, y.shape)) {
      return shaped('SigmoidGrad', [y, dy], dy);
    }
  }
  return null;
}

function ofActivation(one: Node): Value | null {
  if (one.op !== 'Mul' || one.outputs[0].dtype !== 'float32') return null;
  for (const [dy, slope] of eitherWay(one.inputs)) {
    const found = relu(dy, slope) ?? tanh(dy, slope) ?? sigmoid(dy, slope);
    if (found) return found;
  }
  return null;
}

/** A sum over all but the last axis: the gradient of a bias. */
function ofBias({ op: name, inputs: [x, axes], attrs, outputs: [out] }: Node): Value | null {
  if (name !== 'Sum' || out.dtype !== 'float32' || x.shape.length < 2 || x.shape.length > 4) return null;
  const keeps = attrs.keep_dims;
  if (!isOverBatch(x, axes) || !('bool' in keeps) || keeps.bool || x.shape.includes(0)) return null;
  return op('BiasAddGrad', [x], T, out);
}

/** bench/passes.mjs, 50 layers of 128: 248 of 3,334 nodes and 7 % of the time less. */
export function gradients(one: Node): readonly Value[] | null {
  const next = ofActivation(one) ?? ofBias(one);
  return next && [next];
}
