// One training step op by op: forward pass, backward pass, update, and observations.
import { itemAt } from '../arrays';
import { keepStates, releaseTape, scope, tf, undoable, type Assignments } from '../backend';
import {
  valueAndGradients,
  flattenLayers,
  gradientUpdates,
  type Inputs,
  type Loss,
  type Observer,
  type GradientContext,
  type Targets,
} from '../hooks';
import { clipGradients, type Clipping } from './clipping';
import { recordUpdateRatios } from './update-ratios';

/** The context of a step. */
export interface StepContext extends GradientContext {
  readonly optimizer: tf.Optimizer;
  readonly clip: Clipping;
  /** The values before the training of variables that a step op by op has written to besides the update. */
  readonly written?: Map<tf.Variable, tf.Tensor> | undefined;
}

/** The numbers of a step. */
export interface StepResult {
  readonly loss: number;
  /** The L2 norm of all gradients together, before clipping. */
  readonly gradientNorm: number;
  /** The fraction of the batch whose largest output is the class; null when y is not class indices. */
  readonly accuracy: number | null;
  /** Whether the weights were updated, which takes a finite loss and a finite gradient. */
  readonly updated: boolean;
}

/** A forward and a backward pass: scalar tensors, and the clipped gradients for the optimiser. */
export interface StepTensors {
  readonly loss: tf.Scalar;
  readonly gradientNorm: tf.Scalar;
  readonly accuracy: tf.Tensor | null;
  readonly grads: Record<string, tf.Tensor>;
}

/** The fraction of rows whose largest output is the class; null when y is not class indices. Call it within tf.tidy. */
export function accuracyOf({ outputs }: Loss, y: Targets, output: Inputs): tf.Tensor | null {
  if (Array.isArray(output) || Array.isArray(y) || output.rank !== 2 || output.shape[1] === 1) return null;
  const areIndices = y.rank === 1 || (y.rank === 2 && y.shape[1] === 1);
  const targetKind = outputs?.[0]?.targetKind;
  const areClasses =
    targetKind === 'indices' || targetKind === 'classes' || (y.rank === 1 && y.dtype === 'int32');
  if (!areIndices || !areClasses) return null;
  const labels = tf.cast(tf.reshape(y, [-1]), 'int32');
  return tf.mean(tf.cast(tf.equal(tf.argMax(output, -1), labels), 'float32'));
}

/**
 * Runs a forward and a backward pass on a batch. Call it within tf.tidy.
 *
 * @param observer receives activations and gradients; null to observe nothing
 */
export function forwardBackward(
  context: StepContext,
  x: Inputs,
  y: Targets,
  observer: Observer | null,
): StepTensors {
  let accuracy: tf.Tensor | null = null; // kept, for the scope of the gradient would dispose of it
  try {
    const { value, grads } = valueAndGradients(context, x, y, observer, (output) => {
      const found = accuracyOf(context.loss, y, output);
      accuracy = found && tf.keep(found);
    });
    const clipped = clipGradients(grads, context.clip);
    return {
      loss: value,
      gradientNorm: clipped.norm,
      accuracy: accuracy && tf.clone(accuracy),
      grads: clipped.grads,
    };
  } finally {
    tf.dispose(accuracy ?? []);
  }
}

/** Runs one step on a batch op by op. A step without an update changes nothing else either. */
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
        optimizer.applyGradients(gradientUpdates(context.model, grads));
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
  loss: itemAt(loss.dataSync(), 0),
  gradientNorm: itemAt(gradientNorm.dataSync(), 0),
});

/** Passes whose writes, such as batch norm's averages, are undone when no update can follow. */
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

/** Runs both passes on a batch for an observer, and leaves everything as it was. */
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
