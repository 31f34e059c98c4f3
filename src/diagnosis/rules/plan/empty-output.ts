import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { countEvidence } from './count-evidence';

/** A layer whose output has no values passes nothing on. */
export const emptyOutput: Rule<Plan> = {
  name: 'empty-output',
  cause: 'capacity-too-small',
  summary: 'a pooling or convolution leaves nothing of its input',
  source: 'arithmetic: a window that is larger than its input fits nowhere',
  notebook: null,
  inspect: ({ calls }) =>
    calls.all
      .filter(({ outputShape }) => outputShape.some((size) => size !== null && size <= 0))
      .slice(0, 1)
      .map(({ layer, inputShapes, outputShape }) => ({
        severity: 'error',
        confidence: 1,
        layer: layer.name,
        evidence: countEvidence(
          'values of a row that the layer gives',
          0,
          'arithmetic: a window that is larger than its input fits nowhere',
        ),
        problem: `${layer.name} leaves nothing: its input is [${inputShapes[0]?.slice(1).join(', ')}], its output [${outputShape.slice(1).join(', ')}]`,
        meaning: 'All that follows sees biases only, the same for every row.',
        remedy: {
          text: "Leave a pooling out, or pad: padding 'same'.",
          code: "tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' })",
        },
      })),
};
