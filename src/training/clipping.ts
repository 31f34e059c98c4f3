// Gradient clipping, against exploding gradients.
import { tf } from '../backend';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';

/** The limits of the gradient; by default there are none. */
export interface ClipOptions {
  /** The greatest L2 norm of all gradients together, above 0; larger ones are scaled down (Pascanu et al. 2013, algorithm 1). */
  readonly norm?: number;
  /** The greatest absolute value of any entry, above 0; it is applied before the norm. */
  readonly value?: number;
}

const SCHEMA = {
  norm: option.nonNegative(),
  value: option.nonNegative(),
} satisfies Schema<ClipOptions>;

/** Limits after their check. */
export type Clipping = Checked<typeof SCHEMA>;

/** @throws {TypeError | RangeError} that names the limit that is not right */
export function checkClipping(where: string, name: string, clip: unknown): Clipping {
  const checked = checkOptions(where, name, clip, SCHEMA, `${name}.`);
  for (const limit of ['norm', 'value'] as const)
    if (checked[limit] === 0)
      throw new RangeError(`${where}: ${name}.${limit} must be above 0; got 0, which leaves no gradient`);
  return checked;
}

/** No limit at all. */
export const NO_CLIPPING: Clipping = { norm: undefined, value: undefined };

type Gradients = Record<string, tf.Tensor>;

/** The L2 norm of all gradients together, as a scalar tensor. */
export const globalNorm = (grads: Gradients): tf.Scalar =>
  tf.tidy(() => tf.sqrt(tf.addN(Object.values(grads).map((grad) => tf.sum(tf.square(grad))))) as tf.Scalar);

/** Clipped gradients, and the global norm before clipping. Call it within tf.tidy. */
export function clipGradients(
  grads: Gradients,
  { norm, value }: Clipping,
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
