// One training step: forward, backward, and what is looked at on the way.
import { releaseTape, scope, tf } from '../backend';
import { instrument, recordWeights, type LossFunction, type Recording, type Site } from '../hooks';
import { clipGradients, type ClipOptions } from './clipping';
import { recordUpdate } from './updates';

export interface StepContext {
  readonly model: tf.LayersModel;
  readonly optimizer: tf.Optimizer;
  readonly loss: LossFunction;
  readonly clip: ClipOptions;
  readonly sites: readonly Site[];
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

/** The fraction of rows whose largest output is the class; null where that makes no sense. Call it within tf.tidy. */
export function accuracyOf(y: tf.Tensor, output: tf.Tensor | tf.Tensor[]): number | null {
  if (Array.isArray(output) || output.rank !== 2 || y.rank !== 1 || y.dtype !== 'int32') return null;
  return tf.mean(tf.cast(tf.equal(tf.argMax(output, -1), y), 'float32')).dataSync()[0];
}

/**
 * One step on a batch.
 *
 * @param recording what passes is kept in it, and how much of its size each weight moves; null to look at nothing
 */
export function trainStep(
  context: StepContext,
  x: tf.Tensor | tf.Tensor[],
  y: tf.Tensor,
  recording: Recording | null,
): StepResult {
  const { model, optimizer, loss, clip, sites } = context;
  const probes = recording && instrument(sites, recording);
  try {
    return scope(() => {
      let accuracy: number | null = null;
      const { value, grads } = tf.variableGrads(() => {
        const output = model.apply(x, { training: true }) as tf.Tensor | tf.Tensor[];
        accuracy = scope(() => accuracyOf(y, output));
        return loss(y, output).asScalar();
      });
      if (recording) recordWeights(sites, grads, recording);
      const clipped = clipGradients(grads, clip);
      const [lossNow, gradientNorm] = [value.dataSync()[0], clipped.norm.dataSync()[0]];
      const updated = Number.isFinite(lossNow) && Number.isFinite(gradientNorm);
      const apply = (): void => {
        optimizer.applyGradients(clipped.grads);
      };
      if (updated && recording) recordUpdate(sites, recording, apply);
      else if (updated) apply();
      return { loss: lossNow, gradientNorm, accuracy, updated };
    });
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    probes?.remove();
  }
}
