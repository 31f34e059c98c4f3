// One training step: forward, backward, and what is looked at on the way.
import { releaseTape, scope, tf } from '../backend';
import { gradientsOf, type Observer, type PassContext } from '../hooks';
import { clipGradients, type ClipOptions } from './clipping';
import { recordUpdate } from './updates';

export interface StepContext extends PassContext {
  readonly optimizer: tf.Optimizer;
  readonly clip: ClipOptions;
}

export interface StepResult {
  readonly loss: number;
  /** Of all gradients together, before clipping. */
  readonly gradientNorm: number;
  /** The fraction of the batch that the largest logit gets right; null where y is not class indices. */
  readonly accuracy: number | null;
  /** Whether the weights were updated: not where loss or gradient are not finite. */
  readonly updated: boolean;
}

/** The same as scalar tensors, and the gradients that the optimiser is to get. */
export interface Pass {
  readonly loss: tf.Scalar;
  readonly gradientNorm: tf.Scalar;
  readonly accuracy: tf.Tensor | null;
  readonly grads: Record<string, tf.Tensor>;
}

/** The fraction of rows whose largest output is the class; null where that makes no sense. Call it within tf.tidy. */
export function accuracyOf(y: tf.Tensor, output: tf.Tensor | tf.Tensor[]): tf.Tensor | null {
  if (Array.isArray(output) || output.rank !== 2 || y.rank !== 1 || y.dtype !== 'int32') return null;
  return tf.mean(tf.cast(tf.equal(tf.argMax(output, -1), y), 'float32'));
}

/**
 * Forward and backward on a batch. Call it within tf.tidy.
 *
 * @param observer is told of what passes; null to look at nothing
 */
export function passOf(
  context: StepContext,
  x: tf.Tensor | tf.Tensor[],
  y: tf.Tensor,
  observer: Observer | null,
): Pass {
  const kept: tf.Tensor[] = []; // the scope of the gradient would free it
  try {
    const { value, grads } = gradientsOf(context, x, y, observer, (output) => {
      const right = accuracyOf(y, output);
      if (right) kept.push(tf.keep(right));
    });
    const clipped = clipGradients(grads, context.clip);
    const accuracy = kept.length > 0 ? tf.clone(kept[0]) : null;
    return { loss: value, gradientNorm: clipped.norm, accuracy, grads: clipped.grads };
  } finally {
    tf.dispose(kept);
  }
}

/** One step on a batch, op by op on the tape. */
export function trainStep(
  context: StepContext,
  x: tf.Tensor | tf.Tensor[],
  y: tf.Tensor,
  observer: Observer | null,
): StepResult {
  const { optimizer, sites } = context;
  try {
    return scope(() => {
      const { grads, ...pass } = passOf(context, x, y, observer);
      const [loss, gradientNorm] = [pass.loss.dataSync()[0], pass.gradientNorm.dataSync()[0]];
      const accuracy = pass.accuracy?.dataSync()[0] ?? null;
      const updated = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      const apply = (): void => {
        optimizer.applyGradients(grads);
      };
      if (updated && observer) recordUpdate(sites, observer, apply);
      else if (updated) apply();
      return { loss, gradientNorm, accuracy, updated };
    });
  } catch (error) {
    releaseTape();
    throw error;
  }
}
