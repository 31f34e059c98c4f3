// Ops that copy: parts of a value, values side by side, axes in another order, constants.
import { dataOf, sameShape, sizeOf, splatOf, type Node, type Value } from '../ir';
import { intsOf } from '../passes/match';
import { all, stridesOf, type Builder } from './builder';
import { bitsOf, expectType, INSTRUCTIONS, placeOf, unsupported, type View } from './instructions';
import { constantInts, int, type Lowering } from './lowering';

/** Copies a value with its axes in another order; axes of one entry may be left out. */
export function permuted(
  builder: Builder,
  from: View,
  shape: readonly number[],
  order: readonly number[],
  to: View = builder.temporary(sizeOf(shape)),
): View {
  const strides = stridesOf(shape);
  const target = stridesOf(order.map((axis) => shape[axis]!));
  builder.copy(
    from,
    to,
    order.map((axis, i) => [shape[axis]!, strides[axis]!, target[i]!] as const),
    sizeOf(shape),
  );
  return to;
}

export const transpose: Lowering = (builder, node) => {
  const [x] = node.inputs;
  permuted(builder, builder.view(x!), x!.shape, constantInts(node, 1), builder.result(node.outputs[0]));
};

export function fillWith(builder: Builder, to: View, size: number, value: number): void {
  if (size === 0) return;
  builder.emit([], [to], 20 + size * 0.05, () => [INSTRUCTIONS.fill, size, placeOf(to), bitsOf(value)]);
}

/** Copies a block of a larger value, or into one. */
function copyBlock(
  builder: Builder,
  [from, fromShape]: readonly [View, readonly number[]],
  [to, toShape]: readonly [View, readonly number[]],
  block: readonly number[],
): void {
  const [source, target] = [stridesOf(fromShape), stridesOf(toShape)];
  builder.copy(
    from,
    to,
    block.map((d, i) => [d, source[i]!, target[i]!] as const),
    sizeOf(block),
  );
}
const shift = (view: View, shape: readonly number[], begin: readonly number[]): View => ({
  buffer: view.buffer,
  offset: view.offset + stridesOf(shape).reduce((sum, stride, i) => sum + stride * begin[i]!, 0),
  size: 0, // its user knows
});

/** A block of a value: where it lies in one piece, no copy is made. */
function slice(builder: Builder, x: Value, begin: readonly number[], out: Value): void {
  const from = shift(builder.view(x), x.shape, begin);
  const axis = x.shape.findIndex((d, i) => d !== out.shape[i]);
  const isWhole =
    axis < 0 ||
    (x.shape.slice(0, axis).every((d) => d === 1) &&
      sameShape(x.shape.slice(axis + 1), out.shape.slice(axis + 1)));
  if (isWhole && !builder.isInPlace(out)) builder.set(out, { ...from, size: sizeOf(out.shape) });
  else copyBlock(builder, [from, x.shape], [builder.result(out), out.shape], out.shape);
}

export const sliceOp: Lowering = (builder, node) => {
  slice(builder, node.inputs[0]!, constantInts(node, 1), node.outputs[0]);
};

export const split: Lowering = (builder, node) => {
  const [x] = node.inputs;
  const [given = 0] = constantInts(node, 2);
  const axis = given < 0 ? given + x!.shape.length : given;
  let at = 0;
  for (const out of node.outputs) {
    slice(
      builder,
      x!,
      x!.shape.map((_, i) => (i === axis ? at : 0)),
      out,
    );
    at += out.shape[axis]!;
  }
};

export const unpack: Lowering = (builder, { inputs: [x], attrs, outputs }) => {
  const given = int(attrs, 'axis');
  const axis = given < 0 ? given + x!.shape.length : given;
  const block = x!.shape.map((d, i) => (i === axis ? 1 : d));
  const isWhole = x!.shape.slice(0, axis).every((d) => d === 1);
  outputs.forEach((out, at) => {
    const from = shift(
      builder.view(x!),
      x!.shape,
      block.map((_, i) => (i === axis ? at : 0)),
    );
    if (isWhole && !builder.isInPlace(out)) builder.set(out, { ...from, size: sizeOf(out.shape) });
    else copyBlock(builder, [from, x!.shape], [builder.result(out), block], block);
  });
};

/** The parts that a value is made of side by side along an axis, with the axis; null for other nodes. */
export function partsOf(node: Node): { readonly parts: readonly Value[]; readonly axis: number } | null {
  const { op, inputs, attrs, outputs } = node;
  const rank = outputs[0].shape.length;
  const positive = (axis: number): number => (axis < 0 ? axis + rank : axis);
  if (op === 'Pack') return { parts: inputs, axis: positive(int(attrs, 'axis')) };
  if (op !== 'ConcatV2') return null;
  const [axis] = intsOf(inputs.at(-1)!) ?? [];
  return axis === undefined ? null : { parts: inputs.slice(0, -1), axis: positive(axis) };
}

export const join: Lowering = (builder, node) => {
  const { parts, axis } = partsOf(node) ?? unsupported(`${node.op} along an axis that is not constant`);
  const [out] = node.outputs;
  const to = builder.result(out);
  let at = 0;
  for (const part of parts) {
    const size = node.op === 'Pack' ? 1 : part.shape[axis]!;
    const block = out.shape.map((d, i) => (i === axis ? size : d));
    const place = shift(
      to,
      out.shape,
      block.map((_, i) => (i === axis ? at : 0)),
    );
    at += size;
    if (!builder.isInPlace(part)) copyBlock(builder, [builder.view(part), block], [place, out.shape], block);
  }
};

export const tile: Lowering = (builder, node) => {
  const [x] = node.inputs;
  const [out] = node.outputs;
  const multiples = constantInts(node, 1);
  const [from, to] = [stridesOf(x!.shape), stridesOf(out.shape)];
  const axes = x!.shape.flatMap((d, i) => [
    [multiples[i]!, 0, d * to[i]!] as const,
    [d, from[i]!, to[i]!] as const,
  ]);
  if (axes.filter(([d]) => d !== 1).length > 6) unsupported('Tile along more than three axes');
  builder.copy(builder.view(x!), builder.result(out), axes, sizeOf(out.shape));
};

export const reverse: Lowering = (builder, node) => {
  const [x] = node.inputs;
  const axes = constantInts(node, 1).map((axis) => (axis < 0 ? axis + x!.shape.length : axis));
  const strides = stridesOf(x!.shape);
  const from = shift(
    builder.view(x!),
    x!.shape,
    x!.shape.map((d, i) => (axes.includes(i) ? d - 1 : 0)),
  );
  const steps = x!.shape.map(
    (d, i) => [d, axes.includes(i) ? -strides[i]! : strides[i]!, strides[i]!] as const,
  );
  builder.copy(from, builder.result(node.outputs[0]), steps, sizeOf(x!.shape));
};

export const pad: Lowering = (builder, node) => {
  const [x, , value] = node.inputs;
  const [out] = node.outputs;
  expectType(node.op, out, 'float32');
  const before = constantInts(node, 1).filter((_, i) => i % 2 === 0);
  const filler = value ? splatOf(value) : 0;
  if (filler === null) unsupported(`${node.op} with a value that is not constant`);
  const [from, to] = [builder.view(x!), builder.result(out)];
  const [size, { shape }] = [sizeOf(out.shape), x!];
  if (size === 0) return;
  const [steps, target] = [stridesOf(shape), stridesOf(out.shape)];
  builder.emit([all(from)], [to], 20 + size * 0.2, () => {
    const filled = [INSTRUCTIONS.fill, size, placeOf(to), bitsOf(filler)];
    if (sizeOf(shape) === 0) return filled;
    const axes = shape.flatMap((d, i) => [d, steps[i]!, target[i]!]);
    const places = [placeOf(from), placeOf(shift(to, out.shape, before))];
    return [...filled, INSTRUCTIONS.copyAxes, shape.length, ...axes, ...places];
  });
};

export const fillOp: Lowering = (builder, { op, inputs: [, value], outputs: [out] }) => {
  expectType(op, out, 'float32');
  const data = dataOf(value!) ?? unsupported(`${op} with a value that is not constant`);
  fillWith(builder, builder.result(out), sizeOf(out.shape), data[0]!);
};
export const fillAll =
  (value: number): Lowering =>
  (builder, { op, outputs: [out] }) => {
    expectType(op, out, 'float32', 'bool');
    fillWith(builder, builder.result(out), sizeOf(out.shape), value);
  };

export const oneHot: Lowering = (builder, { op, inputs: [indices, , on, off], attrs, outputs: [out] }) => {
  expectType(op, out, 'float32', 'int32');
  expectType(op, indices!, 'int32');
  const bits = out.dtype === 'int32' ? Math.trunc : bitsOf;
  const [high, low] = [splatOf(on!), splatOf(off!)];
  const axis = int(attrs, 'axis');
  if (high === null || low === null || (axis !== -1 && axis !== out.shape.length - 1))
    unsupported(`${op} of this kind`);
  const [from, to] = [builder.view(indices!), builder.result(out)];
  const rows = sizeOf(indices!.shape);
  const classes = out.shape.at(-1)!;
  builder.emit([all(from)], [to], 20 + rows * classes * 0.3, () => [
    INSTRUCTIONS.oneHot,
    ...[rows, classes, placeOf(from), bits(high), bits(low), placeOf(to)],
  ]);
};
