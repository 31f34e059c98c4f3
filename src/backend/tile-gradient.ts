// The gradient of tile as one sum. tfjs's own slices out every copy and adds them one by one: of a layer normalisation, which tiles
// its mean, its variance and its gain, that takes several ops for each example and each unit.
import { tf } from './tensorflow';

/** Sums the gradients of all copies: each axis of dy is a number of copies and the size of one. */
function tileGradient(dy: tf.Tensor, shape: readonly number[], reps: readonly number[]): tf.Tensor {
  const isTiled = (axis: number): boolean => reps[axis] !== 1;
  const split = shape.flatMap((size, axis) => (isTiled(axis) ? [reps[axis]!, size] : [size]));
  const copies = shape.flatMap((_, axis) => (isTiled(axis) ? [true, false] : [false]));
  const axes = copies.flatMap((isCopies, axis) => (isCopies ? [axis] : []));
  return tf.sum(tf.reshape(dy, split), axes);
}

tf.registerGradient({
  kernelName: 'Tile',
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({
    x: () => tileGradient(dy as tf.Tensor, x!.shape, attrs.reps as number[]),
  }),
});
