export { type Normalization } from './blocks';
export { build, type NetworkSpec } from './build';
export { convolutional, type ConvolutionalSpec } from './convolutional';
export { highway, type HighwaySpec } from './highway';
export { mlp, type MlpSpec } from './mlp';
export { recurrent, type RecurrentSpec } from './recurrent';
export { residual, type ResidualSpec } from './residual';
