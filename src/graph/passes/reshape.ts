// A reshape of a value without a chain of Reshapes.
import { constant, dataOf, intVector, op, sameShape, type Value } from '../ir';
import { beforeReshape } from './match';

/** A value in another shape; it is no Reshape of a Reshape, and none at all where the shape is the same or the value constant. */
export function reshape(x: Value, shape: readonly number[]): Value {
  const origin = beforeReshape(x);
  if (sameShape(origin.shape, shape)) return origin;
  const data = dataOf(origin);
  if (data) return constant(data, shape, origin.dtype);
  const attrs = { T: { type: origin.dtype }, Tshape: { type: 'int32' } } as const;
  return op('Reshape', [origin, intVector(shape)], attrs, { shape, dtype: origin.dtype });
}
