// The gradient of tile by one sum for each axis. tfjs's own slices out every copy and adds them one by one: of a layer normalisation,
// which tiles its mean, its variance and its gain, that takes several ops for each example and each unit.
import { tf } from './tensorflow';

const { sizeFromShape } = tf.util;

/** Sums the gradients of all copies, one axis after another: as tensors of three axes, which every backend sums. */
function tileGradient(dy: tf.Tensor, shape: readonly number[], reps: readonly number[]): tf.Tensor {
  const sizes = [...dy.shape];
  let sum = dy;
  shape.forEach((size, axis) => {
    if (reps[axis] === 1) return;
    const copies = [
      sizeFromShape(sizes.slice(0, axis)),
      reps[axis]!,
      size * sizeFromShape(sizes.slice(axis + 1)),
    ];
    sum = tf.sum(tf.reshape(sum, copies), 1);
    sizes[axis] = size;
  });
  return tf.reshape(sum, [...shape]);
}

tf.registerGradient({
  kernelName: 'Tile',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({
    x: () => tileGradient(dy as tf.Tensor, x!.shape, attrs.reps as number[]),
  }),
});
