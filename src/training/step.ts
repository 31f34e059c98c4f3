// One training step: forward, backward, and what is looked at on the way.
import { keepStates, releaseTape, scope, tf, undoable, type Assignments } from '../backend';
import {
  valueAndGradients,
  flattenLayers,
  type Inputs,
  type Loss,
  type Observer,
  type GradientContext,
  type Targets,
} from '../hooks';
import { clipGradients, type ClipOptions } from './clipping';
import { recordUpdateRatios } from './update-ratios';

export interface StepContext extends GradientContext {
  readonly optimizer: tf.Optimizer;
  readonly clip: ClipOptions;
  /** What variables held before the training, of those that a pass on the tape has written to besides the update. */
  readonly written?: Map<tf.Variable, tf.Tensor> | undefined;
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
export interface StepTensors {
  readonly loss: tf.Scalar;
  readonly gradientNorm: tf.Scalar;
  readonly accuracy: tf.Tensor | null;
  readonly grads: Record<string, tf.Tensor>;
}

/** The fraction of rows whose largest output is the class; null where that makes no sense. Call it within tf.tidy. */
export function accuracyOf({ outputs }: Loss, y: Targets, output: Inputs): tf.Tensor | null {
  if (Array.isArray(output) || Array.isArray(y) || output.rank !== 2 || output.shape[1] === 1) return null;
  const areIndices = y.rank === 1 || (y.rank === 2 && y.shape[1] === 1);
  const targetKind = outputs?.[0].targetKind;
  const areClasses =
    targetKind === 'indices' || targetKind === 'classes' || (y.rank === 1 && y.dtype === 'int32');
  if (!areIndices || !areClasses) return null;
  const labels = tf.cast(tf.reshape(y, [-1]), 'int32');
  return tf.mean(tf.cast(tf.equal(tf.argMax(output, -1), labels), 'float32'));
}

/**
 * Forward and backward on a batch. Call it within tf.tidy.
 *
 * @param observer is told of what passes; null to look at nothing
 */
export function forwardBackward(
  context: StepContext,
  x: Inputs,
  y: Targets,
  observer: Observer | null,
): StepTensors {
  const kept: tf.Tensor[] = []; // the scope of the gradient would free it
  try {
    const { value, grads } = valueAndGradients(context, x, y, observer, (output) => {
      const right = accuracyOf(context.loss, y, output);
      if (right) kept.push(tf.keep(right));
    });
    const clipped = clipGradients(grads, context.clip);
    const accuracy = kept.length > 0 ? tf.clone(kept[0]) : null;
    return { loss: value, gradientNorm: clipped.norm, accuracy, grads: clipped.grads };
  } finally {
    tf.dispose(kept);
  }
}

/** One step on a batch, op by op on the tape. Where there is no update, nothing else has changed either. */
export function trainStep(
  context: StepContext,
  x: Inputs,
  y: Targets,
  observer: Observer | null,
): StepResult {
  const { optimizer, layers } = context;
  const states = keepStates(flattenLayers(context.model));
  let updated = false;
  try {
    return scope(() => {
      const { grads, ...pass } = undoable((assignments) =>
        forwardBackwardOrUndo(context, x, y, observer, assignments),
      );
      const { loss, gradientNorm } = scalarsOf(pass);
      const accuracy = pass.accuracy?.dataSync()[0] ?? null;
      updated = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      const apply = (): void => {
        optimizer.applyGradients(grads);
      };
      if (updated && observer) recordUpdateRatios(layers, observer, apply);
      else if (updated) apply();
      return { loss, gradientNorm, accuracy, updated };
    });
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    if (updated) states.leave();
    else states();
  }
}

const scalarsOf = ({ loss, gradientNorm }: Pick<StepTensors, 'loss' | 'gradientNorm'>) => ({
  loss: loss.dataSync()[0],
  gradientNorm: gradientNorm.dataSync()[0],
});

/** A pass that takes back what it has written, such as batch norm's averages, where no update can follow it. */
function forwardBackwardOrUndo(
  context: StepContext,
  x: Inputs,
  y: Targets,
  observer: Observer | null,
  { before, undo }: Assignments,
): StepTensors {
  let stays = false;
  try {
    const pass = forwardBackward(context, x, y, observer);
    stays = Object.values(scalarsOf(pass)).every(Number.isFinite);
    return pass;
  } finally {
    if (!stays) undo();
    for (const [variable, was] of stays && context.written ? before : [])
      if (!context.written!.has(variable)) context.written!.set(variable, tf.keep(was.clone()));
  }
}

/** A pass on a batch that changes nothing, for the observer. */
export function observeBatch(context: StepContext, x: Inputs, y: Targets, observer: Observer): void {
  const states = keepStates(flattenLayers(context.model));
  try {
    scope(() => {
      undoable(({ undo }) => {
        try {
          forwardBackward(context, x, y, observer);
        } finally {
          undo();
        }
      });
    });
  } finally {
    releaseTape();
    states();
  }
}
