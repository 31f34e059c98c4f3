// The start look of a network, on data that anything may be learnt from.
import { datasets, diagnose, tf, type DiagnoseOptions } from '../../src';
import type { Finding } from '../../src/diagnosis';

export interface Case {
  readonly x?: tf.Tensor;
  readonly y?: tf.Tensor;
  readonly options?: DiagnoseOptions;
}

/** The findings of plan and start; the model and the data are disposed of. */
export async function findingsOf(
  model: tf.LayersModel,
  { x, y, options = {} }: Case = {},
): Promise<readonly Finding[]> {
  const batch = datasets.randomBatch({
    size: 128,
    inputs: x ? 1 : model.inputs[0]!.shape.at(-1)!,
    classes: 10,
    seed: 1,
  });
  const data = { x: x ?? batch.x, y: y ?? batch.y };
  try {
    const { findings } = await diagnose(model, data, { until: 'start', ...options });
    return findings;
  } finally {
    model.dispose();
    tf.dispose([batch.x, batch.y, data.x, data.y]);
  }
}

/** The rules of findings that are errors or warnings, as 'rule:severity', the root first. */
export const faultsOf = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ rule, severity }) => `${rule}:${severity}`);

export const rulesOf = (findings: readonly Finding[]): string[] => findings.map(({ rule }) => rule);
