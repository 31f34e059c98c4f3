// The MIME bundle of a tensor: its data type, shape and values as TensorFlow.js prints them.
import type { tf } from '../backend';
import type { MimeBundle } from './display';

/** Whether a value is a tensor, of any copy of TensorFlow.js. */
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

/** The MIME bundle of a tensor, as text. */
export const tensorBundle = (tensor: tf.Tensor): MimeBundle => ({
  'text/plain': tensor.isDisposed
    ? `Tensor, disposed\n  dtype: ${tensor.dtype}\n  shape: [${tensor.shape.join(',')}]`
    : tensor.toString(true),
});
