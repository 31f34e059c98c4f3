// Products of matrices, with bias and activation.
import { sizeOf } from '../ir';
import { all, byRows } from './builder';
import { fillWith } from './copies';
import type { StepName } from './elementwise';
import {
  expectType,
  INSTRUCTIONS,
  isWhole,
  placeFrom,
  placeOf,
  unsupported,
  type Block,
} from './instructions';
import { flag, type Lowering } from './lowering';

export const EFFICIENCY = 0.006; // nanoseconds a floating-point operation
/** A smaller second matrix, laid out in panels, is small enough for native/product.h. */
const [MOST_PACKED, WIDEST_PANEL] = [65536, 32];

export const product: Lowering = (builder, { op, inputs: [a, b, bias], attrs, outputs: [out] }) => {
  expectType(op, out, 'float32');
  const [transA, transB] = [flag(attrs, 'transpose_a'), flag(attrs, 'transpose_b')];
  const [m, n] = out.shape as [number, number];
  const k = a!.shape[transA ? 0 : 1]!;
  const [from, by, to] = [builder.view(a!), builder.view(b!), builder.result(out)];
  const [lda, ldb] = [a!.shape[1]!, b!.shape[1]!];
  if (m * n === 0) return;
  if (k === 0) {
    fillWith(builder, to, m * n, 0);
    return;
  }
  const code = (begin: number, end: number): number[] => [
    INSTRUCTIONS.product,
    ...[Number(transA), Number(transB), end - begin, n, k],
    placeOf(from) + begin * (transA ? 1 : lda),
    placeOf(by),
    placeFrom(to, begin * n),
    ...[lda, ldb, n, 0],
  ];
  const isSmall = (n + WIDEST_PANEL) * k <= MOST_PACKED && isWhole(to);
  const read = new Set(!transA && isWhole(from) && from.buffer !== by.buffer ? [from.buffer] : []);
  const block: Block = { kind: 'product', rows: m, size: m * n, byRows: read, code };
  builder.emit(
    [transA ? all(from) : byRows(from), all(by)],
    [to],
    50 + 2 * m * n * k * EFFICIENCY,
    code,
    isSmall ? { rows: m, block } : { rows: m },
  );
  if (!bias) return;
  const ops = attrs.fused_ops && 'strings' in attrs.fused_ops ? attrs.fused_ops.strings : [];
  const activation = FUSED_ACTIVATIONS[ops[1] ?? ''];
  if (ops[0] !== 'BiasAdd' || (ops.length > 1 && !activation)) unsupported(`${op} with ${ops.join(', ')}`);
  const operands = [
    { view: to, kind: 'full' },
    { view: builder.view(bias), kind: 'row' },
  ] as const;
  const steps = activation
    ? [
        { name: 'add', operands, to: null },
        { name: activation, operands: [{ step: 0 }], to },
      ]
    : [{ name: 'add', operands, to }];
  builder.elementwise(m * n, n, steps, { rows: m });
};
const FUSED_ACTIVATIONS: Readonly<Record<string, StepName>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Tanh: 'tanh',
  Sigmoid: 'sigmoid',
  Elu: 'elu',
};

export const batchProduct: Lowering = (builder, { op, inputs: [a, b], attrs, outputs: [out] }) => {
  expectType(op, out, 'float32');
  const [transA, transB] = [flag(attrs, 'adj_x'), flag(attrs, 'adj_y')];
  const [m, n] = out.shape.slice(-2) as [number, number];
  const [lda, ldb] = [a!.shape.at(-1)!, b!.shape.at(-1)!];
  const k = a!.shape.at(transA ? -2 : -1)!;
  const count = sizeOf(out.shape.slice(0, -2));
  const [countA, countB] = [sizeOf(a!.shape.slice(0, -2)), sizeOf(b!.shape.slice(0, -2))];
  if ((countA !== count && countA !== 1) || (countB !== count && countB !== 1))
    unsupported(`${op} that broadcasts`);
  const [from, by, to] = [builder.view(a!), builder.view(b!), builder.result(out)];
  if (m * n * count === 0) return;
  if (k === 0) {
    fillWith(builder, to, m * n * count, 0);
    return;
  }
  for (let i = 0; i < count; i++) {
    builder.emit([all(from), all(by)], [to], 50 + 2 * m * n * k * EFFICIENCY, () => [
      INSTRUCTIONS.product,
      ...[Number(transA), Number(transB), m, n, k],
      placeOf(from) + (countA === 1 ? 0 : i * m * k),
      placeOf(by) + (countB === 1 ? 0 : i * n * k),
      placeOf(to) + i * m * n,
      ...[lda, ldb, n, 0],
    ]);
  }
};
