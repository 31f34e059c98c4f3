// Networks and data for the tests of the training look.
import { diagnose, tf, type Diagnosis, type DiagnoseOptions } from '../../../src';

/** Rows of numbers drawn from a standard normal distribution. */
export const normal = (shape: readonly number[], seed = 1): tf.Tensor =>
  tf.randomNormal([...shape], 0, 1, 'float32', seed);

/** x of two columns, and y = 2 x₀ - x₁. */
export function line(rows = 64): { x: tf.Tensor; y: tf.Tensor } {
  const x = normal([rows, 2]);
  return { x, y: tf.matMul(x as tf.Tensor2D, tf.tensor2d([[2], [-1]])) };
}

/** x of two columns, and whether their sum is above 0. */
export function halves(rows = 128): { x: tf.Tensor; y: tf.Tensor } {
  const x = normal([rows, 2]);
  return { x, y: tf.cast(tf.greater(tf.sum(x, 1, true), 0), 'float32') };
}

/** A compiled Sequential. */
export function compiled(
  layers: tf.layers.Layer[],
  optimizer: tf.Optimizer | string,
  loss = 'meanSquaredError',
): tf.Sequential {
  const model = tf.sequential({ layers });
  model.compile({ optimizer, loss });
  return model;
}

/** A seeded dense layer. */
export const dense = (
  units: number,
  inputs?: number,
  options: Partial<Parameters<typeof tf.layers.dense>[0]> = {},
) =>
  tf.layers.dense({
    units,
    kernelInitializer: tf.initializers.glorotUniform({ seed: units }),
    ...(inputs === undefined ? {} : { inputShape: [inputs] }),
    ...options,
  });

/** The findings of the training look by rule. */
export async function trainingFindings(
  model: tf.LayersModel,
  data: { x: tf.Tensor; y: tf.Tensor },
  options: DiagnoseOptions = {},
): Promise<Record<string, Diagnosis['findings'][number]>> {
  const { findings } = await diagnose(model, data, options);
  return Object.fromEntries(
    findings.filter(({ look }) => look === 'training').map((finding) => [finding.rule, finding]),
  );
}
