// The table of ops that are not elementwise.
import { sizeOf } from '../ir';
import type { Operand } from './builder';
import { convolution } from './convolutions';
import {
  fillAll,
  fillOp,
  join,
  oneHot,
  pad,
  reverse,
  sliceOp,
  split,
  tile,
  transpose,
  unpack,
} from './copies';
import { expectType } from './instructions';
import { float, type Lowering } from './lowering';
import { batchNorm, batchNormGradient } from './norms';
import { batchProduct, product } from './products';
import { biasGradient, crossEntropy, halfSquares, reduction, softmax } from './reductions';

const alias: Lowering = (builder, { inputs: [x], outputs: [out] }) => {
  builder.set(out, builder.view(x!));
};

const leakyRelu: Lowering = (builder, { op, inputs: [x], attrs, outputs: [out] }) => {
  expectType(op, out, 'float32');
  const operands = [
    { view: builder.view(x!), kind: 'full' },
    { view: builder.number(float(attrs, 'alpha')), kind: 'scalar' },
  ] as const;
  const rows = out.shape[0] ?? 0;
  const step = { name: 'leakyRelu', operands, to: builder.result(out) };
  builder.elementwise(sizeOf(out.shape), 0, [step], { rows });
};

/** So many summands are one operation. */
const SUMMANDS_AT_ONCE = 16;

const sumOfAll: Lowering = (builder, { op, inputs, outputs: [out] }) => {
  expectType(op, out, 'float32');
  const to = builder.result(out);
  const rows = out.shape[0] ?? 0;
  const summands = inputs.map((value) => ({ view: builder.view(value), kind: 'full' }) as const);
  let sum: Operand = summands[0]!;
  for (let from = 1; from < summands.length; from += SUMMANDS_AT_ONCE) {
    const some = summands.slice(from, from + SUMMANDS_AT_ONCE);
    const isLast = from + SUMMANDS_AT_ONCE >= summands.length;
    const total = isLast ? to : builder.temporary(sizeOf(out.shape));
    const steps = some.map((summand, i) => ({
      name: 'add',
      operands: [i === 0 ? sum : { step: i - 1 }, summand],
      to: i === some.length - 1 ? total : null,
    }));
    builder.elementwise(sizeOf(out.shape), 0, steps, { rows });
    sum = { view: total, kind: 'full' };
  }
  if (summands.length === 1)
    builder.elementwise(sizeOf(out.shape), 0, [{ name: 'copy', operands: [sum], to }], { rows });
};

/** The operations of each op that is not elementwise. */
export const operators: Readonly<Record<string, Lowering>> = {
  AddN: sumOfAll,
  BatchMatMulV2: batchProduct,
  BiasAddGrad: biasGradient,
  ConcatV2: join,
  Conv2D: convolution('forward'),
  Conv2DBackpropFilter: convolution('toKernel'),
  Conv2DBackpropInput: convolution('toInput'),
  ExpandDims: alias,
  Fill: fillOp,
  FusedBatchNorm: batchNorm,
  FusedBatchNormGrad: batchNormGradient,
  L2Loss: halfSquares,
  LeakyRelu: leakyRelu,
  MatMul: product,
  Max: reduction('max'),
  Mean: reduction('mean'),
  Min: reduction('min'),
  OneHot: oneHot,
  OnesLike: fillAll(1),
  Pack: join,
  PadV2: pad,
  Prod: reduction('prod'),
  Reshape: alias,
  ReverseV2: reverse,
  Slice: sliceOp,
  Softmax: softmax,
  SoftmaxCrossEntropyWithLogits: crossEntropy,
  SplitV: split,
  Squeeze: alias,
  Sum: reduction('sum'),
  Tile: tile,
  Transpose: transpose,
  Unpack: unpack,
  ZerosLike: fillAll(0),
  _FusedMatMul: product,
};
