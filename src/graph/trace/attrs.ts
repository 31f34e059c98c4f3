// Types and attributes of tfjs-node's ops, in the terms of the graph.
import { dtypeNumbers, type Binding, type OpAttr } from '../../backend';
import { TraceError } from '../errors';
import type { Attr, Attrs, DType } from '../ir';

const dtypes = Object.fromEntries(
  Object.entries(dtypeNumbers).map(([dtype, number]) => [number, dtype]),
) as Readonly<Record<number, DType>>;

/** @throws {TraceError} for a type that graphs do not hold */
export function graphType(dtype: string): DType {
  if (dtype in dtypeNumbers) return dtype as DType;
  throw new TraceError(`a tensor is of type ${dtype}`, 'A graph holds float32, int32 and bool');
}

/**
 * The type with a number of TensorFlow's.
 *
 * @throws {TraceError} for a type that graphs do not hold
 */
export function typeOfNumber(number: number): DType {
  const dtype = dtypes[number];
  if (dtype !== undefined) return dtype;
  throw new TraceError(
    `a tensor has a type that graphs do not hold (TensorFlow's number ${number})`,
    'A graph holds float32, int32 and bool',
  );
}

/** The attributes of an op that tfjs-node runs. */
export const attrsOf = (native: Binding, attrs: readonly OpAttr[]): Attrs =>
  Object.fromEntries(attrs.map((attr) => [attr.name, attrOf(native, attr)]));

function attrOf(native: Binding, { type, value }: OpAttr): Attr {
  const isList = Array.isArray(value);
  switch (type) {
    case native.TF_ATTR_BOOL:
      return { bool: value as boolean };
    case native.TF_ATTR_INT:
      return isList ? { ints: value as number[] } : { int: value as number };
    case native.TF_ATTR_FLOAT:
      return isList ? { floats: value as number[] } : { float: value as number };
    case native.TF_ATTR_STRING:
      return { string: value as string };
    case native.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    default:
      return { type: typeOfNumber(value as number) };
  }
}
