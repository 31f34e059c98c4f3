// The data of a subject: as they are, with standardised columns, or with other labels.
import { tf } from '../../backend';
import type { Subject } from './subject';

/** Data with what frees the tensors that were made for them. */
export interface SubjectData {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly dispose: () => void;
}

const RELABELED: Readonly<Record<NonNullable<Subject['relabel']>, (y: tf.Tensor) => tf.Tensor>> = {
  'y.add(1).div(2)': (y) => tf.tidy(() => tf.div(tf.add(y, 1), 2)),
  'y.sub(1)': (y) => tf.sub(y, 1),
};

/** The data of a subject: each column of what is scaled has mean 0 and standard deviation 1. */
export function subjectData(
  x: tf.Tensor,
  y: tf.Tensor,
  { scaling, relabel }: Pick<Subject, 'scaling' | 'relabel'>,
): SubjectData {
  const own: tf.Tensor[] = [];
  const made = (tensor: tf.Tensor): tf.Tensor => {
    own.push(tensor);
    return tensor;
  };
  const labels = relabel === null ? y : made(RELABELED[relabel](y));
  return {
    x: scaling.x ? made(standardized(x)) : x,
    y: scaling.y ? made(standardized(labels)) : labels,
    dispose: () => {
      tf.dispose(own);
    },
  };
}

const standardized = (data: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const { mean, variance } = tf.moments(data, 0, true);
    return tf.div(
      tf.sub(data, mean),
      tf.sqrt(tf.where(tf.greater(variance, 0), variance, tf.onesLike(variance))),
    );
  });
