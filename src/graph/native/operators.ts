// The table of ops that are not elementwise.
import { sizeOf } from '../ir';
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

/** The operations of each op that is not elementwise. */
export const operators: Readonly<Record<string, Lowering>> = {
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
