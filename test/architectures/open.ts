// Architectures that `train` does not take yet.
export const open: readonly string[] = [
  'class weights, labels',
  'class weights, one-hot rows',
  'encoder and decoder: the states of one begin the other',
  'a model of Keras 3: words and numbers in, a kind and a size out',
  'two inputs, joined',
  'two outputs, a loss each',
  'two outputs, one of them in the middle of the other’s way, one loss for both',
  'two inputs and two outputs, class weights for one',
  'twins: one model for two inputs, and the distance between what it makes of them',
];
