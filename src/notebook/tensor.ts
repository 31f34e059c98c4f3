// A tensor in words: data type, shape, and its first and last values, as TensorFlow.js writes them.
import type { tf } from '../backend';
import type { Bundle } from './display';

/** Whichever copy of TensorFlow.js made it. */
export const isTensorLike = (value: unknown): value is tf.Tensor => {
  const tensor = value as Partial<tf.Tensor> | null;
  return (
    typeof tensor === 'object' &&
    tensor !== null &&
    typeof tensor.dataSync === 'function' &&
    Array.isArray(tensor.shape) &&
    typeof tensor.dtype === 'string'
  );
};

export const tensorBundle = (tensor: tf.Tensor): Bundle => ({
  'text/plain': tensor.isDisposed
    ? `Tensor, disposed\n  dtype: ${tensor.dtype}\n  shape: [${tensor.shape.join(',')}]`
    : tensor.toString(true),
});
