// Convolutions of all kinds.
import { tf } from '../../../src/backend';
import { fill, numbers, oneHot, type Architecture } from '../architecture';

const L = tf.layers;
const images = (channels: number) => () => [numbers([6, 6, 6, channels], 1)];

const classifier = (name: string, layers: () => tf.layers.Layer[], x: () => tf.Tensor[]): Architecture => ({
  name,
  build: () =>
    fill(tf.sequential({ layers: [...layers(), L.flatten(), L.dense({ units: 3, activation: 'softmax' })] })),
  x,
  y: () => [oneHot(6, 3, 2)],
  loss: ['categoricalCrossentropy'],
});

export const convolutionalKinds: Architecture[] = [
  classifier(
    'convolution and maximum',
    () => [
      L.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 2] }),
      L.maxPooling2d({ poolSize: 2 }),
    ],
    images(2),
  ),
  classifier(
    'separable convolution',
    () => [
      L.separableConv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'tanh',
        depthMultiplier: 2,
        inputShape: [6, 6, 2],
      }),
      L.averagePooling2d({ poolSize: 2 }),
    ],
    images(2),
  ),
  classifier(
    'depthwise convolution, batch norm, ReLU up to 6',
    () => [
      L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false, inputShape: [6, 6, 2] }),
      L.batchNormalization(),
      L.reLU({ maxValue: 6 }),
    ],
    images(2),
  ),
  classifier(
    'transposed convolution',
    () => [
      L.conv2dTranspose({
        filters: 3,
        kernelSize: 2,
        strides: 2,
        activation: 'sigmoid',
        inputShape: [6, 6, 1],
      }),
    ],
    images(1),
  ),
  classifier(
    'channels first',
    () => [
      L.conv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        dataFormat: 'channelsFirst',
        inputShape: [2, 6, 6],
      }),
      L.conv2d({ filters: 2, kernelSize: 2, dataFormat: 'channelsFirst' }),
      L.activation({ activation: 'relu' }),
    ],
    () => [numbers([6, 2, 6, 6], 1)],
  ),
  classifier(
    'convolution over a sequence, strided',
    () => [
      L.conv1d({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'tanh',
        inputShape: [7, 2],
      }),
      L.maxPooling1d({ poolSize: 2 }),
    ],
    () => [numbers([6, 7, 2], 1)],
  ),
  classifier(
    'convolution in three dimensions',
    () => [L.conv3d({ filters: 2, kernelSize: 2, activation: 'elu', inputShape: [3, 4, 4, 1] })],
    () => [numbers([6, 3, 4, 4, 1], 1)],
  ),
  classifier(
    'padding, cropping and upsampling around a convolution',
    () => [
      L.zeroPadding2d({ padding: 1, inputShape: [6, 6, 1] }),
      L.conv2d({ filters: 2, kernelSize: 3, strides: 2 }),
      L.upSampling2d({ size: [2, 2] }),
      L.cropping2D({ cropping: 1 }),
      L.activation({ activation: 'swish' }),
    ],
    images(1),
  ),
];
