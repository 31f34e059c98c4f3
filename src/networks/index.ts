export { type Normalization } from './blocks';
export { convolutional, type ConvolutionalSpec } from './convolutional';
export { highway, type HighwaySpec } from './highway';
export { mlp, type MlpSpec } from './mlp';
export { recurrent, type RecurrentSpec } from './recurrent';
export { residual, type ResidualSpec } from './residual';
