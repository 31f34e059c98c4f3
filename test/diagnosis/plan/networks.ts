// Networks and data for the tests of the plan look: nothing is trained in them.
import { diagnose, tf, type DiagnoseOptions, type Finding } from '../../../src';

/** Rows of numbers drawn from a normal distribution. */
export const normal = (shape: readonly number[], mean = 0, std = 1, seed = 1): tf.Tensor =>
  tf.randomNormal([...shape], mean, std, 'float32', seed);

/** 0 and 1 in turn, one per row. */
export const alternating = (rows: number): tf.Tensor =>
  tf.tensor2d(Array.from({ length: rows }, (_, row) => [row % 2]));

/** A compiled Sequential. */
export function compiled(
  layers: tf.layers.Layer[],
  loss = 'meanSquaredError',
  optimizer: tf.Optimizer | string = 'adam',
): tf.Sequential {
  const model = tf.sequential({ layers });
  model.compile({ optimizer, loss });
  return model;
}

/** A dense layer with the activation of a hidden one. */
export const hidden = (units: number, inputs?: number, activation: 'relu' | 'tanh' | 'linear' = 'relu') =>
  tf.layers.dense({ units, activation, ...(inputs === undefined ? {} : { inputShape: [inputs] }) });

/** The findings of one rule at the plan. */
export async function findingsOf(
  rule: string,
  model: tf.LayersModel,
  data: { x: tf.Tensor | tf.Tensor[]; y: tf.Tensor | tf.Tensor[] },
  options: DiagnoseOptions = {},
): Promise<readonly Finding[]> {
  const { findings } = await diagnose(model, data, { ...options, until: 'plan' });
  return findings.filter((finding) => finding.rule === rule);
}
