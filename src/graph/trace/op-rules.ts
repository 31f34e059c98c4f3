// The rules by which ops of tfjs-node become nodes. An op without a row here can't be traced.
import type { Attrs, DType } from '../ir';

export interface OpRule {
  /** The attributes that the node must have: unlike an op that runs at once, a node has no defaults for them. */
  readonly attrs: readonly string[];
  /** Whether its attribute T is the type of its first input, whatever tfjs-node gives: true of reductions. */
  readonly takesInputType?: boolean;
  /** Why the op can't be part of a graph, and what to write instead. */
  readonly never?: readonly [what: string, instead: string];
}

const rows: Record<string, OpRule> = {};
const add = (attrs: string, names: string): void => {
  for (const name of names.split(/\s+/)) rows[name] = { attrs: attrs === '' ? [] : attrs.split(' ') };
};

// One row a group of ops with the same attributes.
add(
  'T',
  `Abs Acos Acosh Add AddV2 Asin Asinh Atan Atan2 Atanh Ceil Cos Cosh Div DivNoNan Elu EluGrad Equal Erf Exp Expm1 Floor
   FloorDiv FloorMod Greater GreaterEqual Identity IsFinite IsInf IsNan Less LessEqual Log Log1p Maximum Minimum Mul Neg
   NotEqual OnesLike Pow RealDiv Reciprocal Relu Relu6 Round Rsqrt Select Selu Sigmoid Sign Sin Sinh Softmax Softplus Sqrt
   Square SquaredDifference Sub Tan Tanh ZerosLike BroadcastArgs Diag`,
);
for (const name of ['Sum', 'Mean', 'Prod', 'Max', 'Min'])
  rows[name] = { attrs: ['T', 'Tidx', 'keep_dims'], takesInputType: true };
add('Tidx keep_dims', 'All Any');
add('', 'LogicalAnd LogicalOr LogicalNot');
add('T Tshape', 'Reshape');
add('T Tdim', 'ExpandDims');
add('T Tperm', 'Transpose');
add('T Tmultiples', 'Tile');
add('T Tidx', 'ReverseV2');
add('T Tidx exclusive reverse', 'Cumsum Cumprod');
add('T Tpaddings', 'PadV2');
add('T Tpaddings mode', 'MirrorPad');
add('T Index', 'Slice');
add('T Index begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask', 'StridedSlice');
add('T N Tidx', 'ConcatV2');
add('T N', 'AddN');
add('T N axis', 'Pack');
add('T num axis', 'Unpack');
add('T Tlen num_split', 'SplitV');
add('T index_type', 'Fill');
add('T TI axis', 'OneHot');
add('SrcT DstT Truncate', 'Cast');
add('T Tidx output_type', 'ArgMax ArgMin');
add('Tparams Tindices Taxis batch_dims', 'GatherV2');
add('Tparams Tindices', 'GatherNd');
add('T Tindices', 'ScatterNd TensorScatterUpdate');
add('T Tindices Tnumsegments', 'UnsortedSegmentSum');
add('T Tindices validate_indices', 'SparseToDense');
add('T', 'Bincount LinSpace');
add('Tidx', 'Range');
add('T sorted', 'TopKV2');
add('T adj_x adj_y', 'BatchMatMulV2');
add('T alpha', 'LeakyRelu');
add('T N equation', 'Einsum');
add('T strides padding data_format dilations', 'Conv2D Conv2DBackpropInput Conv2DBackpropFilter Conv3D');
add('T strides padding data_format dilations', 'Conv3DBackpropInputV2 Conv3DBackpropFilterV2');
add('T strides padding data_format dilations', 'DepthwiseConv2dNative');
add(
  'T strides padding data_format dilations',
  'DepthwiseConv2dNativeBackpropInput DepthwiseConv2dNativeBackpropFilter',
);
add('T strides rates padding', 'Dilation2D Dilation2DBackpropInput Dilation2DBackpropFilter');
add('T ksize strides padding data_format', 'MaxPool MaxPoolGrad AvgPool AvgPoolGrad MaxPool3D AvgPool3D');
add('T ksize strides padding data_format', 'MaxPool3DGrad AvgPool3DGrad');
add('T epsilon data_format is_training', 'FusedBatchNorm');
add('T depth_radius bias alpha beta', 'LRN LRNGrad');
add('T block_size data_format', 'DepthToSpace');
add('T Tblock_shape Tcrops', 'BatchToSpaceND');
add('T Tblock_shape Tpaddings', 'SpaceToBatchND');
add('T align_corners half_pixel_centers', 'ResizeBilinear ResizeNearestNeighbor ResizeBilinearGrad');
add('T align_corners half_pixel_centers', 'ResizeNearestNeighborGrad');
add('T method extrapolation_value', 'CropAndResize');

const never = (names: string, what: string, instead: string): void => {
  for (const name of names.split(/\s+/)) rows[name] = { attrs: [], never: [what, instead] };
};
never(
  'Where UniqueV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5',
  'gives a tensor whose shape depends on values, and a graph has fixed shapes',
  'Work it out before the call and pass the result, or use a mask: tf.where(condition, a, b)',
);
never(
  'Complex ComplexAbs Real Imag Conj FFT IFFT RFFT IRFFT',
  'works with complex numbers, and a graph holds float32, int32 and bool',
  'Leave this part outside of the compiled function',
);
never(
  'Multinomial',
  'draws random numbers, and a graph would have to draw them as tfjs does',
  'Wrap it: fresh(() => tf.multinomial(…))',
);
never(
  'DecodeJpeg DecodePng DecodeGif DecodeBmp SummaryWriter CreateSummaryFileWriter WriteScalarSummary WriteSummary FlushSummaryWriter StaticRegexReplace',
  'reads or writes outside of the graph',
  'Do it before or after the call',
);

/** The rules by the names of the ops. */
export const opRules: Readonly<Record<string, OpRule>> = rows;

/** Adds the attributes that a rule asks for and an op came without, from what its inputs are. */
export function completeAttrs(rule: OpRule, attrs: Attrs, inputs: readonly { dtype: DType }[]): Attrs {
  const [first] = inputs;
  const inputType: Attrs = first ? { T: { type: first.dtype } } : {};
  const given = rule.takesInputType && attrs.T ? { ...attrs, ...inputType } : attrs;
  const missing = rule.attrs.filter((name) => !(name in given));
  if (missing.length === 0) return given;
  return {
    ...given,
    ...(missing.includes('T') ? inputType : {}),
    ...(missing.includes('N') ? { N: { int: inputs.length } } : {}), // TensorFlow has a default for the rest
  };
}
