// Reductions, softmax and cross-entropy.
import { sizeOf } from '../ir';
import { reductionAxes } from '../passes/match';
import { all, byRows, type Builder } from './builder';
import { permuted } from './copies';
import {
  expectType,
  INSTRUCTIONS,
  isWhole,
  placeOf,
  unsupported,
  type Block,
  type View,
} from './instructions';
import type { Lowering } from './lowering';

const REDUCTIONS = { sum: 0, mean: 1, max: 2, min: 3, halfSquares: 4, prod: 5 } as const;

function reduceMiddle(
  builder: Builder,
  kind: keyof typeof REDUCTIONS,
  [outer, length, inner]: readonly [number, number, number],
  from: View,
  to: View,
): void {
  if (outer * inner === 0) return;
  const isSum = kind === 'sum' || (kind === 'halfSquares' && inner === 1);
  const block: Block = {
    kind: 'sum',
    rows: inner === 1 ? 0 : length,
    size: length * inner,
    byRows: new Set(isWhole(from) ? [from.buffer] : []),
    code: () => [INSTRUCTIONS.reduce, REDUCTIONS[kind], 1, length, inner, placeOf(from), placeOf(to)],
  };
  builder.emit(
    [inner === 1 && outer > 1 ? byRows(from) : all(from)],
    [to],
    20 + outer * length * inner * 0.05,
    (begin, end) => [
      INSTRUCTIONS.reduce,
      REDUCTIONS[kind],
      outer > 1 ? end - begin : 1,
      length,
      inner,
      placeOf(from) + (outer > 1 ? begin * length * inner : 0),
      placeOf(to) + (outer > 1 ? begin * inner : 0),
    ],
    outer > 1 ? { rows: outer } : isSum && outer === 1 ? { block } : {},
  );
}

export const reduction =
  (kind: keyof typeof REDUCTIONS): Lowering =>
  (builder, node) => {
    const {
      op,
      inputs: [x, axes],
      outputs: [out],
    } = node;
    expectType(op, x!, 'float32');
    const reduced = reductionAxes(x!, axes!) ?? unsupported(`${op} over axes that are not constant`);
    const { shape } = x!;
    const source = builder.view(x!);
    const to = builder.result(out);
    // Axes of one entry belong to any side.
    const isReduced = (axis: number): boolean => reduced.includes(axis);
    const real = shape.flatMap((d, axis) => (d === 1 ? [] : [axis]));
    const first = real.findIndex(isReduced);
    const last = real.findLastIndex(isReduced);
    const size = (part: readonly number[]): number => sizeOf(part.map((axis) => shape[axis]!));
    if (first < 0) {
      reduceMiddle(builder, kind, [1, 1, sizeOf(shape)], source, to);
      return;
    }
    const middle = real.slice(first, last + 1);
    if (middle.every(isReduced)) {
      reduceMiddle(
        builder,
        kind,
        [size(real.slice(0, first)), size(middle), size(real.slice(last + 1))],
        source,
        to,
      );
      return;
    }
    // The axes that stay go first.
    const order = [...real.filter((axis) => !isReduced(axis)), ...real.filter(isReduced)];
    const moved = permuted(builder, source, shape, order);
    const kept = size(real.filter((axis) => !isReduced(axis)));
    reduceMiddle(builder, kind, [kept, sizeOf(shape) / kept, 1], moved, to);
  };

export const halfSquares: Lowering = (builder, { inputs: [x], outputs: [out] }) => {
  reduceMiddle(builder, 'halfSquares', [1, sizeOf(x!.shape), 1], builder.view(x!), builder.result(out));
};

export const biasGradient: Lowering = (builder, { inputs: [dy], outputs: [out] }) => {
  const channels = out.shape[0]!;
  const from = builder.view(dy!);
  reduceMiddle(builder, 'sum', [1, sizeOf(dy!.shape) / channels, channels], from, builder.result(out));
};

export const crossEntropy: Lowering = (builder, { op, inputs: [logits, labels], outputs }) => {
  const [rows, classes] = logits!.shape as [number, number];
  if (labels!.shape.join() !== logits!.shape.join()) unsupported(`${op} that broadcasts`);
  const [z, y] = [builder.view(logits!), builder.view(labels!)];
  const [losses, gradients] = [builder.result(outputs[0]), builder.result(outputs[1]!)];
  builder.emit(
    [byRows(z), byRows(y)],
    [losses, gradients],
    rows * (30 + classes * 1.5),
    (begin, end) => [
      INSTRUCTIONS.crossEntropy,
      ...[begin, end, classes],
      ...[z, y, losses, gradients].map(placeOf),
    ],
    { rows },
  );
};

export const softmax: Lowering = (builder, { inputs: [z], outputs: [out] }) => {
  const classes = out.shape.at(-1)!;
  const rows = sizeOf(out.shape) / classes;
  const [from, to] = [builder.view(z!), builder.result(out)];
  if (!(rows > 0)) return;
  const code = (begin: number, end: number): number[] => [
    INSTRUCTIONS.softmax,
    ...[begin, end, classes, placeOf(from), placeOf(to)],
  ];
  builder.emit([byRows(from)], [to], rows * (20 + classes), code, { rows });
};
