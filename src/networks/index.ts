// The public face of networks.
export { type Normalization } from './blocks';
export { build, type NetworkSpec } from './build';
export { convolutional, type ConvolutionalSpec } from './convolutional';
export { highway, type HighwaySpec } from './highway';
export { checkedMlp, mlp, type CheckedMlp, type MlpSpec } from './mlp';
export { recurrent, type ChronoBias, type RecurrentSpec } from './recurrent';
export { checkedResidual, residual, type CheckedResidual, type ResidualSpec } from './residual';
