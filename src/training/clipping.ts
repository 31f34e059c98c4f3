// Gradient clipping, against explosion.
import { tf } from '../backend';
import { checkKeys, nonNegative } from '../errors';

export interface ClipOptions {
  /** The greatest norm of all gradients together; larger ones are scaled down (Pascanu et al. 2013, algorithm 1). */
  readonly norm?: number;
  /** The greatest absolute value of any entry; applied before the norm. */
  readonly value?: number;
}

/** Checks what is asked for. */
export function clipOptions(where: string, clip: ClipOptions | undefined): ClipOptions {
  if (clip === undefined) return {};
  checkKeys(where, 'clip', clip, ['norm', 'value']);
  for (const [key, limit] of Object.entries(clip)) nonNegative(where, `clip.${key}`, limit);
  return clip;
}

type Gradients = Record<string, tf.Tensor>;

/** The L2 norm of all gradients together, as a scalar tensor. */
export const globalNorm = (grads: Gradients): tf.Scalar =>
  tf.tidy(() => tf.sqrt(tf.addN(Object.values(grads).map((grad) => tf.sum(tf.square(grad))))) as tf.Scalar);

/** Clipped gradients, and the global norm that they had before. Call it within tf.tidy. */
export function clipGradients(
  grads: Gradients,
  { norm, value }: ClipOptions,
): { grads: Gradients; norm: tf.Scalar } {
  const map = (from: Gradients, f: (grad: tf.Tensor) => tf.Tensor): Gradients =>
    Object.fromEntries(Object.entries(from).map(([name, grad]) => [name, f(grad)]));
  const before = globalNorm(grads);
  const byValue = value === undefined ? grads : map(grads, (grad) => tf.clipByValue(grad, -value, value));
  if (norm === undefined) return { grads: byValue, norm: before };
  const total = value === undefined ? before : globalNorm(byValue);
  const factor = tf.minimum(1, tf.div(norm, tf.add(total, 1e-6))); // torch.nn.utils.clip_grad_norm_ adds it too
  return { grads: map(byValue, (grad) => tf.mul(grad, factor)), norm: before };
}
